package io.jacquard.transport.rdma.verbs;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * A C function that is called now and then: to connect, to make and end queues, to register memory.
 * Pointers are passed as plain longs: that is the same to the C calling convention.
 */
final class NativeFunction {
  private final String name;
  private final MethodHandle handle;

  private NativeFunction(String name, MethodHandle handle) {
    this.name = name;
    this.handle = handle;
  }

  /** A function that returns an int: 0, or -1 with errno set, or an error number. */
  static NativeFunction ofInt(SymbolLookup library, String name, MemoryLayout... arguments) {
    return bind(library, name, FunctionDescriptor.of(ValueLayout.JAVA_INT, arguments));
  }

  /** A function that returns a pointer: null with errno set if it failed. */
  static NativeFunction ofPointer(SymbolLookup library, String name, MemoryLayout... arguments) {
    return bind(library, name, FunctionDescriptor.of(ValueLayout.JAVA_LONG, arguments));
  }

  /** A function that returns nothing. */
  static NativeFunction ofVoid(SymbolLookup library, String name, MemoryLayout... arguments) {
    return bind(library, name, FunctionDescriptor.ofVoid(arguments));
  }

  /** A function of the C library with "..." among its arguments. */
  static NativeFunction variadic(
      String name, FunctionDescriptor descriptor, Linker.Option firstVariadic) {
    return new NativeFunction(
        name,
        NativeCalls.LINKER.downcallHandle(
            NativeCalls.LINKER.defaultLookup().findOrThrow(name),
            descriptor,
            NativeCalls.CAPTURE_ERRNO,
            firstVariadic));
  }

  private static NativeFunction bind(SymbolLookup in, String name, FunctionDescriptor descriptor) {
    MethodHandle handle =
        NativeCalls.LINKER.downcallHandle(
            in.findOrThrow(name), descriptor, NativeCalls.CAPTURE_ERRNO);
    return new NativeFunction(name, handle);
  }

  /**
   * Calls the function and answers what it returned, an {@code Integer}, a {@code Long} or null.
   */
  private Object invoke(Object... arguments) {
    Object[] all = new Object[arguments.length + 1];
    all[0] = NativeCalls.state();
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    try {
      return handle.invokeWithArguments(all);
    } catch (Throwable e) {
      throw NativeCalls.mistake(e);
    }
  }

  /** Calls a function that returns nothing. */
  void run(Object... arguments) {
    invoke(arguments);
  }

  /** Calls a function that returns 0 if all is well. */
  void call(Object... arguments) throws VerbsException {
    int error = tryCall(arguments);
    if (error != 0) {
      throw new VerbsException(name, error);
    }
  }

  /** Calls a function that returns 0 if all is well; answers 0 or the error number. */
  int tryCall(Object... arguments) {
    int result = (int) invoke(arguments);
    return result == -1 ? NativeCalls.errno() : Math.abs(result);
  }

  /** Calls a function that returns what it is asked for. */
  int value(Object... arguments) {
    return (int) invoke(arguments);
  }

  /** Calls a function that returns a pointer if all is well. */
  long pointer(Object... arguments) throws VerbsException {
    long result = (long) invoke(arguments);
    if (result == 0) {
      throw new VerbsException(name, NativeCalls.errno());
    }
    return result;
  }
}
