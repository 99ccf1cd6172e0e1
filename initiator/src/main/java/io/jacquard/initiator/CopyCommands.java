package io.jacquard.initiator;

import io.jacquard.nvme.command.CopySourceRange;
import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.identify.IdentifyNamespace;
import io.jacquard.nvme.wire.Sqe;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * As many Copy commands as a list of ranges needs within a namespace's limits (NVM Command Set 1.1,
 * "Copy command").
 */
final class CopyCommands {
  /** One command. */
  record CopyCommand(Sqe sqe, ByteBuffer ranges) {}

  private final int mostRanges;
  private final int mostBlocksOfRange;
  private final long mostBlocks;
  private final List<CopyCommand> commands = new ArrayList<>();
  private final List<BlockRange> pending = new ArrayList<>();
  private long pendingBlocks;
  private long destination;

  private CopyCommands(IdentifyNamespace limits, long destination) {
    this.mostRanges = limits.getInt(IdentifyNamespace.MSRC) + 1;
    this.mostBlocksOfRange = Math.max(1, limits.getInt(IdentifyNamespace.MSSRL));
    this.mostBlocks = Math.max(1, limits.get(IdentifyNamespace.MCL));
    this.destination = destination;
  }

  /** The commands that copy {@code sources}, one after the other, to {@code destination} on. */
  static List<CopyCommand> of(
      IdentifyNamespace limits, List<BlockRange> sources, long destination) {
    CopyCommands copy = new CopyCommands(limits, destination);
    sources.forEach(copy::add);
    copy.finish();
    return copy.commands;
  }

  private void add(BlockRange source) {
    long done = 0;
    while (done < source.count()) {
      if (pending.size() == mostRanges || pendingBlocks == mostBlocks) {
        finish();
      }
      long room = Math.min(mostBlocksOfRange, mostBlocks - pendingBlocks);
      long count = Math.min(room, source.count() - done);
      pending.add(new BlockRange(source.start() + done, count));
      pendingBlocks += count;
      done += count;
    }
  }

  private void finish() {
    if (pending.isEmpty()) {
      return;
    }
    ByteBuffer data =
        ByteBuffer.allocateDirect(pending.size() * CopySourceRange.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < pending.size(); i++) {
      BlockRange range = pending.get(i);
      CopySourceRange.put(data, i, range.start(), (int) range.count());
    }
    Sqe sqe = Sqe.allocate().opcode(NvmOpcode.COPY).slba(destination).cdw12(pending.size() - 1);
    commands.add(new CopyCommand(sqe, data));
    destination += pendingBlocks;
    pending.clear();
    pendingBlocks = 0;
  }
}
