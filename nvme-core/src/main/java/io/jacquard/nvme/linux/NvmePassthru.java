package io.jacquard.nvme.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.jacquard.nvme.wire.Sqe;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * The structure by which Linux takes an NVMe command from a program: {@code struct
 * nvme_passthru_cmd} and {@code nvme_passthru_cmd64} of the ioctls and {@code nvme_uring_cmd} of
 * io_uring (include/uapi/linux/nvme_ioctl.h). They differ behind the timeout only.
 *
 * <p>The kernel fills in what a program must not choose: command identifier, data pointer, PSDT and
 * queue. Its flags must be zero, so a fused command cannot be given to it.
 */
public final class NvmePassthru {
  /** Size of {@code nvme_passthru_cmd}: its result has 32 bits. */
  public static final int BYTES = 72;

  /** Size of {@code nvme_passthru_cmd64}: its result has 64 bits. */
  public static final int BYTES_64 = 80;

  /** Size of {@code nvme_uring_cmd}; its result is in the completion. */
  public static final int BYTES_URING = 72;

  /** Opcode, 1 byte. */
  public static final int OPCODE = 0;

  /** Flags, 1 byte, zero. */
  public static final int FLAGS = 1;

  /** Namespace identifier. */
  public static final int NSID = 4;

  /** Command dword 2; dword 3 follows. */
  public static final int CDW2 = 8;

  /** Address of metadata, 8 bytes. */
  public static final int METADATA = 16;

  /** Address of the data, 8 bytes. */
  public static final int ADDR = 24;

  /** Length of the metadata in bytes. */
  public static final int METADATA_LEN = 32;

  /** Length of the data in bytes; the number of iovecs for the vectored forms. */
  public static final int DATA_LEN = 36;

  /** Command dword 10; dwords 11 to 15 follow. */
  public static final int CDW10 = 40;

  /** Timeout in milliseconds, 0 for the driver's own. */
  public static final int TIMEOUT_MS = 64;

  /** Result of {@code nvme_passthru_cmd}, 4 bytes. */
  public static final int RESULT = 68;

  /** Result of {@code nvme_passthru_cmd64}, 8 bytes. */
  public static final int RESULT_64 = 72;

  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private NvmePassthru() {}

  /**
   * Writes a command's structure up to the timeout. Allocates nothing.
   *
   * @param target memory for it
   * @param at offset of the structure in {@code target}
   * @param sqe the command; of its CDW0 only the opcode is taken, its NSID and pointers are not
   * @param nsid the namespace's identifier on its controller
   * @param address of the data; 0 without data
   * @param length of the data in bytes
   * @param timeoutMillis 0 for the driver's own
   */
  public static void encode(
      MemorySegment target,
      long at,
      Sqe sqe,
      int nsid,
      long address,
      int length,
      int timeoutMillis) {
    target.set(INT, at + OPCODE, 0);
    target.set(JAVA_BYTE, at + OPCODE, (byte) sqe.opcode());
    target.set(INT, at + NSID, nsid);
    target.set(INT, at + CDW2, sqe.cdw2());
    target.set(INT, at + CDW2 + Integer.BYTES, sqe.cdw3());
    target.set(LONG, at + METADATA, 0);
    target.set(LONG, at + ADDR, length == 0 ? 0 : address);
    target.set(INT, at + METADATA_LEN, 0);
    target.set(INT, at + DATA_LEN, length);
    target.set(LONG, at + CDW10, sqe.slba());
    target.set(INT, at + CDW10 + 8L, sqe.cdw12());
    target.set(INT, at + CDW10 + 12L, sqe.cdw13());
    target.set(INT, at + CDW10 + 16L, sqe.cdw14());
    target.set(INT, at + CDW10 + 20L, sqe.cdw15());
    target.set(INT, at + TIMEOUT_MS, timeoutMillis);
    target.set(INT, at + RESULT, 0);
  }
}
