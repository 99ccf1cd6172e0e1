package io.jacquard.nvme.transport.queue;

import java.util.Arrays;
import java.util.function.IntFunction;

/**
 * The slots of one queue: made on first need, used for ever. Confined to the loop.
 *
 * @param <S> what is kept of a command in flight
 */
public final class QueueSlots<S> {
  private final IntFunction<S> maker;
  private Object[] slots;
  private int[] free;
  private int freeCount;

  /**
   * Makes room.
   *
   * @param capacity most commands in flight, 1 or more
   * @param maker makes the slot with this index
   */
  public QueueSlots(int capacity, IntFunction<S> maker) {
    this.maker = maker;
    this.slots = new Object[capacity];
    this.free = new int[capacity];
    for (int i = capacity - 1; i >= 0; i--) {
      free[freeCount++] = i;
    }
  }

  /** Makes room for {@code capacity} commands, no fewer than now. */
  public void grow(int capacity) {
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

  /** How many slots are free. */
  public int available() {
    return freeCount;
  }

  /** How many commands are in flight. */
  public int inUse() {
    return slots.length - freeCount;
  }

  /** Most commands in flight. */
  public int capacity() {
    return slots.length;
  }

  /**
   * Takes a free slot.
   *
   * @throws IllegalStateException if there is none
   */
  public S take() {
    if (freeCount == 0) {
      throw new IllegalStateException("more than " + slots.length + " commands in flight");
    }
    int index = free[--freeCount];
    if (slots[index] == null) {
      slots[index] = maker.apply(index);
    }
    return at(index);
  }

  /** Takes back the slot with this index. */
  public void giveBack(int index) {
    free[freeCount++] = index;
  }

  /** Whether {@code index}, 0 or more, is that of a slot that has been used. */
  public boolean has(int index) {
    return index < slots.length && slots[index] != null;
  }

  /** The slot with this index, which has been used. */
  @SuppressWarnings("unchecked") // only the maker's slots are in the array
  public S at(int index) {
    return (S) slots[index];
  }
}
