package io.jacquard.target.controller;

import io.jacquard.nvme.command.AsyncEvent;
import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.status.Status;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Asynchronous events of one controller (NVMe Base 2.1, 5.1.2 "Asynchronous Event Request"): parked
 * requests, and events that wait for one. An event that was reported is masked until the host reads
 * its log page with RAE cleared. Confined to the controller's loop.
 */
final class AsyncEvents {
  /** Requests that may wait at a time; AERL of Identify Controller is one less. */
  static final int LIMIT = 4;

  private final ArrayDeque<Command> requests = new ArrayDeque<>(LIMIT);
  private final List<AsyncEvent> waiting = new ArrayList<>();
  private final List<AsyncEvent> masked = new ArrayList<>();
  private final Runnable onSent;

  /** No requests and no events; {@code onSent} counts events told to the host. */
  AsyncEvents(Runnable onSent) {
    this.onSent = onSent;
  }

  /** Parks a request, or completes it at once if an event waits or there are too many. */
  void request(Command command) {
    if (requests.size() == LIMIT) {
      command.complete(Status.ASYNCHRONOUS_EVENT_REQUEST_LIMIT_EXCEEDED, 0);
      return;
    }
    requests.addLast(command);
    deliver();
  }

  /** Reports an event that the host has enabled, unless it knows of one of the kind already. */
  void raise(AsyncEvent event) {
    if (masked.contains(event)) {
      return;
    }
    masked.add(event);
    waiting.add(event);
    deliver();
  }

  /** The host has read a log page with RAE cleared: its events may be reported again. */
  void logRead(int lid) {
    masked.removeIf(event -> event.lid() == lid);
    waiting.removeIf(event -> event.lid() == lid);
  }

  /**
   * Aborts the parked request with a command identifier.
   *
   * @return false if there is none
   */
  boolean abort(int commandId) {
    for (Command request : requests) {
      if (request.sqe().cid() == commandId) {
        requests.remove(request);
        request.complete(Status.ABORT_REQUESTED, 0);
        return true;
      }
    }
    return false;
  }

  /** Forgets all events and completes all requests: the controller was reset or is gone. */
  void reset(int status) {
    waiting.clear();
    masked.clear();
    while (!requests.isEmpty()) {
      requests.removeFirst().complete(status, 0);
    }
  }

  private void deliver() {
    while (!requests.isEmpty() && !waiting.isEmpty()) {
      AsyncEvent event = waiting.removeFirst();
      onSent.run();
      requests.removeFirst().complete(Status.SUCCESS, event.dw0());
    }
  }
}
