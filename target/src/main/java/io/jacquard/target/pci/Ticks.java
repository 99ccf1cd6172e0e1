package io.jacquard.target.pci;

import java.time.Duration;

/**
 * The unit in which commands' time is counted: looking at all of them four times in their time-out,
 * once in a second at most, costs nothing, and a start time for each command would.
 *
 * @param nanos of a tick
 */
record Ticks(long nanos) {
  private static final int IN_TIMEOUT = 4;
  private static final long LONGEST_NANOS = 1_000_000_000;

  Ticks(Duration timeout) {
    this(Math.min(LONGEST_NANOS, timeout.toNanos() / IN_TIMEOUT));
  }

  /** After how many ticks a time is over for certain: the first may come at once. */
  int of(Duration time) {
    return (int) Math.min(Slot.NEVER / 2, time.toNanos() / nanos + 1);
  }
}
