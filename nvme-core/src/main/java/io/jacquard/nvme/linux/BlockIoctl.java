package io.jacquard.nvme.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The ioctls of block devices (include/uapi/linux/fs.h). They block, allocate nothing, and return 0
 * or a negative errno. Thread-safe.
 */
public final class BlockIoctl {
  private static final long BLKDISCARD = 0x1277;
  private static final MethodHandle IOCTL =
      NativeCall.variadic("ioctl", 2, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG);

  private BlockIoctl() {}

  /** Gives the space of a range back; what it reads as afterwards is up to the device. */
  public static int discard(int fd, long offset, long length) {
    NativeCall call = NativeCall.ofThread();
    MemorySegment range = call.argument();
    range.set(JAVA_LONG, 0, offset);
    range.set(JAVA_LONG, Long.BYTES, length);
    try {
      return (int)
          call.resultOf((int) IOCTL.invokeExact(call.state(), fd, BLKDISCARD, range.address()));
    } catch (Throwable e) {
      throw NativeCall.mistake(e);
    }
  }
}
