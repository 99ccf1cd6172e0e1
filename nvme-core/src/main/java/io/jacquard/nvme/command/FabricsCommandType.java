package io.jacquard.nvme.command;

/**
 * Fabrics command types: byte 4 of a submission queue entry whose opcode is 7Fh (NVMe Base 2.1, 6
 * "Fabrics Command Set").
 */
public final class FabricsCommandType {
  /** The opcode that all fabrics commands share. */
  public static final int OPCODE = 0x7F;

  /** Property Set. */
  public static final int PROPERTY_SET = 0x00;

  /** Connect. */
  public static final int CONNECT = 0x01;

  /** Property Get. */
  public static final int PROPERTY_GET = 0x04;

  /** Authentication Send. */
  public static final int AUTHENTICATION_SEND = 0x05;

  /** Authentication Receive. */
  public static final int AUTHENTICATION_RECEIVE = 0x06;

  /** Disconnect. */
  public static final int DISCONNECT = 0x08;

  private FabricsCommandType() {}

  /** The name in the specification, or a text with the number if the fctype is not known. */
  public static String nameOf(int fctype) {
    return switch (fctype) {
      case PROPERTY_SET -> "Property Set";
      case CONNECT -> "Connect";
      case PROPERTY_GET -> "Property Get";
      case AUTHENTICATION_SEND -> "Authentication Send";
      case AUTHENTICATION_RECEIVE -> "Authentication Receive";
      case DISCONNECT -> "Disconnect";
      default -> String.format("Fabrics command type %02xh", fctype);
    };
  }
}
