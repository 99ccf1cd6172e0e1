package io.jacquard.lab.contract;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * Has the kernel answer system calls of the calling thread as if it did not know them (seccomp(2)
 * with a filter), for as long as the thread lives. For x86-64.
 */
final class SystemCallFilter {
  /** The number of ioctl. */
  static final int IOCTL = 16;

  // Instructions of the filter (linux/bpf_common.h) and what they look at (struct seccomp_data).
  private static final int LOAD = 0x20;
  private static final int JUMP_IF_EQUAL = 0x15;
  private static final int RETURN = 0x06;
  private static final int NUMBER = 0;
  private static final int SECOND_ARGUMENT = 24;
  private static final int ALLOW = 0x7FFF_0000;
  private static final int FAIL_WITH_ENOTTY = 0x0005_0000 | 25;

  private static final int INSTRUCTION = 8;
  private static final int PR_SET_NO_NEW_PRIVS = 38;
  private static final int PR_SET_SECCOMP = 22;
  private static final int MODE_FILTER = 2;

  private SystemCallFilter() {}

  /** From now on a system call fails with ENOTTY if its second argument is one of two. */
  static void refuse(int number, int first, int second) {
    int[][] program = {
      {LOAD, 0, 0, NUMBER},
      {JUMP_IF_EQUAL, 0, 4, number},
      {LOAD, 0, 0, SECOND_ARGUMENT},
      {JUMP_IF_EQUAL, 1, 0, first},
      {JUMP_IF_EQUAL, 0, 1, second},
      {RETURN, 0, 0, FAIL_WITH_ENOTTY},
      {RETURN, 0, 0, ALLOW},
    };
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment code = arena.allocate((long) program.length * INSTRUCTION, INSTRUCTION);
      for (int i = 0; i < program.length; i++) {
        long at = (long) i * INSTRUCTION;
        code.set(JAVA_SHORT, at, (short) program[i][0]);
        code.set(JAVA_BYTE, at + 2, (byte) program[i][1]);
        code.set(JAVA_BYTE, at + 3, (byte) program[i][2]);
        code.set(JAVA_INT, at + 4, program[i][3]);
      }
      MemorySegment filter = arena.allocate(16, 8);
      filter.set(JAVA_SHORT, 0, (short) program.length);
      filter.set(ADDRESS, 8, code);
      assertThat(prctl(PR_SET_NO_NEW_PRIVS, 1, MemorySegment.NULL)).isZero();
      assertThat(prctl(PR_SET_SECCOMP, MODE_FILTER, filter)).isZero();
    }
  }

  private static int prctl(int option, long value, MemorySegment pointer) {
    Linker linker = Linker.nativeLinker();
    MethodHandle prctl =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("prctl"),
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_LONG),
            Linker.Option.firstVariadicArg(1));
    try {
      return (int) prctl.invokeExact(option, value, pointer, 0L, 0L);
    } catch (Throwable e) {
      throw new AssertionError("prctl", e);
    }
  }
}
