package io.jacquard.initiator;

import io.jacquard.nvme.command.CommandCounts;

/** The command slots of a {@link Lane}'s connection. Confined to the lane's loop. */
final class SlotStack {
  private final CommandCounts states = new CommandCounts();
  private Slot[] all = new Slot[0];
  private Slot[] free = new Slot[0];
  private int freeCount;

  /** Makes all slots free for a new connection; slots of the same number are used again. */
  void reset(Lane lane, int depth) {
    if (all.length != depth) {
      all = new Slot[depth];
      free = new Slot[depth];
      for (int i = 0; i < depth; i++) {
        all[i] = new Slot(lane, i, states);
      }
    }
    freeCount = 0;
    for (int i = depth - 1; i >= 0; i--) {
      free[freeCount++] = all[i];
    }
  }

  /** All slots, used and free. */
  Slot[] all() {
    return all;
  }

  int free() {
    return freeCount;
  }

  /** Takes a free slot for a part; there must be one. */
  Slot take(Part part) {
    Slot slot = free[--freeCount];
    slot.take(part);
    return slot;
  }

  /** Makes a slot free again. */
  void release(Slot slot) {
    slot.release();
    free[freeCount++] = slot;
  }
}
