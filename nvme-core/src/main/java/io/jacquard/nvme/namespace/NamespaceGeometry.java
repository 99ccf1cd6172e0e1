package io.jacquard.nvme.namespace;

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
 * @param preferredDeallocateBlocks the same for Deallocate (NPDG, NPDA)
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
    int preferredDeallocateBlocks,
    int atomicWriteBlocks) {

  /** Checks the ranges. */
  public NamespaceGeometry {
    if (Integer.bitCount(blockSize) != 1 || blockSize < 512 || blockSize > 65536) {
      throw new IllegalArgumentException(
          "block size " + blockSize + " is not a power of two from 512 to 65536");
    }
    if (blocks < 1 || blocks > Long.MAX_VALUE / blockSize) {
      throw new IllegalArgumentException("a namespace of " + blocks + " blocks is not possible");
    }
    if (preferredWriteBlocks < 1 || preferredDeallocateBlocks < 1 || atomicWriteBlocks < 1) {
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
        preferredDeallocateBlocks,
        atomicWriteBlocks);
  }
}
