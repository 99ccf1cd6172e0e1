package io.jacquard.nvme.property;

/**
 * Offsets of controller properties in bytes (NVMe Base 2.1, 3.1.4 "Controller Properties"). Over
 * fabrics they are read and written by Property Get and Property Set.
 */
public final class Property {
  /** Controller Capabilities, 8 bytes, see {@link ControllerCapabilities}. */
  public static final int CAP = 0x00;

  /** Version, 4 bytes, see {@link Version}. */
  public static final int VS = 0x08;

  /** Controller Configuration, 4 bytes, see {@link ControllerConfiguration}. */
  public static final int CC = 0x14;

  /** Controller Status, 4 bytes, see {@link ControllerStatus}. */
  public static final int CSTS = 0x1C;

  /** NVM Subsystem Reset, 4 bytes, optional. */
  public static final int NSSR = 0x20;

  /** NVM Subsystem Shutdown, 4 bytes, optional. */
  public static final int NSSD = 0x64;

  /** Controller Ready Timeouts, 4 bytes, see {@link ControllerReadyTimeouts}. */
  public static final int CRTO = 0x68;

  /** The value of NSSR that resets the subsystem, "NVMe" in ASCII. */
  public static final int NSSR_RESET = 0x4E56_4D65;

  private Property() {}

  /** The size in bytes, 4 or 8, of a property that exists over fabrics; 0 for other offsets. */
  public static int sizeOf(int offset) {
    return switch (offset) {
      case CAP -> 8;
      case VS, CC, CSTS, NSSR, NSSD, CRTO -> 4;
      default -> 0;
    };
  }

  /** The abbreviation in the specification, or a text with the offset if it is not known. */
  public static String nameOf(int offset) {
    return switch (offset) {
      case CAP -> "CAP";
      case VS -> "VS";
      case CC -> "CC";
      case CSTS -> "CSTS";
      case NSSR -> "NSSR";
      case NSSD -> "NSSD";
      case CRTO -> "CRTO";
      default -> String.format("Property %xh", offset);
    };
  }
}
