package io.jacquard.nvme.command;

/**
 * Which way a command's data moves (NVMe Base 2.1, 3.1.3 and Figure "Opcodes for Admin Commands":
 * the data transfer bits 1:0 of an opcode).
 */
public enum DataDirection {
  /** No data (bits 00b). */
  NONE,
  /** From the host to the controller (bits 01b). */
  HOST_TO_CONTROLLER,
  /** From the controller to the host (bits 10b). */
  CONTROLLER_TO_HOST,
  /** Both ways (bits 11b). */
  BIDIRECTIONAL;

  private static final DataDirection[] BY_BITS = values();

  /**
   * The direction of a command. Allocates nothing.
   *
   * @param opcode the command's opcode, bits 7:0 are used
   * @param fctype the fabrics command type, which decides when the opcode is 7Fh and is ignored
   *     otherwise
   */
  public static DataDirection of(int opcode, int fctype) {
    return BY_BITS[((opcode & 0xFF) == FabricsCommandType.OPCODE ? fctype : opcode) & 0x3];
  }

  /** Whether the controller receives data. */
  public boolean toController() {
    return (ordinal() & 1) != 0;
  }

  /** Whether the host receives data. */
  public boolean toHost() {
    return (ordinal() & 2) != 0;
  }
}
