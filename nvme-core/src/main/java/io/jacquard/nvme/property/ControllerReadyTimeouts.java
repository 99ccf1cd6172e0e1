package io.jacquard.nvme.property;

/**
 * Controller Ready Timeouts, CRTO, property 68h (NVMe Base 2.1, 3.1.4). Immutable.
 *
 * @param value the property as read, reserved bits included
 */
public record ControllerReadyTimeouts(int value) {
  /** All bits zero, to start from. */
  public static final ControllerReadyTimeouts ZERO = new ControllerReadyTimeouts(0);

  /** Controller Ready With Media Timeout, in units of 500 ms, bits 15:0. */
  public int crwmt() {
    return value & 0xFFFF;
  }

  /** The same with another CRWMT, 0 to 65535. */
  public ControllerReadyTimeouts crwmt(int crwmt) {
    return new ControllerReadyTimeouts(PropertyBits.with(value, 0, 16, crwmt));
  }

  /** Controller Ready Independent of Media Timeout, in units of 500 ms, bits 31:16. */
  public int crimt() {
    return value >>> 16 & 0xFFFF;
  }

  /** The same with another CRIMT, 0 to 65535. */
  public ControllerReadyTimeouts crimt(int crimt) {
    return new ControllerReadyTimeouts(PropertyBits.with(value, 16, 16, crimt));
  }

  /** For people. */
  @Override
  public String toString() {
    return "CRTO[" + "crwmt=" + crwmt() + " crimt=" + crimt() + "]";
  }
}
