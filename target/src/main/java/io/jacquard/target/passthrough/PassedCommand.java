package io.jacquard.target.passthrough;

import io.jacquard.nvme.command.Command;

/**
 * A command of a queue on its way to the device and back. One for each index of the queue that is
 * used, made once. Belongs to the queue's loop, and while it is carried out to the thread that does
 * it.
 */
final class PassedCommand {
  private final PassthroughQueue queue;
  private Runnable task;

  /** The command, null when there is none. */
  Command command;

  /** How much of its data goes with it, in bytes. */
  int length;

  /** How it ended: the status, or a negative errno. */
  int outcome;

  /** DW0 and DW1 of the completion. */
  long result;

  /** The next in a list of its carrier. */
  PassedCommand next;

  PassedCommand(PassthroughQueue queue) {
    this.queue = queue;
  }

  /** Address of the data, 0 if there is none. */
  long address() {
    return length == 0 ? 0 : command.data().address();
  }

  /** What a thread of {@code carrier} does with it; always the same object. */
  Runnable task(ThreadsCarrier carrier) {
    if (task == null) {
      task = () -> carrier.execute(this);
    }
    return task;
  }

  /** The carrier is done with it. Called on the loop. */
  void ended() {
    queue.ended(this);
  }
}
