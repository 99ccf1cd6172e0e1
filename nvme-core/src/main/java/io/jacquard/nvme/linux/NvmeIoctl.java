package io.jacquard.nvme.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.jacquard.nvme.wire.Sqe;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * The ioctls of the kernel's NVMe driver (include/uapi/linux/nvme_ioctl.h) on an open device: a
 * controller ({@code /dev/nvme0}), a namespace's block device ({@code /dev/nvme0n1}) or its generic
 * character device ({@code /dev/ng0n1}). Admin commands go to the controller through each of them,
 * I/O commands need a namespace.
 *
 * <p>A command returns its NVMe status, as in {@link io.jacquard.nvme.status.Status}, 0 or more; or
 * a negative errno if the kernel did not send it, or has lost it: {@link Errno#EINTR} is a command
 * that the driver cancelled, since it resets or has lost the controller. The calls block until the
 * command has ended, are not interrupted by signals, and allocate nothing. Thread-safe.
 */
public final class NvmeIoctl {
  /** {@code NVME_IOCTL_ID}: the namespace identifier. */
  public static final int ID = 0x4E40;

  /** {@code NVME_IOCTL_ADMIN_CMD}, with a result of 32 bits. */
  public static final int ADMIN_CMD = 0xC0484E41;

  /** {@code NVME_IOCTL_IO_CMD}, with a result of 32 bits. */
  public static final int IO_CMD = 0xC0484E43;

  /** {@code NVME_IOCTL_RESET}. */
  public static final int RESET = 0x4E44;

  /** {@code NVME_IOCTL_SUBSYS_RESET}. */
  public static final int SUBSYS_RESET = 0x4E45;

  /** {@code NVME_IOCTL_RESCAN}. */
  public static final int RESCAN = 0x4E46;

  /** {@code NVME_IOCTL_ADMIN64_CMD}. */
  public static final int ADMIN64_CMD = 0xC0504E47;

  /** {@code NVME_IOCTL_IO64_CMD}. */
  public static final int IO64_CMD = 0xC0504E48;

  /** {@code NVME_URING_CMD_IO}: the operation of an io_uring command. */
  public static final int URING_CMD_IO = 0xC0484E80;

  /** {@code NVME_URING_CMD_IO_VEC}: the same with a vector of buffers. */
  public static final int URING_CMD_IO_VEC = 0xC0484E81;

  private static final long UNSIGNED = 0xFFFF_FFFFL;

  // A request is an unsigned long to libc and an unsigned int to the kernel.
  private static final MethodHandle IOCTL =
      NativeCall.variadic("ioctl", 2, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG);

  private final int fd;
  private volatile boolean narrow;

  /**
   * The ioctls of an open device, which the caller closes after the last call.
   *
   * @param fd its descriptor
   */
  public NvmeIoctl(int fd) {
    this.fd = fd;
  }

  /**
   * The namespace identifier of the device.
   *
   * @return it, or a negative errno: {@link Errno#ENOTTY} for a controller's device and for what is
   *     no NVMe device
   */
  public long namespaceId() {
    long result = call(ID, 0);
    return result < 0 ? result : result & UNSIGNED;
  }

  /**
   * Executes an admin command.
   *
   * @param nsid what goes into its NSID field
   * @param address of its data, valid until the call returns; 0 without data
   * @param length of its data in bytes
   * @param timeoutMillis 0 for the driver's own
   * @return the status, or a negative errno; {@link #result} has DW0 and DW1 then
   */
  public int admin(Sqe sqe, int nsid, long address, int length, int timeoutMillis) {
    return command(ADMIN64_CMD, ADMIN_CMD, sqe, nsid, address, length, timeoutMillis);
  }

  /** Executes an I/O command; as {@link #admin}, but {@code nsid} must be the device's own. */
  public int io(Sqe sqe, int nsid, long address, int length, int timeoutMillis) {
    return command(IO64_CMD, IO_CMD, sqe, nsid, address, length, timeoutMillis);
  }

  /**
   * The completion's DW0 in bits 31:0 and DW1 in bits 63:32, of the last command that this thread
   * has executed through this object. A kernel that is older than 5.4 gives no DW1.
   */
  public long result() {
    MemorySegment command = NativeCall.ofThread().argument();
    return narrow
        ? command.get(ValueLayout.JAVA_INT, NvmePassthru.RESULT) & UNSIGNED
        : command.get(ValueLayout.JAVA_LONG, NvmePassthru.RESULT_64);
  }

  /** Resets the controller. Returns 0 or a negative errno. */
  public int reset() {
    return (int) call(RESET, 0);
  }

  /** Resets the NVM subsystem, if the controller can (CAP.NSSRS). Returns 0 or a negative errno. */
  public int subsystemReset() {
    return (int) call(SUBSYS_RESET, 0);
  }

  /** Has the driver look for namespaces again. Returns 0 or a negative errno. */
  public int rescan() {
    return (int) call(RESCAN, 0);
  }

  private int command(
      int wide64, int wide32, Sqe sqe, int nsid, long address, int length, int timeoutMillis) {
    MemorySegment command = NativeCall.ofThread().argument();
    NvmePassthru.encode(command, 0, sqe, nsid, address, length, timeoutMillis);
    command.set(ValueLayout.JAVA_LONG, NvmePassthru.RESULT_64, 0);
    if (!narrow) {
      int status = (int) call(wide64, command.address());
      if (status != -Errno.ENOTTY) {
        return status;
      }
    }
    int status = (int) call(wide32, command.address());
    if (status != -Errno.ENOTTY) {
      narrow = true;
    }
    return status;
  }

  private long call(int request, long argument) {
    NativeCall call = NativeCall.ofThread();
    try {
      return call.resultOf((int) IOCTL.invokeExact(call.state(), fd, request & UNSIGNED, argument));
    } catch (Throwable e) {
      throw NativeCall.mistake(e);
    }
  }
}
