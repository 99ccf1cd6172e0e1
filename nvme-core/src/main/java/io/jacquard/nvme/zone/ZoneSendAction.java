package io.jacquard.nvme.zone;

/**
 * Zone Send Actions, ZSA (Zoned Namespace Command Set 1.1, 3.4.3 "Zone Management Send command").
 */
public final class ZoneSendAction {
  /** Close Zone. */
  public static final int CLOSE = 0x01;

  /** Finish Zone. */
  public static final int FINISH = 0x02;

  /** Open Zone. */
  public static final int OPEN = 0x03;

  /** Reset Zone. */
  public static final int RESET = 0x04;

  /** Offline Zone. */
  public static final int OFFLINE = 0x05;

  /** Set Zone Descriptor Extension. */
  public static final int SET_DESCRIPTOR_EXTENSION = 0x10;

  private ZoneSendAction() {}

  /** The name in the specification, or a text with the number if it is not known. */
  public static String nameOf(int action) {
    return switch (action) {
      case CLOSE -> "Close Zone";
      case FINISH -> "Finish Zone";
      case OPEN -> "Open Zone";
      case RESET -> "Reset Zone";
      case OFFLINE -> "Offline Zone";
      case SET_DESCRIPTOR_EXTENSION -> "Set Zone Descriptor Extension";
      default -> String.format("Zone Send Action %02xh", action);
    };
  }
}
