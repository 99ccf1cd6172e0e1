package io.jacquard.transport.tcp;

/**
 * The peer broke a rule: what the termination request to it will say (NVMe/TCP Transport
 * Specification 1.1, 3.6.2.4 and 3.6.2.5, fields FES and FEI).
 */
public final class PduViolation extends Exception {
  /** FES: a header field has a value it may not have; FEI is the field's offset. */
  public static final int INVALID_HEADER_FIELD = 1;

  /** FES: a PDU came when it must not. */
  public static final int SEQUENCE_ERROR = 2;

  /** FES: the header digest is wrong; FEI is the digest that was received. */
  public static final int HEADER_DIGEST_ERROR = 3;

  /** FES: data outside of what was asked for. */
  public static final int DATA_OUT_OF_RANGE = 4;

  /** FES: more data than allowed; from a controller R2T Limit Exceeded. */
  public static final int LIMIT_EXCEEDED = 5;

  /** FES: a parameter is not supported; FEI is the field's offset. */
  public static final int UNSUPPORTED_PARAMETER = 6;

  private final int status;
  private final int information;

  private PduViolation(int status, int information, String message) {
    super(message);
    this.status = status;
    this.information = information;
  }

  /** A field with a forbidden value. */
  static PduViolation field(int offset, String message) {
    return new PduViolation(INVALID_HEADER_FIELD, offset, message);
  }

  /** A parameter this side does not support. */
  static PduViolation unsupported(int offset, String message) {
    return new PduViolation(UNSUPPORTED_PARAMETER, offset, message);
  }

  /** A violation without further information. */
  static PduViolation of(int status, String message) {
    return new PduViolation(status, 0, message);
  }

  /** A wrong header digest. */
  static PduViolation headerDigest(int received, int computed) {
    return new PduViolation(
        HEADER_DIGEST_ERROR,
        received,
        String.format("header digest %08xh received, %08xh computed", received, computed));
  }

  /** The FES field. */
  public int status() {
    return status;
  }

  /** The FEI field. */
  public int information() {
    return information;
  }

  /** Name of an FES value for people. */
  public static String nameOf(int fes) {
    return switch (fes) {
      case INVALID_HEADER_FIELD -> "Invalid PDU Header Field";
      case SEQUENCE_ERROR -> "PDU Sequence Error";
      case HEADER_DIGEST_ERROR -> "Header Digest Error";
      case DATA_OUT_OF_RANGE -> "Data Transfer Out of Range";
      case LIMIT_EXCEEDED -> "Limit Exceeded";
      case UNSUPPORTED_PARAMETER -> "Unsupported Parameter";
      default -> "fatal error status " + fes;
    };
  }
}
