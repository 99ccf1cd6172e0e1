package io.jacquard.nvme.property;

/**
 * Controller Capabilities, CAP, property 0h (NVMe Base 2.1, 3.1.4). Immutable.
 *
 * @param value the property as read, reserved bits included
 */
public record ControllerCapabilities(long value) {
  /** All bits zero, to start from. */
  public static final ControllerCapabilities ZERO = new ControllerCapabilities(0);

  /** Bit of {@link #css()}: the NVM command set. */
  public static final int CSS_NVM = 1;

  /** Bit of {@link #css()}: one or more I/O command sets, see Identify CNS 1Ch. */
  public static final int CSS_IOCSS = 1 << 6;

  /** Bit of {@link #css()}: no I/O command set. */
  public static final int CSS_NOIOCSS = 1 << 7;

  /** Maximum Queue Entries Supported, 0's-based; of I/O submission queues, bits 15:0. */
  public int mqes() {
    return (int) value & 0xFFFF;
  }

  /** The same with another MQES, 0 to 65535. */
  public ControllerCapabilities mqes(int mqes) {
    return new ControllerCapabilities(PropertyBits.with(value, 0, 16, mqes));
  }

  /** Contiguous Queues Required, always set over fabrics, bit 16. */
  public boolean cqr() {
    return (value >>> 16 & 1) != 0;
  }

  /** The same with CQR set or cleared. */
  public ControllerCapabilities cqr(boolean set) {
    return new ControllerCapabilities(PropertyBits.with(value, 16, 1, set ? 1 : 0));
  }

  /** Arbitration Mechanism Supported, bits 18:17. */
  public int ams() {
    return (int) (value >>> 17) & 0x3;
  }

  /** The same with another AMS, 0 to 3. */
  public ControllerCapabilities ams(int ams) {
    return new ControllerCapabilities(PropertyBits.with(value, 17, 2, ams));
  }

  /** Timeout, in units of 500 ms, bits 31:24. */
  public int to() {
    return (int) (value >>> 24) & 0xFF;
  }

  /** The same with another TO, 0 to 255. */
  public ControllerCapabilities to(int to) {
    return new ControllerCapabilities(PropertyBits.with(value, 24, 8, to));
  }

  /** Doorbell Stride, 0 over fabrics, bits 35:32. */
  public int dstrd() {
    return (int) (value >>> 32) & 0xF;
  }

  /** The same with another DSTRD, 0 to 15. */
  public ControllerCapabilities dstrd(int dstrd) {
    return new ControllerCapabilities(PropertyBits.with(value, 32, 4, dstrd));
  }

  /** NVM Subsystem Reset Supported, bit 36. */
  public boolean nssrs() {
    return (value >>> 36 & 1) != 0;
  }

  /** The same with NSSRS set or cleared. */
  public ControllerCapabilities nssrs(boolean set) {
    return new ControllerCapabilities(PropertyBits.with(value, 36, 1, set ? 1 : 0));
  }

  /** Command Sets Supported, the CSS_ bits, bits 44:37. */
  public int css() {
    return (int) (value >>> 37) & 0xFF;
  }

  /** The same with another CSS, 0 to 255. */
  public ControllerCapabilities css(int css) {
    return new ControllerCapabilities(PropertyBits.with(value, 37, 8, css));
  }

  /** Boot Partition Support, bit 45. */
  public boolean bps() {
    return (value >>> 45 & 1) != 0;
  }

  /** The same with BPS set or cleared. */
  public ControllerCapabilities bps(boolean set) {
    return new ControllerCapabilities(PropertyBits.with(value, 45, 1, set ? 1 : 0));
  }

  /** Controller Power Scope, bits 47:46. */
  public int cps() {
    return (int) (value >>> 46) & 0x3;
  }

  /** The same with another CPS, 0 to 3. */
  public ControllerCapabilities cps(int cps) {
    return new ControllerCapabilities(PropertyBits.with(value, 46, 2, cps));
  }

  /** Memory Page Size Minimum, 2^(12 + n) bytes, bits 51:48. */
  public int mpsmin() {
    return (int) (value >>> 48) & 0xF;
  }

  /** The same with another MPSMIN, 0 to 15. */
  public ControllerCapabilities mpsmin(int mpsmin) {
    return new ControllerCapabilities(PropertyBits.with(value, 48, 4, mpsmin));
  }

  /** Memory Page Size Maximum, 2^(12 + n) bytes, bits 55:52. */
  public int mpsmax() {
    return (int) (value >>> 52) & 0xF;
  }

  /** The same with another MPSMAX, 0 to 15. */
  public ControllerCapabilities mpsmax(int mpsmax) {
    return new ControllerCapabilities(PropertyBits.with(value, 52, 4, mpsmax));
  }

  /** Persistent Memory Region Supported, bit 56. */
  public boolean pmrs() {
    return (value >>> 56 & 1) != 0;
  }

  /** The same with PMRS set or cleared. */
  public ControllerCapabilities pmrs(boolean set) {
    return new ControllerCapabilities(PropertyBits.with(value, 56, 1, set ? 1 : 0));
  }

  /** Controller Memory Buffer Supported, bit 57. */
  public boolean cmbs() {
    return (value >>> 57 & 1) != 0;
  }

  /** The same with CMBS set or cleared. */
  public ControllerCapabilities cmbs(boolean set) {
    return new ControllerCapabilities(PropertyBits.with(value, 57, 1, set ? 1 : 0));
  }

  /** NVM Subsystem Shutdown Supported, bit 58. */
  public boolean nsss() {
    return (value >>> 58 & 1) != 0;
  }

  /** The same with NSSS set or cleared. */
  public ControllerCapabilities nsss(boolean set) {
    return new ControllerCapabilities(PropertyBits.with(value, 58, 1, set ? 1 : 0));
  }

  /** Controller Ready With Media Support, bit 59. */
  public boolean crwms() {
    return (value >>> 59 & 1) != 0;
  }

  /** The same with CRWMS set or cleared. */
  public ControllerCapabilities crwms(boolean set) {
    return new ControllerCapabilities(PropertyBits.with(value, 59, 1, set ? 1 : 0));
  }

  /** Controller Ready Independent of Media Support, bit 60. */
  public boolean crims() {
    return (value >>> 60 & 1) != 0;
  }

  /** The same with CRIMS set or cleared. */
  public ControllerCapabilities crims(boolean set) {
    return new ControllerCapabilities(PropertyBits.with(value, 60, 1, set ? 1 : 0));
  }

  /** NVM Subsystem Shutdown Enhancements Supported, bit 61. */
  public boolean nsses() {
    return (value >>> 61 & 1) != 0;
  }

  /** The same with NSSES set or cleared. */
  public ControllerCapabilities nsses(boolean set) {
    return new ControllerCapabilities(PropertyBits.with(value, 61, 1, set ? 1 : 0));
  }

  /** For people. */
  @Override
  public String toString() {
    return "CAP["
        + "mqes="
        + mqes()
        + " cqr="
        + cqr()
        + " ams="
        + ams()
        + " to="
        + to()
        + " dstrd="
        + dstrd()
        + " nssrs="
        + nssrs()
        + " css="
        + css()
        + " bps="
        + bps()
        + " cps="
        + cps()
        + " mpsmin="
        + mpsmin()
        + " mpsmax="
        + mpsmax()
        + " pmrs="
        + pmrs()
        + " cmbs="
        + cmbs()
        + " nsss="
        + nsss()
        + " crwms="
        + crwms()
        + " crims="
        + crims()
        + " nsses="
        + nsses()
        + "]";
  }
}
