package io.jacquard.target.passthrough;

import io.jacquard.nvme.command.CopySourceRange;
import io.jacquard.nvme.command.DatasetRange;
import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.wire.Sqe;

/**
 * How much data a device moves for a command. It reads that from the command and not from the data
 * pointer: over PCIe, data that is shorter would have it write over memory that is not its own.
 */
final class DataLength {
  /** The device alone knows. */
  static final long UNKNOWN = -1;

  private static final int DWORD = 4;
  private static final int VENDOR_SPECIFIC = 0x80;
  private static final int COPY_RANGE_LONG_BYTES = 40;
  private static final int RESERVATION_KEYS_BYTES = 16;
  private static final int RESERVATION_KEY_BYTES = 8;
  private static final int UPDATE_REFERENCES = 1;
  private static final int PLACEMENT_IDENTIFIER_BYTES = 2;
  private static final int SET_ZONE_DESCRIPTOR_EXTENSION = 0x10;

  private final int blockShift;
  private final int zoneExtensionBytes;
  private final boolean standardVendorCommands;

  /**
   * For the commands of one namespace.
   *
   * @param blockShift exponent of the block size
   * @param zoneExtensionBytes size of a zone descriptor extension, 0 if there are none
   * @param standardVendorCommands vendor specific commands say their length in dword 10 (ICSVSCC)
   */
  DataLength(int blockShift, int zoneExtensionBytes, boolean standardVendorCommands) {
    this.blockShift = blockShift;
    this.zoneExtensionBytes = zoneExtensionBytes;
    this.standardVendorCommands = standardVendorCommands;
  }

  /** True if the data are the blocks that the command names: there is neither less nor more. */
  static boolean isOfBlocks(int opcode) {
    return switch (opcode) {
      case NvmOpcode.READ, NvmOpcode.WRITE, NvmOpcode.COMPARE, NvmOpcode.ZONE_APPEND -> true;
      default -> false;
    };
  }

  /** In bytes, or {@link #UNKNOWN}. Allocates nothing. */
  long of(Sqe sqe) {
    return switch (sqe.opcode()) {
      case NvmOpcode.FLUSH,
          NvmOpcode.WRITE_UNCORRECTABLE,
          NvmOpcode.WRITE_ZEROES,
          NvmOpcode.VERIFY,
          NvmOpcode.CANCEL ->
          0;
      case NvmOpcode.READ, NvmOpcode.WRITE, NvmOpcode.COMPARE, NvmOpcode.ZONE_APPEND ->
          (long) sqe.blocks() << blockShift;
      case NvmOpcode.DATASET_MANAGEMENT -> (long) DatasetRange.count(sqe) * DatasetRange.BYTES;
      case NvmOpcode.COPY -> copy(sqe);
      case NvmOpcode.RESERVATION_REGISTER, NvmOpcode.RESERVATION_ACQUIRE -> RESERVATION_KEYS_BYTES;
      case NvmOpcode.RESERVATION_RELEASE -> RESERVATION_KEY_BYTES;
      case NvmOpcode.RESERVATION_REPORT -> dwords(sqe.cdw10());
      case NvmOpcode.IO_MANAGEMENT_RECEIVE -> dwords(sqe.cdw11());
      case NvmOpcode.IO_MANAGEMENT_SEND -> managementSend(sqe);
      case NvmOpcode.ZONE_MANAGEMENT_SEND ->
          (sqe.cdw13() & 0xFF) == SET_ZONE_DESCRIPTOR_EXTENSION ? zoneExtensionBytes : 0;
      case NvmOpcode.ZONE_MANAGEMENT_RECEIVE -> dwords(sqe.cdw12());
      default -> vendorSpecific(sqe);
    };
  }

  /** A number of dwords, 0's-based. */
  private static long dwords(int field) {
    return (Integer.toUnsignedLong(field) + 1) * DWORD;
  }

  /**
   * Descriptor formats 1h and 3h have longer ranges (NVM Command Set 1.1, 3.3.2 "Copy command").
   */
  private static long copy(Sqe sqe) {
    boolean longRanges = (sqe.cdw12() >>> 8 & 1) != 0;
    return (long) CopySourceRange.count(sqe)
        * (longRanges ? COPY_RANGE_LONG_BYTES : CopySourceRange.BYTES);
  }

  /** The one management operation there is: Reclaim Unit Handle Update. */
  private static long managementSend(Sqe sqe) {
    return (sqe.cdw10() & 0xFF) == UPDATE_REFERENCES
        ? ((sqe.cdw10() >>> 16) + 1L) * PLACEMENT_IDENTIFIER_BYTES
        : UNKNOWN;
  }

  /** NVMe Base 2.1, Figure "Common Command Format - Vendor Specific Commands": NDT. */
  private long vendorSpecific(Sqe sqe) {
    return sqe.opcode() >= VENDOR_SPECIFIC && standardVendorCommands
        ? Integer.toUnsignedLong(sqe.cdw10()) * DWORD
        : UNKNOWN;
  }
}
