package io.jacquard.lab.golden;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Reads the TCP segments over IPv4 from a packet capture as {@code tcpdump -w} writes it. */
final class Pcap {

  private static final int MAGIC_MICROSECONDS = 0xA1B2C3D4;
  private static final int LINK_ETHERNET = 1;
  private static final int FILE_HEADER = 24;
  private static final int LINK_TYPE = 20;
  private static final int RECORD_HEADER = 16;
  private static final int ETHERNET_HEADER = 14;
  private static final int IP_TOTAL_LENGTH = 2;
  private static final int TCP_SEQUENCE = 4;
  private static final int TCP_DATA_OFFSET = 12;
  private static final int TCP_FLAGS = 13;
  private static final int SYN = 0x02;

  private Pcap() {}

  /**
   * One TCP segment.
   *
   * @param micros time of capture since the epoch
   * @param sequence of the first payload byte
   * @param syn whether it opens a direction of a connection
   */
  record Segment(
      long micros, int sourcePort, int targetPort, long sequence, boolean syn, byte[] payload) {}

  static List<Segment> read(byte[] capture) {
    ByteBuffer file = ByteBuffer.wrap(capture).order(ByteOrder.LITTLE_ENDIAN);
    if (file.getInt(0) != MAGIC_MICROSECONDS || file.getInt(LINK_TYPE) != LINK_ETHERNET) {
      throw new IllegalArgumentException("not a little-endian microsecond Ethernet capture");
    }
    List<Segment> segments = new ArrayList<>();
    int at = FILE_HEADER;
    while (at < file.limit()) {
      long micros =
          Integer.toUnsignedLong(file.getInt(at)) * 1_000_000
              + Integer.toUnsignedLong(file.getInt(at + 4));
      int captured = file.getInt(at + 8);
      if (captured != file.getInt(at + 12)) {
        throw new IllegalArgumentException(
            "a packet was not captured whole: raise the snap length");
      }
      segments.add(segment(micros, file.slice(at + RECORD_HEADER, captured)));
      at += RECORD_HEADER + captured;
    }
    return List.copyOf(segments);
  }

  private static Segment segment(long micros, ByteBuffer packet) {
    ByteBuffer ip = packet.slice(ETHERNET_HEADER, packet.limit() - ETHERNET_HEADER);
    int ipHeader = (ip.get(0) & 0x0F) * 4;
    int total = Short.toUnsignedInt(ip.getShort(IP_TOTAL_LENGTH));
    ByteBuffer tcp = ip.slice(ipHeader, total - ipHeader);
    int tcpHeader = (tcp.get(TCP_DATA_OFFSET) >> 4 & 0x0F) * 4;
    byte[] payload = new byte[tcp.limit() - tcpHeader];
    tcp.get(tcpHeader, payload);
    return new Segment(
        micros,
        Short.toUnsignedInt(tcp.getShort(0)),
        Short.toUnsignedInt(tcp.getShort(2)),
        Integer.toUnsignedLong(tcp.getInt(TCP_SEQUENCE)),
        (tcp.get(TCP_FLAGS) & SYN) != 0,
        payload);
  }
}
