package io.jacquard.nvme.identity;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;

/**
 * A Namespace Globally Unique Identifier (NVMe Base 2.1, 4.5 "Identifier Format and Layout"): 16
 * bytes, of which 8 to 10 are an OUI. Big endian on the wire, as printed. All zero means none.
 *
 * @param high bytes 0 to 7
 * @param low bytes 8 to 15
 */
public record Nguid(long high, long low) {
  /** Size on the wire. */
  public static final int BYTES = 16;

  /** All zero: the namespace has no NGUID. */
  public static final Nguid NONE = new Nguid(0, 0);

  /**
   * Reads 32 hexadecimal digits; hyphens between them are ignored.
   *
   * @throws IllegalArgumentException if the text is of another form
   */
  public static Nguid parse(String text) {
    String digits = text.replace("-", "");
    if (!digits.matches("[0-9A-Fa-f]{32}")) {
      throw new IllegalArgumentException("NGUID \"" + text + "\" is not 32 hexadecimal digits");
    }
    return new Nguid(
        HexFormat.fromHexDigitsToLong(digits, 0, 16),
        HexFormat.fromHexDigitsToLong(digits, 16, 32));
  }

  /** Reads 16 bytes at the absolute index {@code index}. */
  public static Nguid decode(ByteBuffer buffer, int index) {
    ByteBuffer view = buffer.slice(index, BYTES).order(ByteOrder.BIG_ENDIAN);
    return new Nguid(view.getLong(0), view.getLong(8));
  }

  /** Writes 16 bytes at the absolute index {@code index}. */
  public void encode(ByteBuffer buffer, int index) {
    buffer.slice(index, BYTES).order(ByteOrder.BIG_ENDIAN).putLong(0, high).putLong(8, low);
  }

  /** Whether all bytes are zero. */
  public boolean isNone() {
    return equals(NONE);
  }

  /** 32 hexadecimal digits. */
  @Override
  public String toString() {
    return String.format("%016x%016x", high, low);
  }
}
