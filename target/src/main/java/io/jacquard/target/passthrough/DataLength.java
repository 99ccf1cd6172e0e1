package io.jacquard.target.passthrough;

import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.command.TransferLength;
import io.jacquard.nvme.wire.Sqe;

/**
 * How much data a device moves for a command. It reads that from the command and not from the data
 * pointer: over PCIe, data that is shorter would have it write over memory that is not its own.
 */
final class DataLength {
  /** The device alone knows. */
  static final long UNKNOWN = TransferLength.UNKNOWN;

  private static final int DWORD = 4;
  private static final int VENDOR_SPECIFIC = 0x80;
  private static final int RECLAIM_UNIT_HANDLE_UPDATE = 1;
  private static final int PLACEMENT_IDENTIFIER_BYTES = 2;

  private final int blockSize;
  private final boolean zoned;
  private final int zoneExtensionBytes;
  private final boolean standardVendorCommands;

  /**
   * For the commands of one namespace.
   *
   * @param zoned it has the Zoned Namespace command set
   * @param zoneExtensionBytes size of a zone descriptor extension, 0 if there are none
   * @param standardVendorCommands vendor specific commands say their length in dword 10 (ICSVSCC)
   */
  DataLength(int blockSize, boolean zoned, int zoneExtensionBytes, boolean standardVendorCommands) {
    this.blockSize = blockSize;
    this.zoned = zoned;
    this.zoneExtensionBytes = zoneExtensionBytes;
    this.standardVendorCommands = standardVendorCommands;
  }

  /** In bytes, or {@link #UNKNOWN}. Allocates nothing. */
  long of(Sqe sqe) {
    long known = TransferLength.of(sqe, blockSize, zoned);
    return known == UNKNOWN ? ofDevice(sqe) : known;
  }

  /** What follows from what the device has said of itself. */
  private long ofDevice(Sqe sqe) {
    int opcode = sqe.opcode();
    if (opcode == NvmOpcode.IO_MANAGEMENT_SEND) {
      return managementSend(sqe);
    }
    if (zoned && opcode == NvmOpcode.ZONE_MANAGEMENT_SEND) {
      return zoneExtensionBytes;
    }
    // NVMe Base 2.1, Figure "Common Command Format - Vendor Specific Commands": NDT.
    return opcode >= VENDOR_SPECIFIC && standardVendorCommands
        ? Integer.toUnsignedLong(sqe.cdw10()) * DWORD
        : UNKNOWN;
  }

  private static long managementSend(Sqe sqe) {
    return (sqe.cdw10() & 0xFF) == RECLAIM_UNIT_HANDLE_UPDATE
        ? ((sqe.cdw10() >>> 16) + 1L) * PLACEMENT_IDENTIFIER_BYTES
        : UNKNOWN;
  }
}
