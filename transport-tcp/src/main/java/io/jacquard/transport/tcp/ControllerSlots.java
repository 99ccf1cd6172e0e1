package io.jacquard.transport.tcp;

import io.jacquard.nvme.command.CommandCounts;
import java.util.Arrays;

/** The slots of one queue: made on first need, used for ever. Confined to the loop. */
final class ControllerSlots {
  private final ControllerQueue queue;
  private final CommandCounts counts = new CommandCounts();
  private ControllerSlot[] slots;
  private int[] free;
  private int freeCount;

  ControllerSlots(ControllerQueue queue, int capacity) {
    this.queue = queue;
    this.slots = new ControllerSlot[capacity];
    this.free = new int[capacity];
    for (int i = capacity - 1; i >= 0; i--) {
      free[freeCount++] = i;
    }
  }

  /** Makes room for {@code capacity} commands, no fewer than now. */
  void grow(int capacity) {
    int before = slots.length;
    if (capacity <= before) {
      return;
    }
    slots = Arrays.copyOf(slots, capacity);
    int[] more = new int[capacity];
    int count = 0;
    for (int i = capacity - 1; i >= before; i--) {
      more[count++] = i;
    }
    System.arraycopy(free, 0, more, count, freeCount);
    free = more;
    freeCount += count;
  }

  boolean isFull() {
    return freeCount == 0;
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
    return index < slots.length && slots[index] != null;
  }

  ControllerSlot at(int index) {
    return slots[index];
  }

  int capacity() {
    return slots.length;
  }
}
