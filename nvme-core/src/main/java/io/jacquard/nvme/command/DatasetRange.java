package io.jacquard.nvme.command;

import io.jacquard.nvme.wire.Layout;
import io.jacquard.nvme.wire.Sqe;
import java.nio.ByteBuffer;

/**
 * A range in the data of a Dataset Management command, 16 bytes (NVM Command Set 1.1, "Dataset
 * Management command"). Methods allocate nothing; buffers are little endian, and their callers have
 * checked that the ranges are there.
 */
public final class DatasetRange {
  /** Size on the wire. */
  public static final int BYTES = 16;

  /** Most ranges of one command. */
  public static final int MAX_RANGES = 256;

  /** Most blocks of one range. */
  public static final long MAX_BLOCKS = 0xFFFF_FFFFL;

  /** CDW11 bit 2, Attribute Deallocate (AD): the blocks are no longer needed. */
  public static final int ATTRIBUTE_DEALLOCATE = 1 << 2;

  private static final int NUMBER_OF_RANGES = MAX_RANGES - 1;
  private static final int LENGTH = 4;
  private static final int START = 8;

  /** Every field. */
  public static final Layout LAYOUT =
      Layout.of("Dataset Management Range", BYTES)
          .field("Context Attributes", 0, 4)
          .field("Length in Logical Blocks", LENGTH, 4)
          .field("Starting LBA", START, 8)
          .build();

  private DatasetRange() {}

  /** How many ranges a command has (CDW10 NR), 1 to 256. */
  public static int count(Sqe sqe) {
    return (sqe.cdw10() & NUMBER_OF_RANGES) + 1;
  }

  /** First block of a range, unsigned. */
  public static long start(ByteBuffer data, int range) {
    return data.getLong(range * BYTES + START);
  }

  /** Number of blocks of a range, 0 to {@link #MAX_BLOCKS}. */
  public static long blocks(ByteBuffer data, int range) {
    return data.getInt(range * BYTES + LENGTH) & MAX_BLOCKS;
  }

  /** Writes a range without context attributes. */
  public static void put(ByteBuffer data, int range, long start, long blocks) {
    data.putInt(range * BYTES, 0);
    data.putInt(range * BYTES + LENGTH, (int) blocks);
    data.putLong(range * BYTES + START, start);
  }
}
