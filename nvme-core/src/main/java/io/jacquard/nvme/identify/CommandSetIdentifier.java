package io.jacquard.nvme.identify;

/** Command Set Identifier, CSI (NVMe Base 2.1, 3.1.3 and Figure "Command Set Identifiers"). */
public final class CommandSetIdentifier {
  /** NVM command set. */
  public static final int NVM = 0;

  /** Key Value command set. */
  public static final int KEY_VALUE = 1;

  /** Zoned Namespace command set. */
  public static final int ZONED_NAMESPACE = 2;

  /** Subsystem Local Memory command set. */
  public static final int SUBSYSTEM_LOCAL_MEMORY = 3;

  /** Computational Programs command set. */
  public static final int COMPUTATIONAL_PROGRAMS = 4;

  private CommandSetIdentifier() {}

  /** The name in the specification, or a text with the number if it is not known. */
  public static String nameOf(int csi) {
    return switch (csi) {
      case NVM -> "NVM";
      case KEY_VALUE -> "Key Value";
      case ZONED_NAMESPACE -> "Zoned Namespace";
      case SUBSYSTEM_LOCAL_MEMORY -> "Subsystem Local Memory";
      case COMPUTATIONAL_PROGRAMS -> "Computational Programs";
      default -> String.format("CSI %02xh", csi);
    };
  }
}
