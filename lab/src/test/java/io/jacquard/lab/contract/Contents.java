package io.jacquard.lab.contract;

import io.jacquard.nvme.command.CopySourceRange;
import io.jacquard.nvme.command.DatasetRange;
import io.jacquard.nvme.memory.IoBuffer;
import java.nio.ByteBuffer;
import java.util.Random;

/** Data for commands, and looks at it. */
final class Contents {
  private Contents() {}

  /** Random bytes, the same for the same seed. */
  static IoBuffer random(long seed, int bytes) {
    byte[] data = new byte[bytes];
    new Random(seed).nextBytes(data);
    return of(data);
  }

  static IoBuffer of(byte[] data) {
    IoBuffer buffer = IoBuffer.allocate(data.length);
    buffer.bytes().put(0, data);
    return buffer;
  }

  /** The same 8 bytes again and again. */
  static IoBuffer filled(long value, int bytes) {
    IoBuffer buffer = IoBuffer.allocate(bytes);
    for (int i = 0; i < bytes; i += Long.BYTES) {
      buffer.bytes().putLong(i, value);
    }
    return buffer;
  }

  static byte[] bytes(IoBuffer buffer) {
    byte[] data = new byte[buffer.capacity()];
    buffer.bytes().get(0, data);
    return data;
  }

  static boolean uniform(IoBuffer buffer) {
    ByteBuffer bytes = buffer.bytes();
    long first = bytes.getLong(0);
    for (int i = 0; i < bytes.capacity(); i += Long.BYTES) {
      if (bytes.getLong(i) != first) {
        return false;
      }
    }
    return true;
  }

  /** The data of a Dataset Management: pairs of first block and number of blocks. */
  static IoBuffer dsmRanges(int room, long... firstAndCount) {
    IoBuffer buffer = IoBuffer.allocate(room * DatasetRange.BYTES);
    for (int i = 0; i < firstAndCount.length / 2; i++) {
      DatasetRange.put(buffer.bytes(), i, firstAndCount[2 * i], firstAndCount[2 * i + 1]);
    }
    return buffer;
  }

  /** The data of a Copy with format 0h: pairs of first block and number of blocks. */
  static IoBuffer copyRanges(long... firstAndCount) {
    IoBuffer buffer = IoBuffer.allocate(firstAndCount.length / 2 * CopySourceRange.BYTES);
    for (int i = 0; i < firstAndCount.length / 2; i++) {
      CopySourceRange.put(buffer.bytes(), i, firstAndCount[2 * i], (int) firstAndCount[2 * i + 1]);
    }
    return buffer;
  }
}
