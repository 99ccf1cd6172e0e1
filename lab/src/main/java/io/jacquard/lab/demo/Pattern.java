package io.jacquard.lab.demo;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalLong;

/**
 * Data that tells where it belongs: each 8 bytes are a hash of a seed and their offset, so that
 * data at a wrong place, of another run, or damaged anywhere is found.
 */
final class Pattern {
  private static final long GOLDEN_RATIO = 0x9E3779B97F4A7C15L;

  private final long seed;

  Pattern(long seed) {
    this.seed = seed;
  }

  /** Fills a buffer that belongs at {@code offset}, a multiple of 8 like the buffer's size. */
  void fill(ByteBuffer buffer, long offset) {
    ByteBuffer view = buffer.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    for (long at = offset; view.hasRemaining(); at += Long.BYTES) {
      view.putLong(word(at));
    }
  }

  /** The offset of the first 8 bytes that are not as filled; empty if all are. */
  OptionalLong mismatch(ByteBuffer buffer, long offset) {
    ByteBuffer view = buffer.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    for (long at = offset; view.hasRemaining(); at += Long.BYTES) {
      if (view.getLong() != word(at)) {
        return OptionalLong.of(at);
      }
    }
    return OptionalLong.empty();
  }

  /** SplitMix64's finalizer. */
  private long word(long offset) {
    long z = seed + (offset >>> 3) * GOLDEN_RATIO;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
