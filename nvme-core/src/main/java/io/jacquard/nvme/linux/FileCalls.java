package io.jacquard.nvme.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * The file functions of libc. Each returns what the C function returns, or the negative errno; none
 * allocates, all may block. Addresses, lengths and offsets are in bytes and are not checked: the
 * caller owns the memory for the duration of the call.
 */
final class FileCalls {
  /** Flag of {@link #pwritev2}: the data is on the medium when the call returns. */
  static final int RWF_DSYNC = 0x2;

  private static final int AT_EMPTY_PATH = 0x1000;
  private static final int IOVEC_LENGTH = Long.BYTES;

  private static final MethodHandle OPEN =
      NativeCall.variadic("open", 2, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT);
  private static final MethodHandle CLOSE = NativeCall.function("close", JAVA_INT, JAVA_INT);
  private static final MethodHandle READ =
      NativeCall.function("read", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG);
  private static final MethodHandle WRITE =
      NativeCall.function("write", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG);
  private static final MethodHandle PREAD =
      NativeCall.function("pread", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG);
  private static final MethodHandle PWRITE =
      NativeCall.function("pwrite", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG);
  private static final MethodHandle PREADV =
      NativeCall.function("preadv", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_LONG);
  private static final MethodHandle PWRITEV2 =
      NativeCall.function(
          "pwritev2", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT);
  private static final MethodHandle FDATASYNC =
      NativeCall.function("fdatasync", JAVA_INT, JAVA_INT);
  private static final MethodHandle FSYNC = NativeCall.function("fsync", JAVA_INT, JAVA_INT);
  private static final MethodHandle FALLOCATE =
      NativeCall.function("fallocate", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG);
  private static final MethodHandle FTRUNCATE =
      NativeCall.function("ftruncate", JAVA_INT, JAVA_INT, JAVA_LONG);
  private static final MethodHandle LSEEK =
      NativeCall.function("lseek", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT);
  private static final MethodHandle FLOCK =
      NativeCall.function("flock", JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle STATX =
      NativeCall.function("statx", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_LONG);

  private FileCalls() {}

  /** Opens the file whose NUL-terminated name is at {@code path}. */
  static int open(MemorySegment path, int flags, int mode) {
    NativeCall call = NativeCall.ofThread();
    try {
      return (int) call.resultOf((int) OPEN.invokeExact(call.state(), path.address(), flags, mode));
    } catch (Throwable e) {
      throw NativeCall.mistake(e);
    }
  }

  static int close(int fd) {
    NativeCall call = NativeCall.ofThread();
    try {
      return (int) call.resultOf((int) CLOSE.invokeExact(call.state(), fd));
    } catch (Throwable e) {
      throw NativeCall.mistake(e);
    }
  }

  static long read(int fd, long address, long length) {
    NativeCall call = NativeCall.ofThread();
    try {
      return call.resultOf((long) READ.invokeExact(call.state(), fd, address, length));
    } catch (Throwable e) {
      throw NativeCall.mistake(e);
    }
  }

  static long write(int fd, long address, long length) {
    NativeCall call = NativeCall.ofThread();
    try {
      return call.resultOf((long) WRITE.invokeExact(call.state(), fd, address, length));
    } catch (Throwable e) {
      throw NativeCall.mistake(e);
    }
  }

  static long pread(int fd, long address, long length, long offset) {
    NativeCall call = NativeCall.ofThread();
    try {
      return call.resultOf((long) PREAD.invokeExact(call.state(), fd, address, length, offset));
    } catch (Throwable e) {
      throw NativeCall.mistake(e);
    }
  }

  static long pwrite(int fd, long address, long length, long offset) {
    NativeCall call = NativeCall.ofThread();
    try {
      return call.resultOf((long) PWRITE.invokeExact(call.state(), fd, address, length, offset));
    } catch (Throwable e) {
      throw NativeCall.mistake(e);
    }
  }

  /** Reads into the {@code count} struct iovec at {@code vector}. */
  static long preadv(int fd, long vector, int count, long offset) {
    NativeCall call = NativeCall.ofThread();
    try {
      return call.resultOf((long) PREADV.invokeExact(call.state(), fd, vector, count, offset));
    } catch (Throwable e) {
      throw NativeCall.mistake(e);
    }
  }

  /** Writes one piece with the {@code RWF_} flags. */
  static long pwritev2(int fd, long address, long length, long offset, int flags) {
    NativeCall call = NativeCall.ofThread();
    MemorySegment iovec = call.argument();
    iovec.set(ValueLayout.JAVA_LONG, 0, address);
    iovec.set(ValueLayout.JAVA_LONG, IOVEC_LENGTH, length);
    try {
      return call.resultOf(
          (long) PWRITEV2.invokeExact(call.state(), fd, iovec.address(), 1, offset, flags));
    } catch (Throwable e) {
      throw NativeCall.mistake(e);
    }
  }

  static int fdatasync(int fd) {
    NativeCall call = NativeCall.ofThread();
    try {
      return (int) call.resultOf((int) FDATASYNC.invokeExact(call.state(), fd));
    } catch (Throwable e) {
      throw NativeCall.mistake(e);
    }
  }

  static int fsync(int fd) {
    NativeCall call = NativeCall.ofThread();
    try {
      return (int) call.resultOf((int) FSYNC.invokeExact(call.state(), fd));
    } catch (Throwable e) {
      throw NativeCall.mistake(e);
    }
  }

  static int fallocate(int fd, int mode, long offset, long length) {
    NativeCall call = NativeCall.ofThread();
    try {
      return (int)
          call.resultOf((int) FALLOCATE.invokeExact(call.state(), fd, mode, offset, length));
    } catch (Throwable e) {
      throw NativeCall.mistake(e);
    }
  }

  static int ftruncate(int fd, long length) {
    NativeCall call = NativeCall.ofThread();
    try {
      return (int) call.resultOf((int) FTRUNCATE.invokeExact(call.state(), fd, length));
    } catch (Throwable e) {
      throw NativeCall.mistake(e);
    }
  }

  static long lseek(int fd, long offset, int whence) {
    NativeCall call = NativeCall.ofThread();
    try {
      return call.resultOf((long) LSEEK.invokeExact(call.state(), fd, offset, whence));
    } catch (Throwable e) {
      throw NativeCall.mistake(e);
    }
  }

  static int flock(int fd, int operation) {
    NativeCall call = NativeCall.ofThread();
    try {
      return (int) call.resultOf((int) FLOCK.invokeExact(call.state(), fd, operation));
    } catch (Throwable e) {
      throw NativeCall.mistake(e);
    }
  }

  /** Fills the struct statx at {@code status} for the open file. */
  static int statx(int fd, MemorySegment emptyPath, int mask, MemorySegment status) {
    NativeCall call = NativeCall.ofThread();
    try {
      return (int)
          call.resultOf(
              (int)
                  STATX.invokeExact(
                      call.state(),
                      fd,
                      emptyPath.address(),
                      AT_EMPTY_PATH,
                      mask,
                      status.address()));
    } catch (Throwable e) {
      throw NativeCall.mistake(e);
    }
  }
}
