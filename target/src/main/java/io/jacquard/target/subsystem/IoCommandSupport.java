package io.jacquard.target.subsystem;

import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.identify.CommandSetIdentifier;
import io.jacquard.nvme.namespace.Capability;
import java.util.Set;

/** Which I/O commands a namespace's command set and capabilities stand for. */
public final class IoCommandSupport {
  private static final OpcodeSet ALWAYS =
      OpcodeSet.of(NvmOpcode.FLUSH, NvmOpcode.WRITE, NvmOpcode.READ);
  private static final OpcodeSet ZONED =
      OpcodeSet.of(
          NvmOpcode.ZONE_MANAGEMENT_SEND, NvmOpcode.ZONE_MANAGEMENT_RECEIVE, NvmOpcode.ZONE_APPEND);

  private IoCommandSupport() {}

  /**
   * The opcodes that the specification gives to a command set with these capabilities.
   *
   * @param commandSet a {@link CommandSetIdentifier}
   */
  public static OpcodeSet opcodes(int commandSet, Set<Capability> capabilities) {
    OpcodeSet opcodes =
        commandSet == CommandSetIdentifier.ZONED_NAMESPACE ? ALWAYS.with(ZONED) : ALWAYS;
    for (Capability capability : capabilities) {
      opcodes = opcodes.with(opcodes(capability));
    }
    return opcodes;
  }

  private static OpcodeSet opcodes(Capability capability) {
    return switch (capability) {
      case DEALLOCATE -> OpcodeSet.of(NvmOpcode.DATASET_MANAGEMENT);
      case WRITE_ZEROES -> OpcodeSet.of(NvmOpcode.WRITE_ZEROES);
      case COMPARE, COMPARE_AND_WRITE -> OpcodeSet.of(NvmOpcode.COMPARE);
      case VERIFY -> OpcodeSet.of(NvmOpcode.VERIFY);
      case COPY -> OpcodeSet.of(NvmOpcode.COPY);
      case RESIZE, PASSTHROUGH -> OpcodeSet.NONE;
    };
  }
}
