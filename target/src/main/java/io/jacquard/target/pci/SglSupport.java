package io.jacquard.target.pci;

/** How a controller takes scatter gather lists in I/O commands (Identify Controller, SGLS 1:0). */
enum SglSupport {
  /** Not at all. */
  NONE,
  /** At every address. */
  BYTES,
  /** At addresses, and with lengths, that are multiples of 4. */
  DWORDS;

  /** Reads the field; its reserved value is taken for "not at all". */
  static SglSupport of(int sgls) {
    return switch (sgls & 0x3) {
      case 1 -> BYTES;
      case 2 -> DWORDS;
      default -> NONE;
    };
  }
}
