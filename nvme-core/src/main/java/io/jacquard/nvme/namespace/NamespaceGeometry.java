package io.jacquard.nvme.namespace;

import io.jacquard.nvme.identify.IdentifyController;
import io.jacquard.nvme.identify.IdentifyNamespace;

/**
 * Size and shape of a namespace: what Identify Namespace reports of the medium itself.
 *
 * @param blockSize bytes in a logical block: a power of two, 512 to 65536
 * @param blocks number of logical blocks (NSZE), 1 or more
 * @param readOnly true if every write is refused (NSATTR write protected)
 * @param volatileWriteCache true if a completed write may be lost with power until a Flush
 * @param deallocatedReadsZero true if deallocated blocks read as zeroes (DLFEAT 001b)
 * @param preferredWriteBlocks blocks in the unit and alignment that suits the medium for writing
 *     (NPWG, NPWA), 1 if none is better
 * @param optimalWriteBlocks blocks in a write that suits the medium best (NOWS), 1 if none does
 * @param preferredDeallocateBlocks the same as preferredWriteBlocks for Deallocate (NPDG, NPDA)
 * @param atomicWriteBlocks blocks that a write changes as one, seen by any other command (NAWUN), 1
 *     or more
 */
public record NamespaceGeometry(
    int blockSize,
    long blocks,
    boolean readOnly,
    boolean volatileWriteCache,
    boolean deallocatedReadsZero,
    int preferredWriteBlocks,
    int optimalWriteBlocks,
    int preferredDeallocateBlocks,
    int atomicWriteBlocks) {

  /** NSFEAT: OPTPERF, bits 5:4: whether NPWG, NPDG and others say anything. */
  private static final int PREFERRED_UNITS = 0x3 << 4;

  /** DLFEAT bits 2:0: what deallocated blocks read as. */
  private static final int DLFEAT_READ_MASK = 0x7;

  /**
   * What a controller tells of a namespace.
   *
   * @param mostAtomic blocks that go to the controller at a time, 1 or more: no more are atomic
   * @throws IllegalArgumentException if that is none that can be used
   */
  public static NamespaceGeometry of(
      IdentifyController controller, IdentifyNamespace namespace, int mostAtomic) {
    boolean preferred = namespace.has(IdentifyNamespace.NSFEAT, PREFERRED_UNITS);
    boolean own = namespace.has(IdentifyNamespace.NSFEAT, IdentifyNamespace.NSFEAT_ATOMICITY);
    int atomic =
        own
            ? namespace.getInt(IdentifyNamespace.NAWUN)
            : controller.getInt(IdentifyController.AWUN);
    return new NamespaceGeometry(
        namespace.lbaFormat().blockSize(),
        namespace.nsze(),
        namespace.has(IdentifyNamespace.NSATTR, IdentifyNamespace.NSATTR_WRITE_PROTECTED),
        controller.has(IdentifyController.VWC, IdentifyController.VWC_PRESENT),
        (namespace.getInt(IdentifyNamespace.DLFEAT) & DLFEAT_READ_MASK)
            == IdentifyNamespace.DLFEAT_READS_ZERO,
        preferred ? namespace.getInt(IdentifyNamespace.NPWG) + 1 : 1,
        preferred ? namespace.getInt(IdentifyNamespace.NOWS) + 1 : 1,
        preferred ? namespace.getInt(IdentifyNamespace.NPDG) + 1 : 1,
        Math.min(atomic + 1, mostAtomic));
  }

  /** Checks the ranges. */
  public NamespaceGeometry {
    if (Integer.bitCount(blockSize) != 1 || blockSize < 512 || blockSize > 65536) {
      throw new IllegalArgumentException(
          "block size " + blockSize + " is not a power of two from 512 to 65536");
    }
    if (blocks < 1 || blocks > Long.MAX_VALUE / blockSize) {
      throw new IllegalArgumentException("a namespace of " + blocks + " blocks is not possible");
    }
    if (Math.min(preferredWriteBlocks, optimalWriteBlocks) < 1
        || Math.min(preferredDeallocateBlocks, atomicWriteBlocks) < 1) {
      throw new IllegalArgumentException("preferred and atomic units are 1 block at least");
    }
  }

  /** Size in bytes. */
  public long bytes() {
    return blocks * blockSize;
  }

  /** Exponent of the block size (LBADS). */
  public int blockShift() {
    return Integer.numberOfTrailingZeros(blockSize);
  }

  /** This geometry with another number of blocks. */
  public NamespaceGeometry withBlocks(long count) {
    return new NamespaceGeometry(
        blockSize,
        count,
        readOnly,
        volatileWriteCache,
        deallocatedReadsZero,
        preferredWriteBlocks,
        optimalWriteBlocks,
        preferredDeallocateBlocks,
        atomicWriteBlocks);
  }
}
