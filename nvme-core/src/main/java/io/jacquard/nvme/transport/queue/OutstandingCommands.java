package io.jacquard.nvme.transport.queue;

import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.status.Status;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The commands of one queue pair on the host side, by their CIDs: the slot's index in the low bits
 * and a generation above, so that no CID is used twice soon. Confined to the loop.
 *
 * @param <S> what the transport remembers of a command
 */
public final class OutstandingCommands<S extends OutstandingCommand> {
  private static final Logger LOG = LoggerFactory.getLogger(OutstandingCommands.class);

  private final QueueSlots<S> slots;
  private final int indexBits;

  /**
   * Makes room.
   *
   * @param capacity most commands in flight, 1 to 65535
   * @param maker makes the slot with this index
   */
  public OutstandingCommands(int capacity, IntFunction<S> maker) {
    slots = new QueueSlots<>(capacity, maker);
    indexBits = Integer.SIZE - Integer.numberOfLeadingZeros(capacity - 1);
  }

  /** Most commands in flight. */
  public int capacity() {
    return slots.capacity();
  }

  /** How many more commands can begin now. */
  public int available() {
    return slots.available();
  }

  /**
   * A command is to be sent.
   *
   * @throws IllegalStateException if {@link #capacity} commands are in flight
   */
  public S begin(Command command) {
    S slot = slots.take();
    slot.begin(command, indexBits);
    return slot;
  }

  /** The slot of a command that has begun, by its index. */
  public S at(int index) {
    return slots.at(index);
  }

  /** Whether an answer to {@code cid} is due. */
  public boolean awaits(int cid) {
    int index = indexOf(cid);
    if (!slots.has(index)) {
      return false;
    }
    S slot = slots.at(index);
    return slot.inFlight() && slot.cid() == cid && !slot.isAnswered();
  }

  /** The slot of a command that {@link #awaits} its answer. */
  public S get(int cid) {
    return slots.at(indexOf(cid));
  }

  private int indexOf(int cid) {
    return cid & (1 << indexBits) - 1;
  }

  /** The CID under which this very command is in flight; -1 if it is not. */
  public int cidOf(Command command) {
    for (int i = 0; i < slots.capacity(); i++) {
      if (slots.has(i) && slots.at(i).carries(command)) {
        return slots.at(i).cid();
      }
    }
    return -1;
  }

  /** The slot is free again; its command, if it still carries one, is the caller's to complete. */
  public void end(S slot) {
    slot.end();
    slots.giveBack(slot.index());
  }

  /**
   * The connection has ended and nobody touches memory any more: all commands complete, even if the
   * owner of one of them fails to take it.
   *
   * @param release gives back what the transport holds for a command in flight
   */
  public void endAll(Consumer<S> release) {
    for (int i = 0; i < slots.capacity(); i++) {
      if (slots.has(i) && slots.at(i).inFlight()) {
        endOne(slots.at(i), release);
      }
    }
  }

  private void endOne(S slot, Consumer<S> release) {
    release.accept(slot);
    if (!slot.carries()) {
      return;
    }
    try {
      slot.abandon(Status.HOST_PATHING_ERROR);
    } catch (RuntimeException bug) {
      LOG.error("command {} could not complete", slot.cid(), bug);
    }
  }
}
