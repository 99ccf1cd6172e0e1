package io.jacquard.nvme.zone;

import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.wire.Sqe;

/**
 * Zone Management Send (Zoned Namespace Command Set 1.1, 3.4.3): the fields of its submission queue
 * entry.
 *
 * @param slba the first block of the zone, unsigned; not used with {@code selectAll}
 * @param action one of {@link ZoneSendAction}, 0 to 255
 * @param selectAll Select All: every zone for which the action makes sense
 */
public record ZoneManagementSend(long slba, int action, boolean selectAll) {
  private static final int SELECT_ALL = 1 << 8;

  /** Checks that every value fits its field. */
  public ZoneManagementSend {
    if (action < 0 || action > 0xFF) {
      throw new IllegalArgumentException("zone send action " + action + " is not in 0 to 255");
    }
  }

  /** An action on one zone. */
  public static ZoneManagementSend of(int action, long slba) {
    return new ZoneManagementSend(slba, action, false);
  }

  /** An action on every zone for which it makes sense. */
  public static ZoneManagementSend all(int action) {
    return new ZoneManagementSend(0, action, true);
  }

  /** Reads an entry whose opcode is Zone Management Send; reserved bits are ignored. */
  public static ZoneManagementSend decode(Sqe sqe) {
    return new ZoneManagementSend(sqe.slba(), action(sqe), selectAll(sqe));
  }

  /** The action of an entry. Allocates nothing. */
  public static int action(Sqe sqe) {
    return sqe.cdw13() & 0xFF;
  }

  /** Select All of an entry. Allocates nothing. */
  public static boolean selectAll(Sqe sqe) {
    return (sqe.cdw13() & SELECT_ALL) != 0;
  }

  /**
   * Writes the whole entry with PSDT for SGLs; the rest becomes 0. The caller then sets command
   * identifier, NSID and SGL 1.
   */
  public void encode(Sqe sqe) {
    sqe.clear()
        .opcode(NvmOpcode.ZONE_MANAGEMENT_SEND)
        .flags(Sqe.FUSE_NONE, Sqe.PSDT_SGL)
        .slba(slba)
        .cdw13(action | (selectAll ? SELECT_ALL : 0));
  }
}
