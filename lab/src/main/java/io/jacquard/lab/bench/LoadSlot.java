package io.jacquard.lab.bench;

import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.command.CommandCounts;
import io.jacquard.nvme.command.CommandState;
import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.memory.IoBuffer;

/** One of the commands that a {@link LoadGenerator} keeps under way. Confined to its loop. */
final class LoadSlot extends Command {
  private final LoadGenerator load;
  private final boolean write;
  private final int blocks;
  private long startedNanos;

  LoadSlot(
      LoadGenerator load,
      int index,
      CommandCounts counts,
      Workload workload,
      int blockSize,
      IoBuffer buffer) {
    super(index, counts);
    this.load = load;
    this.write = workload.write();
    this.blocks = workload.bytes() / blockSize;
    data(buffer, workload.bytes());
    for (int i = 0; i < workload.bytes(); i += Long.BYTES) {
      data().bytes().putLong(i, (long) index << 32 | i);
    }
  }

  /** Writes the command for {@code startBlock} into the slot. */
  void prepare(long startBlock, long nowNanos) {
    startedNanos = nowNanos;
    sqe().clear().opcode(write ? NvmOpcode.WRITE : NvmOpcode.READ).slba(startBlock).blocks(blocks);
    moveTo(CommandState.RECEIVED);
    moveTo(CommandState.EXECUTING);
  }

  long startedNanos() {
    return startedNanos;
  }

  @Override
  protected void onComplete(int status, long result) {
    moveTo(CommandState.FREE);
    load.completed(this, status);
  }
}
