package io.jacquard.nvme.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * How C functions are found and how their errno is read.
 *
 * <p>Each thread has its own memory for errno and for one small argument structure, made on its
 * first call, so that calls allocate nothing. Pointers are passed as plain longs: that is the same
 * to the C calling convention, and no segment has to be made for an address.
 */
final class NativeCall {
  /** Bytes of argument memory that each thread has. */
  static final int ARGUMENT_BYTES = 256;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final long ERRNO = STATE.byteOffset(PathElement.groupElement("errno"));
  private static final ThreadLocal<NativeCall> OF_THREAD = ThreadLocal.withInitial(NativeCall::new);

  private final MemorySegment state;
  private final MemorySegment argument;

  private NativeCall() {
    Arena arena = Arena.ofAuto();
    state = arena.allocate(STATE);
    argument = arena.allocate(ARGUMENT_BYTES, Long.BYTES);
  }

  /** The calling thread's. */
  static NativeCall ofThread() {
    return OF_THREAD.get();
  }

  /** Where errno is captured; the first argument of every handle. */
  MemorySegment state() {
    return state;
  }

  /** Memory for a structure to pass to the call, {@link #ARGUMENT_BYTES} long. */
  MemorySegment argument() {
    return argument;
  }

  /** The call's result if it is not -1, otherwise the negative errno. */
  long resultOf(long returned) {
    return returned == -1 ? -(long) errno() : returned;
  }

  /** The errno of this thread's last call, meaningful if that call failed. */
  int errno() {
    return state.get(ValueLayout.JAVA_INT, ERRNO);
  }

  /** A handle that takes the state segment and then the arguments. */
  static MethodHandle function(String name, MemoryLayout result, MemoryLayout... arguments) {
    return LINKER.downcallHandle(
        LINKER.defaultLookup().findOrThrow(name),
        FunctionDescriptor.of(result, arguments),
        Linker.Option.captureCallState("errno"));
  }

  /**
   * A handle that takes the arguments only, and leaves errno unread. To capture errno, Java makes a
   * segment for each call, until the caller is compiled at the highest level.
   */
  static MethodHandle withoutErrno(String name, MemoryLayout result, MemoryLayout... arguments) {
    return LINKER.downcallHandle(
        LINKER.defaultLookup().findOrThrow(name), FunctionDescriptor.of(result, arguments));
  }

  /** Like {@link #function} for a C function with "..." after {@code fixed} arguments. */
  static MethodHandle variadic(
      String name, int fixed, MemoryLayout result, MemoryLayout... arguments) {
    return LINKER.downcallHandle(
        LINKER.defaultLookup().findOrThrow(name),
        FunctionDescriptor.of(result, arguments),
        Linker.Option.captureCallState("errno"),
        Linker.Option.firstVariadicArg(fixed));
  }

  /** What to throw for an exception that a downcall can only throw by a mistake in its binding. */
  static AssertionError mistake(Throwable cause) {
    return new AssertionError("a native call is bound wrongly", cause);
  }
}
