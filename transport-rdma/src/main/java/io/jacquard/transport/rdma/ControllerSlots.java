package io.jacquard.transport.rdma;

import io.jacquard.nvme.command.CommandCounts;

/** The slots of one queue: made on first need, used for ever. Confined to the loop. */
final class ControllerSlots {
  private final ControllerQueue queue;
  private final CommandCounts counts = new CommandCounts();
  private final ControllerSlot[] slots;
  private final int[] free;
  private int freeCount;

  ControllerSlots(ControllerQueue queue, int capacity) {
    this.queue = queue;
    this.slots = new ControllerSlot[capacity];
    this.free = new int[capacity];
    for (int i = capacity - 1; i >= 0; i--) {
      free[freeCount++] = i;
    }
  }

  boolean isFull() {
    return freeCount == 0;
  }

  /** How many commands are in flight. */
  int inUse() {
    return slots.length - freeCount;
  }

  /** A free slot; there must be one. */
  ControllerSlot take() {
    int index = free[--freeCount];
    ControllerSlot slot = slots[index];
    if (slot == null) {
      slot = new ControllerSlot(index, counts, queue);
      slots[index] = slot;
    }
    return slot;
  }

  void giveBack(ControllerSlot slot) {
    free[freeCount++] = slot.index();
  }

  /** True if {@code index} is that of a slot that has been used. */
  boolean has(int index) {
    return slots[index] != null;
  }

  ControllerSlot at(int index) {
    return slots[index];
  }

  int capacity() {
    return slots.length;
  }
}
