package io.jacquard.initiator;

import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.status.Status;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.CompletableFuture;

/** A read, write or the like of any number of blocks, as several commands where one is too few. */
final class DirectTransfer implements DirectRequest {
  /** The most blocks that NLB can say. */
  private static final int MAX_BLOCKS = 0x1_0000;

  private final String storage;
  private final int opcode;
  private final int cdw12;
  private final long startBlock;
  private final long blocks;
  private final int blockSize;
  private final int mostBlocks;
  private final long boundaryBlocks;
  private final Payload payload;
  private final CompletableFuture<Void> done = new CompletableFuture<>();
  private long sentBlocks;
  private int outstanding;
  private InitiatorException failure;

  /**
   * Makes a transfer.
   *
   * @param cdw12 bits 31:16 of command dword 12, such as FUA
   * @param blocks 1 or more
   * @param largest most data of one command in bytes, a block or more
   * @param boundaryBlocks no command crosses a multiple of this many blocks: a zone's end; 0 for
   *     none
   * @param payload exactly the blocks' data, or none
   */
  DirectTransfer(
      String storage,
      int opcode,
      int cdw12,
      BlockRange blocks,
      int blockSize,
      int largest,
      long boundaryBlocks,
      Payload payload) {
    this.boundaryBlocks = boundaryBlocks;
    this.storage = storage;
    this.opcode = opcode;
    this.cdw12 = cdw12;
    this.startBlock = blocks.start();
    this.blocks = blocks.count();
    this.blockSize = blockSize;
    this.mostBlocks =
        payload.size() == 0 ? MAX_BLOCKS : Math.min(MAX_BLOCKS, Math.max(1, largest / blockSize));
    this.payload = payload;
  }

  CompletableFuture<Void> done() {
    return done;
  }

  @Override
  public boolean hasMore() {
    return failure == null && sentBlocks < blocks;
  }

  private int nextBlocks() {
    long count = Math.min(mostBlocks, blocks - sentBlocks);
    return (int)
        (boundaryBlocks == 0
            ? count
            : Math.min(count, boundaryBlocks - (startBlock + sentBlocks) % boundaryBlocks));
  }

  @Override
  public int nextBytes() {
    return payload.size() == 0 ? 0 : nextBlocks() * blockSize;
  }

  @Override
  public boolean toNamespace() {
    return payload.toController();
  }

  @Override
  public MemorySegment nextMemory() {
    return payload.memory().asSlice(sentBlocks * blockSize, nextBytes());
  }

  @Override
  public void load(DirectSlot slot) {
    int count = nextBlocks();
    slot.offset = sentBlocks;
    slot.sqe().opcode(opcode).nsid(1).slba(startBlock + sentBlocks).cdw12(cdw12).blocks(count);
    sentBlocks += count;
    outstanding++;
  }

  @Override
  public void completed(DirectSlot slot, int status, long result) {
    outstanding--;
    if (!Status.isSuccess(status) && failure == null) {
      failure =
          new NvmeStatusException(
              "%s of %d blocks at block %d of %s"
                  .formatted(
                      NvmOpcode.nameOf(opcode),
                      slot.sqe().blocks(),
                      startBlock + slot.offset,
                      storage),
              status,
              result);
    }
    finishIfLast();
  }

  @Override
  public void giveUp(InitiatorException why) {
    if (failure == null) {
      failure = why;
    }
    finishIfLast();
  }

  private void finishIfLast() {
    if (outstanding > 0) {
      return;
    }
    if (failure != null) {
      done.completeExceptionally(failure);
    } else if (sentBlocks == blocks) {
      done.complete(null);
    }
  }
}
