package io.jacquard.target.namespace;

/**
 * A range of a namespace that one step of a command holds, or waits for, in a {@link RangeGate}.
 *
 * <p>Stripes are taken in ascending order, so that two holds never wait for each other. Belongs to
 * one thread at a time.
 */
final class RangeHold {
  private boolean exclusive;
  private int first;
  private int count;
  private int wrapped;
  private int held;
  private boolean wanting;

  /** Asks for nothing: such a hold is complete at once. */
  void none() {
    set(false, 0, 0, 1);
  }

  /**
   * Asks for {@code stripes} stripes from {@code start} on, going round at {@code all}.
   *
   * @param alone true to keep everybody else out, false to share with others that share
   */
  void set(boolean alone, int start, int stripes, int all) {
    if (held != 0) {
      throw new IllegalStateException("a range is still held");
    }
    exclusive = alone;
    first = start;
    count = stripes;
    wrapped = Math.max(0, start + stripes - all);
  }

  /** True if nobody else may hold a part of the range at the same time. */
  boolean exclusive() {
    return exclusive;
  }

  /** True if all stripes are held. */
  boolean complete() {
    return held == count;
  }

  /** The stripe to take next; stripes that went round come first. */
  int next() {
    return stripe(held);
  }

  private int stripe(int position) {
    return position < wrapped ? position : first + position - wrapped;
  }

  /** Notes that {@link #next} was taken. */
  void taken() {
    held++;
    wanting = false;
  }

  /** Notes that {@link #next} is marked as wanted for this hold alone. */
  void wanting() {
    wanting = true;
  }

  /** True if {@link #next} is marked as wanted; the mark is forgotten. */
  boolean stopWanting() {
    boolean was = wanting;
    wanting = false;
    return was;
  }

  /** Gives up the stripe that was taken last. */
  int giveBack() {
    held--;
    return stripe(held);
  }

  /** True if at least one stripe is held. */
  boolean any() {
    return held > 0;
  }
}
