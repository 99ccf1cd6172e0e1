package io.jacquard.initiator;

import io.jacquard.nvme.command.DatasetRange;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** The data of the Dataset Management commands that some ranges need. */
final class DatasetRanges {
  private DatasetRanges() {}

  /** The data of as many commands as the ranges need. */
  static List<ByteBuffer> encode(List<BlockRange> ranges) {
    List<BlockRange> all = split(ranges);
    List<ByteBuffer> commands = new ArrayList<>();
    for (int first = 0; first < all.size(); first += DatasetRange.MAX_RANGES) {
      commands.add(
          encodeOne(all.subList(first, Math.min(all.size(), first + DatasetRange.MAX_RANGES))));
    }
    return commands;
  }

  private static List<BlockRange> split(List<BlockRange> ranges) {
    List<BlockRange> all = new ArrayList<>();
    for (BlockRange range : ranges) {
      for (long done = 0; done < range.count(); done += DatasetRange.MAX_BLOCKS) {
        all.add(
            new BlockRange(
                range.start() + done, Math.min(DatasetRange.MAX_BLOCKS, range.count() - done)));
      }
    }
    return all;
  }

  private static ByteBuffer encodeOne(List<BlockRange> ranges) {
    ByteBuffer data =
        ByteBuffer.allocateDirect(ranges.size() * DatasetRange.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < ranges.size(); i++) {
      DatasetRange.put(data, i, ranges.get(i).start(), ranges.get(i).count());
    }
    return data;
  }
}
