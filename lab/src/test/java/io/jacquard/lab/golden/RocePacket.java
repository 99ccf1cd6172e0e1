package io.jacquard.lab.golden;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * A packet of RoCE v2 (InfiniBand Architecture 1, "Base Transport Header").
 *
 * @param fromHost direction
 * @param micros time of capture
 * @param opcode BTH opcode
 * @param queuePair number of the receiver's queue pair
 * @param sequence PSN
 * @param body everything behind the base header, without padding and check sum
 */
record RocePacket(
    boolean fromHost, long micros, int opcode, int queuePair, int sequence, byte[] body) {

  static final int SEND_FIRST = 0x00;
  static final int SEND_MIDDLE = 0x01;
  static final int SEND_LAST = 0x02;
  static final int SEND_ONLY = 0x04;
  static final int WRITE_FIRST = 0x06;
  static final int WRITE_ONLY = 0x0A;
  static final int READ_REQUEST = 0x0C;
  static final int SEND_LAST_INVALIDATE = 0x16;
  static final int SEND_ONLY_INVALIDATE = 0x17;
  static final int DATAGRAM = 0x64;

  private static final int PORT = 4791;
  private static final int BTH_BYTES = 12;
  private static final int ICRC_BYTES = 4;
  private static final int NUMBER_MASK = 0xFFFFFF;

  /**
   * The packets of a capture.
   *
   * @param host the IPv4 address whose packets come from the host
   */
  static List<RocePacket> all(byte[] capture, int host) {
    return Pcap.datagrams(capture).stream()
        .filter(datagram -> datagram.targetPort() == PORT)
        .map(datagram -> parse(datagram, datagram.source() == host))
        .toList();
  }

  private static RocePacket parse(Pcap.Datagram datagram, boolean fromHost) {
    ByteBuffer bytes = ByteBuffer.wrap(datagram.payload());
    int padding = bytes.get(1) >> 4 & 3;
    return new RocePacket(
        fromHost,
        datagram.micros(),
        Byte.toUnsignedInt(bytes.get(0)),
        bytes.getInt(4) & NUMBER_MASK,
        bytes.getInt(8) & NUMBER_MASK,
        Arrays.copyOfRange(
            datagram.payload(), BTH_BYTES, datagram.payload().length - ICRC_BYTES - padding));
  }
}
