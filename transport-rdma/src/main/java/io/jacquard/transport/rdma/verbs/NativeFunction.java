package io.jacquard.transport.rdma.verbs;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/**
 * A C function whose arguments and result are integers and pointers.
 *
 * <p>All of them are called in one shape, with six longs: the calling conventions of x86-64 and of
 * 64-bit ARM pass such arguments in the same six registers whatever their size, and a function does
 * not look at registers of arguments that it does not have. Binding each shape of its own would
 * make the start of a program slower by a large part of a second.
 */
final class NativeFunction {
  private static final MethodHandle CALL =
      NativeCalls.LINKER.downcallHandle(
          FunctionDescriptor.of(
              JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
          NativeCalls.CAPTURE_ERRNO);
  private static final int MOST = 6;

  private final String name;
  private final MemorySegment function;

  NativeFunction(SymbolLookup library, String name) {
    this.name = name;
    this.function = library.findOrThrow(name);
  }

  /** Calls the function; what is returned is as wide as the function's result. */
  private long invoke(long... arguments) {
    long[] a = new long[MOST];
    System.arraycopy(arguments, 0, a, 0, arguments.length);
    try {
      return (long)
          CALL.invokeExact(function, NativeCalls.state(), a[0], a[1], a[2], a[3], a[4], a[5]);
    } catch (Throwable e) {
      throw NativeCalls.mistake(e);
    }
  }

  /** Calls a function that returns nothing. */
  void run(long... arguments) {
    invoke(arguments);
  }

  /** Calls a function that returns 0 if all is well, else -1 with errno set, or an error number. */
  void call(long... arguments) throws VerbsException {
    int error = tryCall(arguments);
    if (error != 0) {
      throw new VerbsException(name, error);
    }
  }

  /** As {@link #call}; answers 0 or the error number. */
  int tryCall(long... arguments) {
    int result = (int) invoke(arguments);
    return result == -1 ? NativeCalls.errno() : Math.abs(result);
  }

  /** Calls a function that returns the int that it is asked for. */
  int value(long... arguments) {
    return (int) invoke(arguments);
  }

  /** Calls a function that returns a file descriptor, or -1 with errno set if it failed. */
  int descriptor(long... arguments) throws VerbsException {
    int result = (int) invoke(arguments);
    if (result < 0) {
      throw new VerbsException(name, NativeCalls.errno());
    }
    return result;
  }

  /** Calls a function that returns a pointer, which is null with errno set if it failed. */
  long pointer(long... arguments) throws VerbsException {
    long result = invoke(arguments);
    if (result == 0) {
      throw new VerbsException(name, NativeCalls.errno());
    }
    return result;
  }
}
