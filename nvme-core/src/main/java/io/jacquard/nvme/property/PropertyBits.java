package io.jacquard.nvme.property;

/** Replaces bit fields of property values. */
final class PropertyBits {
  private PropertyBits() {}

  static long with(long value, int shift, int width, int field) {
    if (field < 0 || field >>> width != 0) {
      throw new IllegalArgumentException(field + " does not fit " + width + " bits");
    }
    long mask = (1L << width) - 1 << shift;
    return value & ~mask | (long) field << shift;
  }

  static int with(int value, int shift, int width, int field) {
    return (int) with(value & 0xFFFF_FFFFL, shift, width, field);
  }
}
