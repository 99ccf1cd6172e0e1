package io.jacquard.lab.golden;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the IPv4 packets of a capture as QEMU and {@code tcpdump -w} write it, and what is in them.
 */
final class Pcap {

  private static final int MAGIC_MICROSECONDS = 0xA1B2C3D4;
  private static final int LINK_ETHERNET = 1;
  private static final int FILE_HEADER = 24;
  private static final int LINK_TYPE = 20;
  private static final int RECORD_HEADER = 16;
  private static final int ETHERTYPE = 12;
  private static final int ETHERTYPE_IPV4 = 0x0800;
  private static final int ETHERNET_HEADER = 14;
  private static final int IP_TOTAL_LENGTH = 2;
  private static final int IP_PROTOCOL = 9;
  private static final int IP_SOURCE = 12;
  private static final int IP_TARGET = 16;
  private static final int TCP = 6;
  private static final int UDP = 17;
  private static final int UDP_HEADER = 8;
  private static final int UDP_LENGTH = 4;
  private static final int TCP_SEQUENCE = 4;
  private static final int TCP_DATA_OFFSET = 12;
  private static final int TCP_FLAGS = 13;
  private static final int SYN = 0x02;

  private Pcap() {}

  /** An IPv4 packet without its header. */
  private record Packet(long micros, int protocol, int source, int target, ByteBuffer body) {}

  /**
   * One TCP segment.
   *
   * @param micros time of capture since the epoch
   * @param sequence of the first payload byte
   * @param syn whether it opens a direction of a connection
   */
  record Segment(
      long micros, int sourcePort, int targetPort, long sequence, boolean syn, byte[] payload) {}

  /**
   * One UDP datagram.
   *
   * @param micros time of capture since the epoch
   * @param source IPv4 address of the sender
   * @param target IPv4 address of the receiver
   */
  record Datagram(long micros, int source, int target, int targetPort, byte[] payload) {}

  /** The TCP segments of a capture. */
  static List<Segment> segments(byte[] capture) {
    return packets(capture).stream().filter(p -> p.protocol() == TCP).map(Pcap::segment).toList();
  }

  /** The UDP datagrams of a capture, none of them in fragments. */
  static List<Datagram> datagrams(byte[] capture) {
    return packets(capture).stream().filter(p -> p.protocol() == UDP).map(Pcap::datagram).toList();
  }

  private static List<Packet> packets(byte[] capture) {
    ByteBuffer file = ByteBuffer.wrap(capture).order(ByteOrder.LITTLE_ENDIAN);
    if (file.getInt(0) != MAGIC_MICROSECONDS || file.getInt(LINK_TYPE) != LINK_ETHERNET) {
      throw new IllegalArgumentException("not a little-endian microsecond Ethernet capture");
    }
    List<Packet> packets = new ArrayList<>();
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
      ByteBuffer frame = file.slice(at + RECORD_HEADER, captured);
      if (frame.getShort(ETHERTYPE) == ETHERTYPE_IPV4) {
        packets.add(packet(micros, frame));
      }
      at += RECORD_HEADER + captured;
    }
    return packets;
  }

  private static Packet packet(long micros, ByteBuffer frame) {
    ByteBuffer ip = frame.slice(ETHERNET_HEADER, frame.limit() - ETHERNET_HEADER);
    int header = (ip.get(0) & 0x0F) * 4;
    int total = Short.toUnsignedInt(ip.getShort(IP_TOTAL_LENGTH));
    return new Packet(
        micros,
        Byte.toUnsignedInt(ip.get(IP_PROTOCOL)),
        ip.getInt(IP_SOURCE),
        ip.getInt(IP_TARGET),
        ip.slice(header, total - header));
  }

  private static Segment segment(Packet packet) {
    ByteBuffer tcp = packet.body();
    int header = (tcp.get(TCP_DATA_OFFSET) >> 4 & 0x0F) * 4;
    return new Segment(
        packet.micros(),
        Short.toUnsignedInt(tcp.getShort(0)),
        Short.toUnsignedInt(tcp.getShort(2)),
        Integer.toUnsignedLong(tcp.getInt(TCP_SEQUENCE)),
        (tcp.get(TCP_FLAGS) & SYN) != 0,
        bytes(tcp, header, tcp.limit()));
  }

  private static Datagram datagram(Packet packet) {
    ByteBuffer udp = packet.body();
    return new Datagram(
        packet.micros(),
        packet.source(),
        packet.target(),
        Short.toUnsignedInt(udp.getShort(2)),
        bytes(udp, UDP_HEADER, Short.toUnsignedInt(udp.getShort(UDP_LENGTH))));
  }

  private static byte[] bytes(ByteBuffer from, int start, int end) {
    byte[] bytes = new byte[end - start];
    from.get(start, bytes);
    return bytes;
  }
}
