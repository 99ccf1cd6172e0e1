package io.jacquard.target.metrics;

import java.util.Arrays;

/**
 * The buckets of a latency histogram: upper bounds of 1, 2 and 5 times each power of ten from 1
 * microsecond to 10 seconds, and one bucket without a bound. A bound belongs to its bucket.
 */
final class LatencyBuckets {
  private static final long FIRST_NANOS = 1_000;
  private static final long LAST_NANOS = 10_000_000_000L;
  private static final long[] BOUNDS = bounds();

  /** The first bucket that a value with this many significant bits can be in. */
  private static final int[] FIRST_BY_BITS = firstByBits();

  /** Number of buckets, the one without a bound included. */
  static final int COUNT = BOUNDS.length + 1;

  private LatencyBuckets() {}

  private static long[] bounds() {
    long[] found = new long[64];
    int n = 0;
    for (long decade = FIRST_NANOS; decade < LAST_NANOS; decade *= 10) {
      found[n++] = decade;
      found[n++] = 2 * decade;
      found[n++] = 5 * decade;
    }
    found[n++] = LAST_NANOS;
    return Arrays.copyOf(found, n);
  }

  private static int[] firstByBits() {
    int[] first = new int[Long.SIZE];
    for (int bits = 1; bits < Long.SIZE; bits++) {
      long least = 1L << (bits - 1);
      while (first[bits] < BOUNDS.length && BOUNDS[first[bits]] < least) {
        first[bits]++;
      }
    }
    return first;
  }

  /** The bucket of a duration in nanoseconds; one below zero counts as zero. Hot path. */
  static int indexOf(long nanos) {
    if (nanos <= 0) {
      return 0;
    }
    int i = FIRST_BY_BITS[Long.SIZE - Long.numberOfLeadingZeros(nanos)];
    while (i < BOUNDS.length && nanos > BOUNDS[i]) {
      i++;
    }
    return i;
  }

  /** Upper bound of a bucket in nanoseconds; {@link Long#MAX_VALUE} for the last. */
  static long upperNanos(int bucket) {
    return bucket < BOUNDS.length ? BOUNDS[bucket] : Long.MAX_VALUE;
  }
}
