package io.jacquard.transport.rdma.verbs;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * Calls of the data path: as {@link NativeFunction} in one shape for all, but errno is not read and
 * nothing is allocated.
 */
final class FastCall {
  private static final MethodHandle CALL =
      NativeCalls.LINKER.downcallHandle(
          FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));

  private FastCall() {}

  /** Calls a function of up to three arguments; the result is an int, or to be ignored. */
  static int call(MemorySegment function, long first, long second, long third) {
    try {
      return (int) (long) CALL.invokeExact(function, first, second, third);
    } catch (Throwable e) {
      throw NativeCalls.mistake(e);
    }
  }
}
