package io.jacquard.lab.golden;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The PDUs of one TCP connection, both directions, in the order in which they were complete. */
final class Conversation {

  /** PLEN in the common header of every PDU (NVMe/TCP, "Common Header"). */
  private static final int PLEN = 4;

  private static final int COMMON_HEADER = 8;

  private final List<Pdu> pdus = new ArrayList<>();
  private final Direction fromHost = new Direction(true);
  private final Direction fromController = new Direction(false);

  /**
   * One PDU as it was on the wire, with digests and padding.
   *
   * @param fromHost direction
   * @param micros when its last byte was captured
   */
  record Pdu(boolean fromHost, long micros, byte[] bytes) {}

  /** Conversations with a port, in the order of their opening. */
  static List<Conversation> with(int port, List<Pcap.Segment> segments) {
    Map<Integer, Conversation> open = new LinkedHashMap<>();
    List<Conversation> all = new ArrayList<>();
    for (Pcap.Segment segment : segments) {
      boolean fromHost = segment.targetPort() == port;
      int hostPort = fromHost ? segment.sourcePort() : segment.targetPort();
      if (fromHost && segment.syn()) {
        Conversation opened = new Conversation();
        open.put(hostPort, opened);
        all.add(opened);
      }
      Conversation conversation = open.get(hostPort);
      if (conversation == null) {
        throw new IllegalArgumentException("the opening of port " + hostPort + " is not captured");
      }
      (fromHost ? conversation.fromHost : conversation.fromController).accept(segment);
    }
    return List.copyOf(all);
  }

  List<Pdu> pdus() {
    return List.copyOf(pdus);
  }

  /** One direction's byte stream, cut into PDUs. */
  private final class Direction {

    private final boolean isFromHost;
    private final ByteArrayOutputStream pending = new ByteArrayOutputStream();
    private long next;

    private Direction(boolean isFromHost) {
      this.isFromHost = isFromHost;
    }

    private void accept(Pcap.Segment segment) {
      if (segment.syn()) {
        next = segment.sequence() + 1 & 0xFFFFFFFFL;
        return;
      }
      if (segment.payload().length == 0) {
        return;
      }
      int ahead = (int) (segment.sequence() - next);
      if (ahead < 0 && ahead + segment.payload().length <= 0) {
        return; // sent again
      }
      if (ahead != 0) {
        // Nothing is lost on these links; if it is, capture again.
        throw new IllegalArgumentException("a TCP segment is missing or out of order");
      }
      next = next + segment.payload().length & 0xFFFFFFFFL;
      pending.writeBytes(segment.payload());
      cut(segment.micros());
    }

    private void cut(long micros) {
      ByteBuffer bytes = ByteBuffer.wrap(pending.toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
      while (bytes.remaining() >= COMMON_HEADER
          && bytes.remaining() >= bytes.getInt(bytes.position() + PLEN)) {
        byte[] pdu = new byte[bytes.getInt(bytes.position() + PLEN)];
        bytes.get(pdu);
        pdus.add(new Pdu(isFromHost, micros, pdu));
      }
      pending.reset();
      pending.write(bytes.array(), bytes.position(), bytes.remaining());
    }
  }
}
