package io.jacquard.initiator.cli;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Shows bytes as {@code hexdump -C} does: offset, sixteen bytes, their ASCII; "*" for repeats. */
final class HexDump {
  private static final int ROW = 16;

  private HexDump() {}

  static String of(ByteBuffer bytes) {
    StringBuilder text = new StringBuilder();
    byte[] before = new byte[0];
    boolean starred = false;
    int length = bytes.remaining();
    for (int at = 0; at < length; at += ROW) {
      byte[] row = new byte[Math.min(ROW, length - at)];
      bytes.get(bytes.position() + at, row);
      boolean repeats = Arrays.equals(row, before);
      if (!repeats) {
        line(text, at, row);
      } else if (!starred) {
        text.append('*').append(System.lineSeparator());
      }
      starred = repeats;
      before = row;
    }
    return text.append("%08x%n".formatted(length)).toString();
  }

  private static void line(StringBuilder text, int at, byte[] row) {
    text.append("%08x ".formatted(at));
    for (int i = 0; i < ROW; i++) {
      text.append(i == ROW / 2 ? "  " : " ");
      text.append(i < row.length ? "%02x".formatted(row[i]) : "  ");
    }
    text.append("  |");
    for (byte value : row) {
      text.append(value >= 0x20 && value < 0x7F ? (char) value : '.');
    }
    text.append('|').append(System.lineSeparator());
  }
}
