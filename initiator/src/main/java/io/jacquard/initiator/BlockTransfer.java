package io.jacquard.initiator;

import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.wire.Sqe;
import java.util.concurrent.CompletableFuture;

/**
 * A read, write or the like of any number of blocks, sent as several commands where the
 * controller's limits demand it.
 */
final class BlockTransfer implements Request {
  private final BlockLimits limits;
  private final int opcode;
  private final int cdw12;
  private final long startBlock;
  private final long blocks;
  private final Payload payload;
  private final long timeoutNanos;
  private final CompletableFuture<Void> done = new CompletableFuture<>();
  private long sentBlocks;
  private int outstanding;
  private InitiatorException failure;

  /**
   * Makes a transfer.
   *
   * @param cdw12 bits 31:16 of command dword 12, such as FUA
   * @param blocks 1 or more
   * @param payload exactly the blocks' data, or none
   */
  BlockTransfer(
      BlockLimits limits,
      int opcode,
      int cdw12,
      long startBlock,
      long blocks,
      Payload payload,
      long timeoutNanos) {
    this.limits = limits;
    this.opcode = opcode;
    this.cdw12 = cdw12;
    this.startBlock = startBlock;
    this.blocks = blocks;
    this.payload = payload;
    this.timeoutNanos = timeoutNanos;
  }

  /** Done when every command is. */
  CompletableFuture<Void> done() {
    return done;
  }

  @Override
  public Part nextPart(Lane lane) {
    if (failure != null || sentBlocks == blocks) {
      return null;
    }
    long at = startBlock + sentBlocks;
    int count = limits.blocksAt(at, blocks - sentBlocks, payload, lane.loop());
    Piece piece = new Piece(sentBlocks, count);
    sentBlocks += count;
    outstanding++;
    return piece;
  }

  @Override
  public void giveUp(InitiatorException why) {
    if (failure == null) {
      failure = why;
    }
    finishIfLast();
  }

  private void pieceDone(InitiatorException error) {
    outstanding--;
    if (failure == null) {
      failure = error;
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

  /** One command of the transfer. */
  private final class Piece extends Part {
    private final long offset;
    private final int count;

    Piece(long offset, int count) {
      this.offset = offset;
      this.count = count;
    }

    @Override
    boolean load(Slot slot) {
      Sqe sqe = slot.sqe();
      sqe.opcode(opcode).nsid(limits.nsid()).slba(startBlock + offset).cdw12(cdw12).blocks(count);
      return payload.attach(slot, byteOffset(), bytes());
    }

    private long byteOffset() {
      return offset * limits.blockSize();
    }

    private int bytes() {
      return payload.size() == 0 ? 0 : count * limits.blockSize();
    }

    @Override
    void completed(Slot slot, int status, long result) {
      if (!Status.isSuccess(status)) {
        pieceDone(new NvmeStatusException(description(), status, result));
        return;
      }
      if (opcode == NvmOpcode.READ) {
        payload.collect(slot, byteOffset());
        slot.lane().counters().bytesRead += bytes();
      } else if (opcode == NvmOpcode.WRITE) {
        slot.lane().counters().bytesWritten += bytes();
      }
      pieceDone(null);
    }

    @Override
    void failed(InitiatorException why) {
      pieceDone(why);
    }

    @Override
    boolean repeatable() {
      return true;
    }

    @Override
    long timeoutNanos() {
      return timeoutNanos;
    }

    @Override
    String description() {
      return "%s of %d block%s at block %d of namespace %d"
          .formatted(
              NvmOpcode.nameOf(opcode),
              count,
              count == 1 ? "" : "s",
              startBlock + offset,
              Integer.toUnsignedLong(limits.nsid()));
    }
  }
}
