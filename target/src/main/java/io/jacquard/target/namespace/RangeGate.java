package io.jacquard.target.namespace;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Keeps commands apart that touch the same blocks: readers share a range, a writer has it alone.
 * That is what makes a write of several blocks, and a fused Compare and Write, atomic as seen by
 * any command of any queue on any loop.
 *
 * <p>The namespace is divided into units, which are spread over a fixed number of stripes, each one
 * word that is changed by compare and set. Nobody ever blocks here: who does not get a range parks
 * the command and is told to try again when something was given back. A writer that waits keeps new
 * readers out, so that it cannot starve. Nothing is allocated.
 */
final class RangeGate {
  private static final long EXCLUSIVE = 1L << 63;
  private static final long WANTED = 1L << 62;
  private static final long WAITERS = 1L << 61;
  private static final long SHARERS = WAITERS - 1;

  private final AtomicLongArray stripes;
  private final int unitShift;
  private final Runnable onFree;

  /**
   * Makes a gate.
   *
   * @param unitShift exponent of the unit's size in bytes
   * @param stripes number of stripes, a power of two
   * @param onFree called, by whichever thread gives a range back, if somebody waits
   */
  RangeGate(int unitShift, int stripes, Runnable onFree) {
    this.stripes = new AtomicLongArray(stripes);
    this.unitShift = unitShift;
    this.onFree = onFree;
  }

  /** Makes {@code hold} ask for a range of bytes, to be taken by {@link #acquire}. */
  void ask(RangeHold hold, long offset, long length, boolean exclusive) {
    long firstUnit = offset >>> unitShift;
    long units = (offset + length - 1 >>> unitShift) - firstUnit + 1;
    int all = stripes.length();
    if (units >= all) {
      hold.set(exclusive, 0, all, all);
    } else {
      hold.set(exclusive, (int) firstUnit & all - 1, (int) units, all);
    }
  }

  /** Makes {@code hold} ask for everything, alone. */
  void askAll(RangeHold hold) {
    hold.set(true, 0, stripes.length(), stripes.length());
  }

  /**
   * Takes what is still missing of a hold.
   *
   * @return false if somebody is in the way: keep the hold and try again after {@code onFree}, or
   *     {@link #release} it
   */
  boolean acquire(RangeHold hold) {
    while (!hold.complete()) {
      if (hold.exclusive() ? !takeAlone(hold) : !share(hold.next())) {
        return false;
      }
      hold.taken();
    }
    return true;
  }

  /** Gives back what a hold has, complete or not. */
  void release(RangeHold hold) {
    boolean awaited = false;
    if (hold.stopWanting()) {
      awaited = stopWanting(hold.next());
    }
    while (hold.any()) {
      int stripe = hold.giveBack();
      awaited |= hold.exclusive() ? endAlone(stripe) : endShare(stripe);
    }
    if (awaited) {
      onFree.run();
    }
  }

  private boolean share(int stripe) {
    while (true) {
      long word = stripes.get(stripe);
      if ((word & (EXCLUSIVE | WANTED)) == 0) {
        if (stripes.compareAndSet(stripe, word, word + 1)) {
          return true;
        }
      } else if (mark(stripe, word, WAITERS)) {
        return false;
      }
    }
  }

  private boolean takeAlone(RangeHold hold) {
    int stripe = hold.next();
    while (true) {
      long word = stripes.get(stripe);
      if ((word & (EXCLUSIVE | SHARERS)) == 0) {
        if (stripes.compareAndSet(stripe, word, word & WAITERS | EXCLUSIVE)) {
          return true;
        }
      } else if (mark(stripe, word, WAITERS | WANTED)) {
        hold.wanting();
        return false;
      }
    }
  }

  private boolean mark(int stripe, long word, long bits) {
    return (word & bits) == bits || stripes.compareAndSet(stripe, word, word | bits);
  }

  /** Returns whether somebody waits for the stripe. */
  private boolean endShare(int stripe) {
    while (true) {
      long word = stripes.get(stripe);
      long less = word - 1;
      boolean awaited = (less & SHARERS) == 0 && (less & WAITERS) != 0;
      if (stripes.compareAndSet(stripe, word, awaited ? less & ~WAITERS : less)) {
        return awaited;
      }
    }
  }

  private boolean endAlone(int stripe) {
    return clear(stripe, EXCLUSIVE | WAITERS);
  }

  private boolean stopWanting(int stripe) {
    return clear(stripe, WANTED | WAITERS);
  }

  private boolean clear(int stripe, long bits) {
    while (true) {
      long word = stripes.get(stripe);
      if (stripes.compareAndSet(stripe, word, word & ~bits)) {
        return (word & WAITERS) != 0;
      }
    }
  }
}
