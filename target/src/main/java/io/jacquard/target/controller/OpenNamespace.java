package io.jacquard.target.controller;

import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.namespace.CommandQueue;
import io.jacquard.target.metrics.IoRecorder;
import io.jacquard.target.subsystem.ExportedNamespace;

/**
 * A namespace in use by one I/O queue: its command queue, open as long as the namespace is exported
 * and commands are in it. Confined to the I/O queue's loop.
 */
final class OpenNamespace {
  private final ExportedNamespace exported;
  private final CommandQueue queue;
  private final IoRecorder recorder;
  private int outstanding;
  private boolean flushDue;
  private boolean retired;

  /** Takes over a hold on {@code exported}, given back when the queue is closed. */
  OpenNamespace(ExportedNamespace exported, CommandQueue queue, IoRecorder recorder) {
    this.exported = exported;
    this.queue = queue;
    this.recorder = recorder;
  }

  ExportedNamespace exported() {
    return exported;
  }

  IoRecorder recorder() {
    return recorder;
  }

  /** Commands submitted and not completed. */
  int outstanding() {
    return outstanding;
  }

  /**
   * Submits a command.
   *
   * @return true if this is the first since the last {@link #flush}
   */
  boolean submit(Command command) {
    outstanding++;
    queue.submit(command);
    boolean first = !flushDue;
    flushDue = true;
    return first;
  }

  void flush() {
    flushDue = false;
    queue.flush();
  }

  void abort(Command command) {
    queue.abort(command);
  }

  /**
   * A submitted command completes. Closes the queue if it was the last one of a retired namespace.
   */
  void completed() {
    outstanding--;
    closeIfUnused();
  }

  /** No command will be submitted any more: the queue closes when those in it have completed. */
  void retire() {
    retired = true;
    closeIfUnused();
  }

  private void closeIfUnused() {
    if (retired && outstanding == 0) {
      retired = false;
      queue.close();
      recorder.close();
      exported.letGo();
    }
  }
}
