package io.jacquard.transport.tcp;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * Computes header and data digests: CRC32C (NVMe/TCP Transport Specification 1.1, 3.3.4 "Digest").
 * Allocates nothing. Not thread-safe.
 */
final class Digest {
  private final CRC32C crc = new CRC32C();

  /** Digest of the bytes {@code at} to {@code at + length - 1}; resets position and limit. */
  int of(ByteBuffer bytes, int at, int length) {
    crc.reset();
    update(bytes, at, length);
    return value();
  }

  /** Starts over. */
  void start() {
    crc.reset();
  }

  /** Goes on with more bytes; resets the buffer's position and limit. */
  void update(ByteBuffer bytes, int at, int length) {
    bytes.limit(at + length).position(at);
    crc.update(bytes);
    bytes.clear();
  }

  /** The digest so far, as it stands in a PDU read as a little endian number. */
  int value() {
    return (int) crc.getValue();
  }
}
