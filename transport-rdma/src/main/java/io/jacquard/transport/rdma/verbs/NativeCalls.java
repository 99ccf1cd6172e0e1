package io.jacquard.transport.rdma.verbs;

import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;

/** What all bound functions share: the linker, and where errno is captured. */
final class NativeCalls {
  static final Linker LINKER = Linker.nativeLinker();
  static final Linker.Option CAPTURE_ERRNO = Linker.Option.captureCallState("errno");

  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final long ERRNO = STATE.byteOffset(PathElement.groupElement("errno"));
  private static final ThreadLocal<MemorySegment> OF_THREAD =
      ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(STATE));

  private NativeCalls() {}

  /** Where errno of the calling thread is captured. */
  static MemorySegment state() {
    return OF_THREAD.get();
  }

  /** The errno of this thread's last call, meaningful if that call failed. */
  static int errno() {
    return state().get(ValueLayout.JAVA_INT, ERRNO);
  }

  /** What to throw for an exception that a downcall can only throw by a mistake in its binding. */
  static AssertionError mistake(Throwable cause) {
    return new AssertionError("a native call is bound wrongly", cause);
  }
}
