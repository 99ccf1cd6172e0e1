package io.jacquard.nvme.command;

import io.jacquard.nvme.wire.Sqe;

/**
 * How much data an I/O command moves by its own fields. A controller on PCIe believes these, not
 * the one who made the room for the data: whoever gives it addresses has to know.
 */
public final class TransferLength {
  /** The answer for commands that this code does not know. */
  public static final long UNKNOWN = -1;

  /**
   * Zone Management Send, CDW13 bits 7:0: Set Zone Descriptor Extension, the only one with data.
   */
  private static final int SET_ZONE_DESCRIPTOR_EXTENSION = 0x10;

  private static final int COPY_FORMAT_SHIFT = 8;
  private static final int LONG_COPY_RANGE_BYTES = 40;
  private static final int REGISTER_BYTES = 16;
  private static final int ACQUIRE_BYTES = 16;
  private static final int RELEASE_BYTES = 8;

  private TransferLength() {}

  /**
   * The length of a command's data. Allocates nothing.
   *
   * @param blockSize bytes of a logical block, with its metadata if that follows the data
   * @param zoned whether the opcodes of the Zoned Namespace command set have their meaning
   * @return bytes, 0 for a command without data, or {@link #UNKNOWN}
   */
  public static long of(Sqe sqe, int blockSize, boolean zoned) {
    return switch (sqe.opcode()) {
      case NvmOpcode.FLUSH,
          NvmOpcode.WRITE_UNCORRECTABLE,
          NvmOpcode.WRITE_ZEROES,
          NvmOpcode.VERIFY,
          NvmOpcode.CANCEL ->
          0;
      case NvmOpcode.WRITE, NvmOpcode.READ, NvmOpcode.COMPARE -> (long) sqe.blocks() * blockSize;
      case NvmOpcode.DATASET_MANAGEMENT -> (long) DatasetRange.count(sqe) * DatasetRange.BYTES;
      case NvmOpcode.COPY -> copy(sqe);
      case NvmOpcode.RESERVATION_REGISTER -> REGISTER_BYTES;
      case NvmOpcode.RESERVATION_ACQUIRE -> ACQUIRE_BYTES;
      case NvmOpcode.RESERVATION_RELEASE -> RELEASE_BYTES;
      case NvmOpcode.RESERVATION_REPORT -> dwords(sqe.cdw10());
      case NvmOpcode.IO_MANAGEMENT_RECEIVE -> dwords(sqe.cdw11());
      default -> zoned ? zoned(sqe, blockSize) : UNKNOWN;
    };
  }

  /**
   * Descriptor formats 1h and 3h have longer ranges (NVM Command Set 1.1, 3.3.2 "Copy command").
   */
  private static long copy(Sqe sqe) {
    boolean longRanges = (sqe.cdw12() >>> COPY_FORMAT_SHIFT & 1) != 0;
    return (long) CopySourceRange.count(sqe)
        * (longRanges ? LONG_COPY_RANGE_BYTES : CopySourceRange.BYTES);
  }

  private static long zoned(Sqe sqe, int blockSize) {
    return switch (sqe.opcode()) {
      case NvmOpcode.ZONE_APPEND -> (long) sqe.blocks() * blockSize;
      case NvmOpcode.ZONE_MANAGEMENT_RECEIVE -> dwords(sqe.cdw12());
      case NvmOpcode.ZONE_MANAGEMENT_SEND ->
          (sqe.cdw13() & 0xFF) == SET_ZONE_DESCRIPTOR_EXTENSION ? UNKNOWN : 0;
      default -> UNKNOWN;
    };
  }

  /** A 0's-based number of dwords. */
  private static long dwords(int number) {
    return ((number & 0xFFFF_FFFFL) + 1) * Integer.BYTES;
  }

  /** Whether a command needs exactly its length, not only room for it. */
  public static boolean exact(int opcode) {
    return opcode == NvmOpcode.READ
        || opcode == NvmOpcode.WRITE
        || opcode == NvmOpcode.COMPARE
        || opcode == NvmOpcode.ZONE_APPEND;
  }
}
