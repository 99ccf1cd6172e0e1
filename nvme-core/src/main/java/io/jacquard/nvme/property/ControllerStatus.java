package io.jacquard.nvme.property;

/**
 * Controller Status, CSTS, property 1Ch (NVMe Base 2.1, 3.1.4). Immutable.
 *
 * @param value the property as read, reserved bits included
 */
public record ControllerStatus(int value) {
  /** All bits zero, to start from. */
  public static final ControllerStatus ZERO = new ControllerStatus(0);

  /** {@link #shst()}: normal operation. */
  public static final int SHST_NORMAL = 0;

  /** {@link #shst()}: shutdown is being processed. */
  public static final int SHST_OCCURRING = 1;

  /** {@link #shst()}: shutdown is complete. */
  public static final int SHST_COMPLETE = 2;

  /** Ready, bit 0. */
  public boolean rdy() {
    return (value >>> 0 & 1) != 0;
  }

  /** The same with RDY set or cleared. */
  public ControllerStatus rdy(boolean set) {
    return new ControllerStatus(PropertyBits.with(value, 0, 1, set ? 1 : 0));
  }

  /** Controller Fatal Status, bit 1. */
  public boolean cfs() {
    return (value >>> 1 & 1) != 0;
  }

  /** The same with CFS set or cleared. */
  public ControllerStatus cfs(boolean set) {
    return new ControllerStatus(PropertyBits.with(value, 1, 1, set ? 1 : 0));
  }

  /** Shutdown Status, one of the SHST_ values, bits 3:2. */
  public int shst() {
    return value >>> 2 & 0x3;
  }

  /** The same with another SHST, 0 to 3. */
  public ControllerStatus shst(int shst) {
    return new ControllerStatus(PropertyBits.with(value, 2, 2, shst));
  }

  /** NVM Subsystem Reset Occurred, bit 4. */
  public boolean nssro() {
    return (value >>> 4 & 1) != 0;
  }

  /** The same with NSSRO set or cleared. */
  public ControllerStatus nssro(boolean set) {
    return new ControllerStatus(PropertyBits.with(value, 4, 1, set ? 1 : 0));
  }

  /** Processing Paused, bit 5. */
  public boolean pp() {
    return (value >>> 5 & 1) != 0;
  }

  /** The same with PP set or cleared. */
  public ControllerStatus pp(boolean set) {
    return new ControllerStatus(PropertyBits.with(value, 5, 1, set ? 1 : 0));
  }

  /** Shutdown Type: set for an NVM subsystem shutdown, bit 6. */
  public boolean st() {
    return (value >>> 6 & 1) != 0;
  }

  /** The same with ST set or cleared. */
  public ControllerStatus st(boolean set) {
    return new ControllerStatus(PropertyBits.with(value, 6, 1, set ? 1 : 0));
  }

  /** For people. */
  @Override
  public String toString() {
    return "CSTS[" + "rdy=" + rdy() + " cfs=" + cfs() + " shst=" + shst() + " nssro=" + nssro()
        + " pp=" + pp() + " st=" + st() + "]";
  }
}
