package io.jacquard.nvme.property;

/**
 * The version of the specification a controller implements: property VS and Identify field VER
 * (NVMe Base 2.1, 3.1.4).
 *
 * @param value MJR in bits 31:16, MNR in bits 15:8, TER in bits 7:0
 */
public record Version(int value) implements Comparable<Version> {
  /** 1.3.0. */
  public static final Version V1_3 = new Version(0x0001_0300);

  /** 1.4.0. */
  public static final Version V1_4 = new Version(0x0001_0400);

  /** 2.0.0. */
  public static final Version V2_0 = new Version(0x0002_0000);

  /** 2.1.0. */
  public static final Version V2_1 = new Version(0x0002_0100);

  /** The major version, 0 to 65535. */
  public int major() {
    return value >>> 16;
  }

  /** The minor version, 0 to 255. */
  public int minor() {
    return value >>> 8 & 0xFF;
  }

  /** The tertiary version, 0 to 255. */
  public int tertiary() {
    return value & 0xFF;
  }

  /** Whether this version is {@code other} or newer. */
  public boolean isAtLeast(Version other) {
    return compareTo(other) >= 0;
  }

  @Override
  public int compareTo(Version other) {
    return Integer.compareUnsigned(value, other.value);
  }

  /** As in "2.1" or "1.2.1". */
  @Override
  public String toString() {
    return major() + "." + minor() + (tertiary() == 0 ? "" : "." + tertiary());
  }
}
