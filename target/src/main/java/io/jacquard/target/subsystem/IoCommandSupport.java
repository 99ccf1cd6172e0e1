package io.jacquard.target.subsystem;

import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.namespace.Capability;
import java.util.Set;

/** Which I/O commands a namespace's capabilities stand for, as a set of opcodes below 64. */
public final class IoCommandSupport {
  private static final long ALWAYS =
      bit(NvmOpcode.FLUSH) | bit(NvmOpcode.WRITE) | bit(NvmOpcode.READ);

  private IoCommandSupport() {}

  /** Bit n is set if the I/O command with opcode n is supported. */
  public static long opcodes(Set<Capability> capabilities) {
    long opcodes = ALWAYS;
    for (Capability capability : capabilities) {
      opcodes |=
          switch (capability) {
            case DEALLOCATE -> bit(NvmOpcode.DATASET_MANAGEMENT);
            case WRITE_ZEROES -> bit(NvmOpcode.WRITE_ZEROES);
            case COMPARE, COMPARE_AND_WRITE -> bit(NvmOpcode.COMPARE);
            case VERIFY -> bit(NvmOpcode.VERIFY);
            case COPY -> bit(NvmOpcode.COPY);
            case RESIZE, PASSTHROUGH -> 0;
          };
    }
    return opcodes;
  }

  /** True if a set of opcodes has {@code opcode}, 0 to 255. */
  public static boolean supports(long opcodes, int opcode) {
    return opcode < Long.SIZE && (opcodes & bit(opcode)) != 0;
  }

  private static long bit(int opcode) {
    return 1L << opcode;
  }
}
