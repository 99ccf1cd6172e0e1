package io.jacquard.nvme.linux;

/** Operations of io_uring and the bits of their entries (include/uapi/linux/io_uring.h). */
public final class IoUringOp {
  /** Nothing: completes with 0. */
  public static final int NOP = 0;

  /** Makes what was written durable; see {@link #FSYNC_DATASYNC}. */
  public static final int FSYNC = 3;

  /** {@link #READ} into a registered buffer. */
  public static final int READ_FIXED = 4;

  /** {@link #WRITE} from a registered buffer. */
  public static final int WRITE_FIXED = 5;

  /** Tries to end another operation early. */
  public static final int ASYNC_CANCEL = 14;

  /** Manipulates the space of a range. */
  public static final int FALLOCATE = 17;

  /** Reads as pread does. */
  public static final int READ = 22;

  /** Writes as pwrite does. */
  public static final int WRITE = 23;

  /** A command of the file's own driver, such as NVMe passthrough. */
  public static final int URING_CMD = 46;

  /** Flag of an entry: the descriptor is the index of a registered file. */
  public static final int FLAG_FIXED_FILE = 1;

  /** Operation flag of FSYNC: as fdatasync. */
  public static final int FSYNC_DATASYNC = 1;

  /** Operation flag of writes: the data is on the medium when the operation completes. */
  public static final int RWF_DSYNC = FileCalls.RWF_DSYNC;

  private IoUringOp() {}

  /** The name that Linux uses, for messages. */
  public static String name(int opcode) {
    return switch (opcode) {
      case NOP -> "NOP";
      case FSYNC -> "FSYNC";
      case READ_FIXED -> "READ_FIXED";
      case WRITE_FIXED -> "WRITE_FIXED";
      case ASYNC_CANCEL -> "ASYNC_CANCEL";
      case FALLOCATE -> "FALLOCATE";
      case READ -> "READ";
      case WRITE -> "WRITE";
      case URING_CMD -> "URING_CMD";
      default -> "operation " + opcode;
    };
  }
}
