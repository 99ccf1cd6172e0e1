package io.jacquard.target.controller;

import io.jacquard.nvme.command.Command;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;

/** Puts structures in the data of admin commands. Every byte of the data is written. */
final class AdminData {
  private AdminData() {}

  /** A new buffer for structures of {@code size} bytes, filled by {@code encode}. */
  static ByteBuffer encoded(int size, Consumer<ByteBuffer> encode) {
    ByteBuffer bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    encode.accept(bytes);
    return bytes.clear();
  }

  /**
   * Writes the bytes of {@code page} from {@code offset} on; what is behind its end reads as zero.
   *
   * @param offset 0 to the page's size
   */
  static void reply(Command command, ByteBuffer page, int offset) {
    ByteBuffer data = command.data().bytes();
    int length = command.length();
    int available = Math.clamp(page.limit() - offset, 0, length);
    data.put(0, page, offset, available);
    for (int i = available; i < length; i++) {
      data.put(i, (byte) 0);
    }
  }
}
