package io.jacquard.initiator;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * The data of Dataset Management commands: ranges of 16 bytes, at most 256 in one command (NVM
 * Command Set 1.1, 3.3.3 "Dataset Management command").
 */
final class DatasetRanges {
  /** Bytes of a range: context attributes at 0, length in blocks at 4, start at 8. */
  private static final int RANGE_BYTES = 16;

  private static final int LENGTH = 4;
  private static final int START = 8;
  private static final int MOST_RANGES = 256;
  private static final long MOST_BLOCKS = 0xFFFF_FFFFL;

  private DatasetRanges() {}

  /** The data of as many commands as the ranges need. */
  static List<ByteBuffer> encode(List<BlockRange> ranges) {
    List<BlockRange> all = split(ranges);
    List<ByteBuffer> commands = new ArrayList<>();
    for (int first = 0; first < all.size(); first += MOST_RANGES) {
      commands.add(encodeOne(all.subList(first, Math.min(all.size(), first + MOST_RANGES))));
    }
    return commands;
  }

  private static List<BlockRange> split(List<BlockRange> ranges) {
    List<BlockRange> all = new ArrayList<>();
    for (BlockRange range : ranges) {
      for (long done = 0; done < range.count(); done += MOST_BLOCKS) {
        all.add(new BlockRange(range.start() + done, Math.min(MOST_BLOCKS, range.count() - done)));
      }
    }
    return all;
  }

  private static ByteBuffer encodeOne(List<BlockRange> ranges) {
    ByteBuffer data =
        ByteBuffer.allocateDirect(ranges.size() * RANGE_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < ranges.size(); i++) {
      data.putInt(i * RANGE_BYTES + LENGTH, (int) ranges.get(i).count());
      data.putLong(i * RANGE_BYTES + START, ranges.get(i).start());
    }
    return data;
  }
}
