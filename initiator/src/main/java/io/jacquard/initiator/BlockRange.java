package io.jacquard.initiator;

/**
 * Consecutive logical blocks.
 *
 * @param start the first block, 0 or more
 * @param count 1 or more
 */
public record BlockRange(long start, long count) {
  /** Checks the range. */
  public BlockRange {
    if (start < 0 || count < 1 || start > Long.MAX_VALUE - count) {
      throw new IllegalArgumentException(count + " blocks at block " + start + " are no range");
    }
  }
}
