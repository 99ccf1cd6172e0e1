package io.jacquard.target.metrics;

import io.jacquard.nvme.command.NvmOpcode;
import java.util.List;
import java.util.Locale;

/** The kinds of I/O command that are counted apart. */
enum Operation {
  READ,
  WRITE,
  FLUSH,
  OTHER;

  static final List<Operation> ALL = List.of(values());

  /** The ordinal of the kind of an I/O command. Hot path. */
  static int indexOf(int opcode) {
    return switch (opcode) {
      case NvmOpcode.READ -> 0;
      case NvmOpcode.WRITE, NvmOpcode.ZONE_APPEND -> 1;
      case NvmOpcode.FLUSH -> 2;
      default -> 3;
    };
  }

  /** The value of the label. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
