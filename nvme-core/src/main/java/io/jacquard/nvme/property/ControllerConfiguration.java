package io.jacquard.nvme.property;

/**
 * Controller Configuration, CC, property 14h (NVMe Base 2.1, 3.1.4). Immutable.
 *
 * @param value the property as read, reserved bits included
 */
public record ControllerConfiguration(int value) {
  /** All bits zero, to start from. */
  public static final ControllerConfiguration ZERO = new ControllerConfiguration(0);

  /** {@link #shn()}: no notification. */
  public static final int SHN_NONE = 0;

  /** {@link #shn()}: normal shutdown. */
  public static final int SHN_NORMAL = 1;

  /** {@link #shn()}: abrupt shutdown. */
  public static final int SHN_ABRUPT = 2;

  /** {@link #css()}: the NVM command set. */
  public static final int CSS_NVM = 0;

  /** {@link #css()}: all I/O command sets of the selected combination. */
  public static final int CSS_ALL = 6;

  /** {@link #css()}: the admin command set only. */
  public static final int CSS_ADMIN_ONLY = 7;

  /** {@link #iosqes()} of 64-byte entries, the only size of the NVM command set. */
  public static final int IOSQES_64 = 6;

  /** {@link #iocqes()} of 16-byte entries, the only size of the NVM command set. */
  public static final int IOCQES_16 = 4;

  /** Enable, bit 0. */
  public boolean en() {
    return (value >>> 0 & 1) != 0;
  }

  /** The same with EN set or cleared. */
  public ControllerConfiguration en(boolean set) {
    return new ControllerConfiguration(PropertyBits.with(value, 0, 1, set ? 1 : 0));
  }

  /** I/O Command Set Selected: 0 NVM, 6 all supported, 7 admin only, bits 6:4. */
  public int css() {
    return value >>> 4 & 0x7;
  }

  /** The same with another CSS, 0 to 7. */
  public ControllerConfiguration css(int css) {
    return new ControllerConfiguration(PropertyBits.with(value, 4, 3, css));
  }

  /** Memory Page Size, 2^(12 + n) bytes, bits 10:7. */
  public int mps() {
    return value >>> 7 & 0xF;
  }

  /** The same with another MPS, 0 to 15. */
  public ControllerConfiguration mps(int mps) {
    return new ControllerConfiguration(PropertyBits.with(value, 7, 4, mps));
  }

  /** Arbitration Mechanism Selected, bits 13:11. */
  public int ams() {
    return value >>> 11 & 0x7;
  }

  /** The same with another AMS, 0 to 7. */
  public ControllerConfiguration ams(int ams) {
    return new ControllerConfiguration(PropertyBits.with(value, 11, 3, ams));
  }

  /** Shutdown Notification, one of the SHN_ values, bits 15:14. */
  public int shn() {
    return value >>> 14 & 0x3;
  }

  /** The same with another SHN, 0 to 3. */
  public ControllerConfiguration shn(int shn) {
    return new ControllerConfiguration(PropertyBits.with(value, 14, 2, shn));
  }

  /** I/O Submission Queue Entry Size, 2^n bytes, bits 19:16. */
  public int iosqes() {
    return value >>> 16 & 0xF;
  }

  /** The same with another IOSQES, 0 to 15. */
  public ControllerConfiguration iosqes(int iosqes) {
    return new ControllerConfiguration(PropertyBits.with(value, 16, 4, iosqes));
  }

  /** I/O Completion Queue Entry Size, 2^n bytes, bits 23:20. */
  public int iocqes() {
    return value >>> 20 & 0xF;
  }

  /** The same with another IOCQES, 0 to 15. */
  public ControllerConfiguration iocqes(int iocqes) {
    return new ControllerConfiguration(PropertyBits.with(value, 20, 4, iocqes));
  }

  /** Controller Ready Independent of Media Enable, bit 24. */
  public boolean crime() {
    return (value >>> 24 & 1) != 0;
  }

  /** The same with CRIME set or cleared. */
  public ControllerConfiguration crime(boolean set) {
    return new ControllerConfiguration(PropertyBits.with(value, 24, 1, set ? 1 : 0));
  }

  /** For people. */
  @Override
  public String toString() {
    return "CC["
        + "en="
        + en()
        + " css="
        + css()
        + " mps="
        + mps()
        + " ams="
        + ams()
        + " shn="
        + shn()
        + " iosqes="
        + iosqes()
        + " iocqes="
        + iocqes()
        + " crime="
        + crime()
        + "]";
  }
}
