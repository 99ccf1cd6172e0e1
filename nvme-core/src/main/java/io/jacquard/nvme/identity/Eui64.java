package io.jacquard.nvme.identity;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;

/**
 * An IEEE Extended Unique Identifier of a namespace (NVMe Base 2.1, 4.5 "Identifier Format and
 * Layout"): 8 bytes, of which 0 to 2 are an OUI. Big endian on the wire, as printed. Zero means
 * none.
 *
 * @param value the 8 bytes, the first printed one in bits 63:56
 */
public record Eui64(long value) {
  /** Size on the wire. */
  public static final int BYTES = 8;

  /** All zero: the namespace has no EUI64. */
  public static final Eui64 NONE = new Eui64(0);

  /**
   * Reads 16 hexadecimal digits; hyphens and colons between them are ignored.
   *
   * @throws IllegalArgumentException if the text is of another form
   */
  public static Eui64 parse(String text) {
    String digits = text.replace("-", "").replace(":", "");
    if (!digits.matches("[0-9A-Fa-f]{16}")) {
      throw new IllegalArgumentException("EUI64 \"" + text + "\" is not 16 hexadecimal digits");
    }
    return new Eui64(HexFormat.fromHexDigitsToLong(digits));
  }

  /** Reads 8 bytes at the absolute index {@code index}. */
  public static Eui64 decode(ByteBuffer buffer, int index) {
    return new Eui64(buffer.slice(index, BYTES).order(ByteOrder.BIG_ENDIAN).getLong(0));
  }

  /** Writes 8 bytes at the absolute index {@code index}. */
  public void encode(ByteBuffer buffer, int index) {
    buffer.slice(index, BYTES).order(ByteOrder.BIG_ENDIAN).putLong(0, value);
  }

  /** Whether all bytes are zero. */
  public boolean isNone() {
    return value == 0;
  }

  /** 16 hexadecimal digits. */
  @Override
  public String toString() {
    return String.format("%016x", value);
  }
}
