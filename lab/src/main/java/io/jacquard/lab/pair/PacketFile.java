package io.jacquard.lab.pair;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** A file of packets in the format of libpcap, as QEMU writes it in this machine's byte order. */
final class PacketFile {

  private static final int FILE_HEADER_BYTES = 24;
  private static final int PACKET_HEADER_BYTES = 16;
  private static final int CAPTURED_LENGTH = 8;

  private PacketFile() {}

  /** How many whole packets a file has. */
  static long count(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      ByteBuffer header = ByteBuffer.allocate(PACKET_HEADER_BYTES).order(ByteOrder.nativeOrder());
      long packets = 0;
      long at = FILE_HEADER_BYTES;
      while (channel.read(header.clear(), at) == PACKET_HEADER_BYTES) {
        at += PACKET_HEADER_BYTES + Integer.toUnsignedLong(header.getInt(CAPTURED_LENGTH));
        if (at > channel.size()) {
          break; // is being written
        }
        packets++;
      }
      return packets;
    }
  }
}
