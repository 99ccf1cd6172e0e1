package io.jacquard.transport.tcp;

import io.jacquard.nvme.memory.IoBuffer;
import java.nio.ByteBuffer;

/** Brings received data to its place. */
final class Landing {
  private Landing() {}

  /** Copies to the payload of {@code buffer}, unless the data was received there. */
  @SuppressWarnings("ReferenceEquality") // the very same memory is meant
  static void put(IoBuffer buffer, int to, ByteBuffer from, int at, int length) {
    if (from != buffer.frame()) {
      buffer.bytes().put(to, from, at, length);
    }
  }
}
