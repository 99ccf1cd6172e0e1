package io.jacquard.nvme.transport.loopback;

import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.command.CommandCounts;
import io.jacquard.nvme.loop.Loop;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.transport.CloseReason;
import io.jacquard.nvme.transport.HostChannel;
import io.jacquard.nvme.transport.QueueDial;
import java.util.ArrayDeque;

/** The host's end of a loopback queue pair. */
final class LoopbackHost implements HostChannel {
  private final QueueDial dial;
  private final Loop loop;
  private final Events events;
  private final ArrayDeque<LoopbackSlot> free = new ArrayDeque<>();
  private LoopbackSlot[] slots = {};
  private LoopbackController controller;
  private boolean closed;

  LoopbackHost(QueueDial dial, Loop loop, Events events) {
    this.dial = dial;
    this.loop = loop;
    this.events = events;
  }

  /** Before anything else: ties the two ends together. */
  void attach(LoopbackController other) {
    controller = other;
    slots = new LoopbackSlot[dial.entries() - 1];
    CommandCounts counts = new CommandCounts();
    for (int i = 0; i < slots.length; i++) {
      slots[i] = new LoopbackSlot(i, counts, other, this);
      free.add(slots[i]);
    }
  }

  void opened() {
    if (!closed) {
      events.opened(this);
    }
  }

  /** The connection is gone: what is in flight will not come back with an answer. */
  void connectionClosed(CloseReason reason) {
    if (closed) {
      return;
    }
    closed = true;
    for (LoopbackSlot slot : slots) {
      if (slot.inFlight()) {
        slot.abandon(Status.HOST_PATHING_ERROR);
      }
    }
    events.closed(reason);
  }

  void free(LoopbackSlot slot) {
    free.addLast(slot);
  }

  @Override
  public void submit(Command command) {
    if (closed) {
      command.complete(Status.HOST_PATHING_ERROR, 0);
      return;
    }
    LoopbackSlot slot = free.pollFirst();
    if (slot == null) {
      throw new IllegalStateException("more than " + slots.length + " commands in flight");
    }
    slot.send(command);
  }

  @Override
  public void flush() {
    // Every command is on its way already.
  }

  @Override
  public void abort(Command command) {
    for (LoopbackSlot slot : slots) {
      if (slot.carries(command)) {
        slot.abandon(Status.COMMAND_ABORTED_BY_HOST);
      }
    }
  }

  @Override
  public void close() {
    controller.close(CloseReason.of(CloseReason.Kind.PEER_CLOSED, "the host closed the queue"));
  }

  @Override
  public Loop loop() {
    return loop;
  }

  @Override
  public boolean isOpen() {
    return !closed;
  }

  @Override
  public int capacity() {
    return slots.length;
  }

  @Override
  public int available() {
    return closed ? 0 : free.size();
  }

  @Override
  public int commandIdOf(Command command) {
    for (LoopbackSlot slot : slots) {
      if (slot.carries(command)) {
        return slot.index();
      }
    }
    return -1;
  }
}
