package io.jacquard.nvme.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** The request numbers of VFIO (include/uapi/linux/vfio.h), and the call that takes them. */
final class VfioIoctl {
  static final int GET_API_VERSION = 0x3B64;
  static final int CHECK_EXTENSION = 0x3B65;
  static final int SET_IOMMU = 0x3B66;
  static final int GROUP_GET_STATUS = 0x3B67;
  static final int GROUP_SET_CONTAINER = 0x3B68;
  static final int GROUP_GET_DEVICE_FD = 0x3B6A;
  static final int DEVICE_GET_INFO = 0x3B6B;
  static final int DEVICE_GET_REGION_INFO = 0x3B6C;
  static final int DEVICE_GET_IRQ_INFO = 0x3B6D;
  static final int DEVICE_SET_IRQS = 0x3B6E;
  static final int DEVICE_RESET = 0x3B6F;
  static final int IOMMU_GET_INFO = 0x3B70;
  static final int IOMMU_MAP_DMA = 0x3B71;
  static final int IOMMU_UNMAP_DMA = 0x3B72;

  /** Every structure begins with its size. */
  static final long ARGSZ = 0;

  /** Flags follow it, in or out. */
  static final long FLAGS = 4;

  private static final MethodHandle IOCTL =
      NativeCall.variadic("ioctl", 2, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG);

  private VfioIoctl() {}

  /** Returns what the kernel answers, or a negative errno. */
  static int call(int fd, int request, long argument) {
    NativeCall call = NativeCall.ofThread();
    try {
      return (int)
          call.resultOf((int) IOCTL.invokeExact(call.state(), fd, (long) request, argument));
    } catch (Throwable e) {
      throw NativeCall.mistake(e);
    }
  }

  /** Calls with a structure whose size is the segment's, and names the failure. */
  static int checked(int fd, int request, MemorySegment structure, String name, String subject)
      throws SystemCallException {
    structure.set(JAVA_INT, ARGSZ, (int) structure.byteSize());
    return check(call(fd, request, structure.address()), name, subject);
  }

  static int check(int result, String name, String subject) throws SystemCallException {
    if (result < 0) {
      throw new SystemCallException(name, subject, -result);
    }
    return result;
  }
}
