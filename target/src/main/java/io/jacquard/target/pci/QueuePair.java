package io.jacquard.target.pci;

import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.wire.Cqe;
import io.jacquard.nvme.wire.Sqe;

/**
 * A submission queue with a completion queue of its own, and a slot for each command in flight.
 * Since there are fewer slots than entries, neither ring can overflow. Confined to one loop;
 * allocates nothing.
 */
final class QueuePair {
  private final int id;
  private final SubmissionQueue submissions;
  private final CompletionQueue completions;
  private final DataPath data;
  private final Slot[] slots;
  private final int[] free;
  private int freeCount;
  private int tick;
  private long strange;
  private long completed;

  /** Who gave a command hears of its end. */
  @FunctionalInterface
  interface Ended {
    /** The command has ended and its data is where it belongs; the slot is free. */
    void ended(Command command, int status, long result);
  }

  /** What is to be done with a command that takes too long. */
  @FunctionalInterface
  interface Overdue {
    /** The command in {@code slot} should have ended by now. */
    void overdue(Slot slot);
  }

  QueuePair(QueueMemory memory, DataPath data) {
    this.id = memory.id();
    this.submissions = memory.submissions();
    this.completions = memory.completions();
    this.data = data;
    this.slots = memory.slots();
    this.free = new int[slots.length];
    for (int i = slots.length - 1; i >= 0; i--) {
      free[freeCount++] = i;
    }
  }

  int id() {
    return id;
  }

  SubmissionQueue submissions() {
    return submissions;
  }

  CompletionQueue completions() {
    return completions;
  }

  DataPath data() {
    return data;
  }

  int inFlight() {
    return slots.length - freeCount;
  }

  /** Completions with an identifier that no command had. */
  long strange() {
    return strange;
  }

  /** Commands that the controller has completed. */
  long completed() {
    return completed;
  }

  /**
   * Writes a command into the ring; {@link #ring} gives it to the controller.
   *
   * @param nsid the controller's own identifier of the namespace
   * @param extent what is known of the command's data
   * @param ticks after how many ticks it has taken too long, or {@link Slot#NEVER}
   * @return false if it has to wait until another command has ended
   */
  boolean start(Command command, int nsid, Extent extent, Ended owner, int ticks) {
    if (freeCount == 0) {
      return false;
    }
    Slot slot = slots[free[freeCount - 1]];
    slot.command = command;
    if (!data.place(slot, command, extent)) {
      slot.command = null;
      return false;
    }
    freeCount--;
    write(slot, nsid, owner, ticks);
    return true;
  }

  /** Likewise for a fused pair: both entries are next to each other and given together. */
  boolean startFused(Command first, Command second, int nsid, Ended owner, int ticks) {
    if (freeCount < 2) {
      return false;
    }
    Slot one = slots[free[freeCount - 1]];
    Slot two = slots[free[freeCount - 2]];
    one.command = first;
    two.command = second;
    if (!data.place(one, first, Extent.KNOWN)) {
      one.command = null;
      two.command = null;
      return false;
    }
    if (!data.place(two, second, Extent.KNOWN)) {
      data.finish(one, Status.ABORT_REQUESTED);
      one.command = null;
      two.command = null;
      return false;
    }
    freeCount -= 2;
    one.second = two;
    two.isSecond = true;
    write(one, nsid, owner, ticks);
    write(two, nsid, owner, ticks);
    return true;
  }

  private void write(Slot slot, int nsid, Ended owner, int ticks) {
    slot.owner = owner;
    slot.expires = ticks == Slot.NEVER ? Slot.NEVER : tick + ticks;
    Sqe entry = submissions.write(slot.command.sqe());
    entry.cid(slot.nextCid()).nsid(nsid);
    data.point(entry, slot);
  }

  /** Gives the controller everything that was started since the last time. */
  void ring() {
    submissions.ring();
  }

  /**
   * Takes the completions that are there.
   *
   * @return how many
   */
  int poll() {
    int count = 0;
    try {
      while (count < slots.length && completions.ready()) {
        Cqe entry = completions.entry();
        int cid = entry.cid();
        int status = entry.status();
        long result = entry.result();
        completions.next();
        count++;
        completed(cid, status, result);
      }
    } finally {
      if (count > 0) {
        completions.ring();
      }
    }
    return count;
  }

  private void completed(int cid, int status, long result) {
    Slot slot = find(cid);
    if (slot == null) {
      strange++;
      return;
    }
    completed++;
    end(slot, status, result);
  }

  private void end(Slot slot, int status, long result) {
    if (slot.isSecond) {
      // It completes after the first, whatever the controller's order is.
      slot.held = true;
      slot.heldStatus = status;
      slot.heldResult = result;
      return;
    }
    Slot second = slot.second;
    slot.second = null;
    if (second != null) {
      second.isSecond = false;
    }
    free(slot, status, result);
    if (second != null && second.held) {
      second.held = false;
      free(second, second.heldStatus, second.heldResult);
    }
  }

  private void free(Slot slot, int status, long result) {
    data.finish(slot, status);
    Command command = slot.command;
    Ended owner = slot.owner;
    slot.command = null;
    slot.owner = null;
    slot.overdue = false;
    slot.expires = Slot.NEVER;
    free[freeCount++] = slot.index;
    owner.ended(command, status, result);
  }

  /** Ends every command with a status. The controller knows of none of them any more. */
  void endAll(int status) {
    for (Slot slot : slots) {
      if (slot.command != null && !slot.isSecond) {
        end(slot, status, 0);
      }
    }
    for (Slot slot : slots) {
      if (slot.command != null) {
        slot.isSecond = false;
        slot.held = false;
        free(slot, status, 0);
      }
    }
  }

  /** The slot of a command, or null if it is not in flight. */
  @SuppressWarnings("ReferenceEquality") // the very command is meant
  Slot find(Command command) {
    for (Slot slot : slots) {
      if (slot.command == command) {
        return slot;
      }
    }
    return null;
  }

  /** The slot of the command with an identifier, or null if it is not in flight. */
  Slot find(int cid) {
    int index = Slot.index(cid);
    boolean there =
        index < slots.length && slots[index].command != null && slots[index].cid() == cid;
    return there ? slots[index] : null;
  }

  /** Lets one unit of time pass. */
  void tick(Overdue overdue) {
    tick++;
    for (Slot slot : slots) {
      if (slot.command != null && slot.expires != Slot.NEVER && slot.expires - tick <= 0) {
        overdue.overdue(slot);
      }
    }
  }

  /** Gives a command more time. */
  void extend(Slot slot, int ticks) {
    slot.expires = tick + ticks;
  }

  /** Rings both doorbells again: the controller may have missed a shadow. */
  void insist() {
    submissions.insist();
    completions.insist();
  }
}
