package io.jacquard.nvme.zone;

import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.wire.Sqe;

/**
 * Zone Management Receive (Zoned Namespace Command Set 1.1, 3.4.2): the fields of its submission
 * queue entry.
 *
 * @param slba a block of the first zone to report, unsigned
 * @param length bytes to receive, a multiple of 4 from 4 to 2^34; the wire has dwords, 0's-based
 * @param action one of {@link ZoneReceiveAction}, 0 to 255
 * @param filter the reporting option, see {@link ZoneReportFilter}, 0 to 255
 * @param partial true if the report's number of zones counts those in the data, false if it counts
 *     all that match
 */
public record ZoneManagementReceive(
    long slba, long length, int action, int filter, boolean partial) {
  private static final int PARTIAL = 1 << 16;

  /** Checks that every value fits its field. */
  public ZoneManagementReceive {
    if (action < 0 || action > 0xFF || filter < 0 || filter > 0xFF) {
      throw new IllegalArgumentException(
          "zone receive action " + action + " or option " + filter + " is not in 0 to 255");
    }
    if (length < 4 || length > 1L << 34 || length % 4 != 0) {
      throw new IllegalArgumentException(
          "report length " + length + " is not a multiple of 4 from 4 to 2^34");
    }
  }

  /** Reports the zones from {@code slba} on that match, as many as {@code length} bytes hold. */
  public static ZoneManagementReceive report(long slba, long length, ZoneReportFilter filter) {
    return new ZoneManagementReceive(slba, length, ZoneReceiveAction.REPORT, filter.code(), false);
  }

  /** Reads an entry whose opcode is Zone Management Receive; reserved bits are ignored. */
  public static ZoneManagementReceive decode(Sqe sqe) {
    return new ZoneManagementReceive(
        sqe.slba(),
        length(sqe),
        sqe.cdw13() & 0xFF,
        sqe.cdw13() >>> 8 & 0xFF,
        (sqe.cdw13() & PARTIAL) != 0);
  }

  /** How many bytes an entry asks for. Allocates nothing. */
  public static long length(Sqe sqe) {
    return ((sqe.cdw12() & 0xFFFF_FFFFL) + 1) * 4;
  }

  /**
   * Writes the whole entry with PSDT for SGLs; the rest becomes 0. The caller then sets command
   * identifier, NSID and SGL 1.
   */
  public void encode(Sqe sqe) {
    sqe.clear()
        .opcode(NvmOpcode.ZONE_MANAGEMENT_RECEIVE)
        .flags(Sqe.FUSE_NONE, Sqe.PSDT_SGL)
        .slba(slba)
        .cdw12((int) (length / 4 - 1))
        .cdw13(action | filter << 8 | (partial ? PARTIAL : 0));
  }
}
