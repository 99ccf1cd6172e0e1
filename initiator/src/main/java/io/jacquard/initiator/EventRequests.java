package io.jacquard.initiator;

import io.jacquard.nvme.command.AdminOpcode;
import io.jacquard.nvme.command.AsyncEvent;
import io.jacquard.nvme.status.Status;
import java.util.function.Consumer;

/**
 * Keeps Asynchronous Event Requests at the controller, so that it can tell of events at any time.
 * Confined to the admin queue's loop.
 */
final class EventRequests {
  /** Requests at a time; each uses a slot of the admin queue. */
  static final int MOST = 4;

  private final Lane admin;
  private final Consumer<AsyncEvent> onEvent;
  private boolean running;

  EventRequests(Lane admin, Consumer<AsyncEvent> onEvent) {
    this.admin = admin;
    this.onEvent = onEvent;
  }

  /**
   * Sends the first requests of a new connection.
   *
   * @param limit how many the controller takes (AERL + 1)
   */
  void start(int limit) {
    running = true;
    for (int i = 0; i < Math.min(limit, MOST); i++) {
      admin.urgent(new EventRequest());
    }
  }

  void stop() {
    running = false;
  }

  /** One Asynchronous Event Request; another takes its place when it is answered. */
  private final class EventRequest extends Part {
    @Override
    boolean load(Slot slot) {
      slot.sqe().opcode(AdminOpcode.ASYNCHRONOUS_EVENT_REQUEST);
      return true;
    }

    @Override
    void completed(Slot slot, int status, long result) {
      if (running && Status.isSuccess(status)) {
        onEvent.accept(AsyncEvent.decode((int) result));
        admin.urgent(new EventRequest());
      }
      // A refused request is not sent again: the controller has no use for it.
    }

    @Override
    void failed(InitiatorException why) {
      // The connection is gone; the next one starts with new requests.
    }

    @Override
    boolean repeatable() {
      return false;
    }

    @Override
    long timeoutNanos() {
      return 0;
    }

    @Override
    String description() {
      return "Asynchronous Event Request";
    }
  }
}
