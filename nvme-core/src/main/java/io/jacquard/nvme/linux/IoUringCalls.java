package io.jacquard.nvme.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.invoke.MethodHandle;

/**
 * The three system calls of io_uring, for which libc has no functions. Each returns what the kernel
 * returns, or the negative errno; none allocates.
 */
final class IoUringCalls {
  // The same on every processor (include/uapi/asm-generic/unistd.h).
  private static final long SETUP = 425;
  private static final long ENTER = 426;
  private static final long REGISTER = 427;

  private static final MethodHandle SYSCALL =
      NativeCall.variadic(
          "syscall", 1, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG,
          JAVA_LONG);

  private IoUringCalls() {}

  /** Makes a ring as the struct io_uring_params at {@code params} says, and fills that in. */
  static long setup(int entries, long params) {
    return call(SETUP, entries, params, 0, 0);
  }

  /** Submits, and waits for {@code complete} completions. */
  static long enter(int fd, int submit, int complete, int flags) {
    return call(ENTER, fd, submit, complete, flags);
  }

  static long register(int fd, int operation, long argument, int count) {
    return call(REGISTER, fd, operation, argument, count);
  }

  private static long call(long number, long a, long b, long c, long d) {
    NativeCall call = NativeCall.ofThread();
    try {
      return call.resultOf((long) SYSCALL.invokeExact(call.state(), number, a, b, c, d, 0L, 0L));
    } catch (Throwable e) {
      throw NativeCall.mistake(e);
    }
  }
}
