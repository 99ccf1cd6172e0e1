package io.jacquard.initiator;

import io.jacquard.nvme.loop.Loop;

/**
 * How much of a namespace one command may cover.
 *
 * @param nsid the namespace, unsigned
 * @param blockSize bytes in a block
 * @param maxTransfer most data of one command in bytes (MDTS), at least a block
 * @param boundaryBlocks commands that do not cross a multiple of this many blocks are faster
 *     (NOIOB); 0 for none
 */
record BlockLimits(int nsid, int blockSize, int maxTransfer, long boundaryBlocks) {
  /** The most blocks that NLB can say. */
  private static final int MAX_BLOCKS = 0x1_0000;

  /** How many blocks the command at {@code start} takes of {@code left}, 1 or more. */
  int blocksAt(long start, long left, Payload payload, Loop loop) {
    long count = Math.min(left, MAX_BLOCKS);
    if (payload.size() > 0) {
      int bytes = payload.inPlace() ? maxTransfer : Math.min(maxTransfer, loop.buffers().largest());
      count = Math.min(count, Math.max(1, bytes / blockSize));
    }
    if (boundaryBlocks > 0) {
      count = Math.min(count, boundaryBlocks - Long.remainderUnsigned(start, boundaryBlocks));
    }
    return (int) count;
  }
}
