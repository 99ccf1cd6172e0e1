package io.jacquard.transport.rdma.verbs;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;

/** On which processors a thread runs, for DiSNI's threads; see {@link DisniAffinity}. */
public final class ThreadAffinity {
  private static final SymbolLookup C = NativeCalls.LINKER.defaultLookup();
  private static final NativeFunction GET = new NativeFunction(C, "sched_getaffinity");
  private static final NativeFunction SET = new NativeFunction(C, "sched_setaffinity");

  /** Size of {@code cpu_set_t}. */
  private static final int SET_BYTES = 128;

  private static final int THIS_THREAD = 0;

  private ThreadAffinity() {}

  /**
   * Keeps the calling thread on some of the first 64 processors.
   *
   * @param processors a bit for each; 0 leaves the thread where it is
   */
  public static void set(long processors) {
    if (processors == 0) {
      return;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment set = arena.allocate(SET_BYTES, Long.BYTES);
      set.set(JAVA_LONG, 0, processors);
      SET.tryCall(THIS_THREAD, SET_BYTES, set.address());
    }
  }

  /** A bit for each of the first 64 processors on which the calling thread may run. */
  public static long get() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment set = arena.allocate(SET_BYTES, Long.BYTES);
      // The system call answers how many bytes it wrote.
      return GET.value(THIS_THREAD, SET_BYTES, set.address()) < 0 ? -1 : set.get(JAVA_LONG, 0);
    }
  }
}
