package io.jacquard.target.namespace;

/**
 * Limits of the I/O commands of local namespaces, for Identify to report. Byte limits are the same
 * for every block size; those in blocks follow from them.
 */
public final class NvmLimits {
  /** Most source ranges of a Copy, a count; Identify's MSRC is one less. */
  public static final int COPY_RANGES = 128;

  /** Copy descriptor formats, a bit for each as in Identify's OCFS: format 0h. */
  public static final int COPY_FORMATS = 0x0001;

  private static final int COPY_RANGE_BYTES = 1 << 20;
  private static final int COPY_BYTES = 16 << 20;
  private static final int ATOMIC_BYTES = 1 << 20;
  private static final int LARGEST_FIELD = 0xFFFF;

  private NvmLimits() {}

  /** MSSRL: the most blocks of one source range of a Copy. */
  public static int copyRangeBlocks(int blockSize) {
    return Math.max(1, Math.min(COPY_RANGE_BYTES / blockSize, LARGEST_FIELD));
  }

  /** MCL: the most blocks of all source ranges of a Copy. */
  public static int copyBlocks(int blockSize) {
    return Math.max(1, COPY_BYTES / blockSize);
  }

  /**
   * The most blocks of a write, and of a fused Compare and Write, that other commands see done
   * whole or not at all while power lasts (NAWUN, NACWU), a count.
   */
  public static int atomicBlocks(int blockSize) {
    return ATOMIC_BYTES / blockSize;
  }
}
