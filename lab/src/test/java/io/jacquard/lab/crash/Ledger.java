package io.jacquard.lab.crash;

import io.jacquard.initiator.RemoteNamespace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * What a test has written, was told, and may therefore demand.
 *
 * <p>The namespace is divided into regions of some blocks. Each write of a region has a version;
 * every block written says which region, which of its blocks and which version it is, and proves
 * itself by a hash, so that any block can be judged alone.
 */
public final class Ledger {
  static final int BLOCK = 512;
  static final int REGION_BLOCKS = 16;
  static final int REGION_BYTES = REGION_BLOCKS * BLOCK;

  private static final int WORDS = BLOCK / Long.BYTES;
  private static final int JUDGED_TOGETHER = 128;

  private final AtomicLong versions = new AtomicLong();
  private final AtomicLongArray issued;
  private final AtomicLongArray answered;
  private final AtomicLongArray durable;

  /** A ledger in which nothing is written. */
  public Ledger(int regions) {
    issued = new AtomicLongArray(regions);
    answered = new AtomicLongArray(regions);
    durable = new AtomicLongArray(regions);
  }

  int regions() {
    return issued.length();
  }

  /** The next version of a region, noted before it is sent. */
  long issue(int region) {
    long version = versions.incrementAndGet();
    issued.set(region, version);
    return version;
  }

  /** The write of a version was answered. */
  void answered(int region, long version, boolean forcedUnitAccess) {
    answered.accumulateAndGet(region, version, Math::max);
    if (forcedUnitAccess) {
      durable.accumulateAndGet(region, version, Math::max);
    }
  }

  /** What a flush that is sent now will cover. */
  public long[] beforeFlush() {
    long[] covered = new long[answered.length()];
    for (int i = 0; i < covered.length; i++) {
      covered[i] = answered.get(i);
    }
    return covered;
  }

  /** That flush was answered. */
  public void flushed(long[] covered) {
    for (int i = 0; i < covered.length; i++) {
      durable.accumulateAndGet(i, covered[i], Math::max);
    }
  }

  /** Number of regions with a version that must not be lost. */
  public long promises() {
    long count = 0;
    for (int i = 0; i < durable.length(); i++) {
      count += durable.get(i) > 0 ? 1 : 0;
    }
    return count;
  }

  /** Fills a buffer with the contents of a version. */
  static ByteBuffer contents(int region, long version, ByteBuffer into) {
    into.clear();
    for (int block = 0; block < REGION_BLOCKS; block++) {
      into.putLong(region).putLong(block).putLong(version);
      for (int word = 3; word < WORDS; word++) {
        into.putLong(filler(region, block, version, word));
      }
    }
    return into.flip();
  }

  /**
   * Reads every region and judges it.
   *
   * @throws AssertionError if a promise was broken
   */
  public void judgeAll(RemoteNamespace namespace) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(JUDGED_TOGETHER * REGION_BYTES);
    for (int first = 0; first < regions(); first += JUDGED_TOGETHER) {
      int count = Math.min(JUDGED_TOGETHER, regions() - first);
      namespace.read((long) first * REGION_BLOCKS, buffer.clear().limit(count * REGION_BYTES));
      for (int i = 0; i < count; i++) {
        judge(first + i, buffer.slice(i * REGION_BYTES, REGION_BYTES));
      }
    }
  }

  /** Judges what was read of a region; throws if a promise was broken. */
  void judge(int region, ByteBuffer read) {
    for (int block = 0; block < REGION_BLOCKS; block++) {
      ByteBuffer one = read.slice(block * BLOCK, BLOCK);
      long version = versionOf(region, block, one);
      if (version < durable.get(region)) {
        throw new AssertionError(
            "region %d block %d: version %d was answered as durable, version %d was found"
                .formatted(region, block, durable.get(region), version));
      }
      if (version > issued.get(region)) {
        throw new AssertionError(
            "region %d block %d: version %d was never written".formatted(region, block, version));
      }
    }
  }

  /** The version of a block, 0 for one never written; a block torn or misplaced is an error. */
  private static long versionOf(int region, int block, ByteBuffer one) {
    long version = one.getLong(16);
    boolean empty = version == 0;
    boolean whole = one.getLong(0) == (empty ? 0 : region) && one.getLong(8) == (empty ? 0 : block);
    for (int word = 3; word < WORDS; word++) {
      long expected = empty ? 0 : filler(region, block, version, word);
      whole &= one.getLong(word * Long.BYTES) == expected;
    }
    if (!whole) {
      throw new AssertionError(
          "region %d block %d is torn or misplaced: it says region %d block %d version %d"
              .formatted(region, block, one.getLong(0), one.getLong(8), version));
    }
    return version;
  }

  private static long filler(int region, int block, long version, int word) {
    long mixed = (version * 31 + region) * 31 + block * 67L + word;
    mixed = (mixed ^ mixed >>> 30) * 0xBF58476D1CE4E5B9L;
    return mixed ^ mixed >>> 27;
  }
}
