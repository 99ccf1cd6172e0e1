package io.jacquard.nvme.command;

import io.jacquard.nvme.wire.Layout;
import io.jacquard.nvme.wire.Sqe;
import java.nio.ByteBuffer;

/**
 * A source range in the data of a Copy command, descriptor format 0h, 32 bytes (NVM Command Set
 * 1.1, "Copy command"). Methods allocate nothing; buffers are little endian, and their callers have
 * checked that the ranges are there.
 */
public final class CopySourceRange {
  /** Size on the wire. */
  public static final int BYTES = 32;

  private static final int NUMBER_OF_RANGES = 0xFF;
  private static final int SLBA = 8;
  private static final int NLB = 16;

  /** Every field. */
  public static final Layout LAYOUT =
      Layout.of("Copy Source Range Entry, Format 0h", BYTES)
          .reserved(0, 8)
          .field("SLBA", SLBA, 8)
          .field("NLB", NLB, 2)
          .reserved(18, 6)
          .field("EILBRT", 24, 4)
          .field("ELBAT", 28, 2)
          .field("ELBATM", 30, 2)
          .build();

  private CopySourceRange() {}

  /** How many source ranges a command has (CDW12 NR), 1 to 256. */
  public static int count(Sqe sqe) {
    return (sqe.cdw12() & NUMBER_OF_RANGES) + 1;
  }

  /** First block of a range, unsigned. */
  public static long start(ByteBuffer data, int range) {
    return data.getLong(range * BYTES + SLBA);
  }

  /** Number of blocks of a range, 1 to 65536. */
  public static int blocks(ByteBuffer data, int range) {
    return (data.getShort(range * BYTES + NLB) & 0xFFFF) + 1;
  }

  /** Writes a range without protection information. */
  public static void put(ByteBuffer data, int range, long start, int blocks) {
    for (int i = 0; i < BYTES; i += Long.BYTES) {
      data.putLong(range * BYTES + i, 0);
    }
    data.putLong(range * BYTES + SLBA, start);
    data.putShort(range * BYTES + NLB, (short) (blocks - 1));
  }
}
