package io.jacquard.target.pci;

/** How a controller takes scatter gather lists in I/O commands (Identify Controller, SGLS 1:0). */
enum SglSupport {
  /** Not at all. */
  NONE,
  /** At every address. */
  BYTES,
  /** At addresses, and with lengths, that are multiples of 4. */
  DWORDS;

  private static final int DWORD_MASK = 3;

  /** Reads the field; its reserved value is taken for "not at all". */
  static SglSupport of(int sgls) {
    return switch (sgls & 0x3) {
      case 1 -> BYTES;
      case 2 -> DWORDS;
      default -> NONE;
    };
  }

  /** Whether one data block descriptor can say this. */
  boolean takes(long address, int length) {
    return switch (this) {
      case NONE -> false;
      case BYTES -> true;
      case DWORDS -> ((address | length) & DWORD_MASK) == 0;
    };
  }
}
