package io.jacquard.lab.golden;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a host and a controller said to each other on one queue pair over RoCE. */
final class RdmaConversation {
  private static final int INVALIDATED_KEY_BYTES = 4;
  private static final int RETH_BYTES = 16;

  private final int hostsPair;
  private final List<Message> messages = new ArrayList<>();
  private final Direction fromHost = new Direction(true);
  private final Direction fromController = new Direction(false);

  private RdmaConversation(int hostsPair) {
    this.hostsPair = hostsPair;
  }

  /** What a message is. */
  enum Kind {
    /** Private data of the request for a connection. */
    REQUEST,
    /** Private data of its acceptance. */
    ACCEPT,
    /** Private data of its rejection. */
    REJECT,
    /** What was sent. */
    SEND,
    /** What was sent, behind the four bytes of the key that it invalidated. */
    INVALIDATE,
    /** The header (RETH) of an RDMA READ: address, key and length. */
    READ,
    /** The header (RETH) of an RDMA WRITE: address, key and length. */
    WRITE
  }

  /**
   * One message.
   *
   * @param micros when its last byte was captured
   */
  record Message(boolean fromHost, long micros, Kind kind, byte[] bytes) {}

  /** Conversations with a port, in the order of their requests. */
  static List<RdmaConversation> with(int port, List<RocePacket> packets) {
    Switchboard switchboard = new Switchboard(port);
    packets.forEach(switchboard::take);
    return List.copyOf(switchboard.all);
  }

  /** Finds the conversation that a packet is part of. */
  private static final class Switchboard {
    private final int port;
    private final List<RdmaConversation> all = new ArrayList<>();
    private final Map<Integer, RdmaConversation> byHostsId = new HashMap<>();
    private final Map<Integer, RdmaConversation> byHostsPair = new HashMap<>();
    private final Map<Integer, RdmaConversation> byControllersPair = new HashMap<>();

    private Switchboard(int port) {
      this.port = port;
    }

    private void take(RocePacket packet) {
      if (packet.opcode() == RocePacket.DATAGRAM) {
        CmMessage.parse(packet.body()).ifPresent(message -> take(packet, message));
      } else if (packet.fromHost() && byControllersPair.containsKey(packet.queuePair())) {
        byControllersPair.get(packet.queuePair()).fromHost.accept(packet);
      } else if (!packet.fromHost() && byHostsPair.containsKey(packet.queuePair())) {
        byHostsPair.get(packet.queuePair()).fromController.accept(packet);
      }
    }

    private void take(RocePacket packet, CmMessage message) {
      if (message.kind() == CmMessage.Kind.REQUEST) {
        if (message.port() == port && !byHostsId.containsKey(message.localId())) {
          RdmaConversation opened = new RdmaConversation(message.queuePair());
          opened.add(packet, Kind.REQUEST, message.privateData());
          byHostsId.put(message.localId(), opened);
          all.add(opened);
        }
        return;
      }
      RdmaConversation answered = byHostsId.get(message.remoteId());
      if (answered == null || answered.messages.size() > 1) {
        return; // with another port, or repeated
      }
      if (message.kind() == CmMessage.Kind.ACCEPT) {
        answered.add(packet, Kind.ACCEPT, message.privateData());
        byControllersPair.put(message.queuePair(), answered);
        byHostsPair.put(answered.hostsPair, answered);
      } else {
        answered.add(packet, Kind.REJECT, message.privateData());
      }
    }
  }

  private void add(RocePacket packet, Kind kind, byte[] bytes) {
    messages.add(new Message(packet.fromHost(), packet.micros(), kind, bytes));
  }

  List<Message> messages() {
    return List.copyOf(messages);
  }

  /** One direction: puts messages of several packets together, and leaves repeated ones out. */
  private final class Direction {
    private final boolean isFromHost;
    private final Set<Integer> seen = new HashSet<>();
    private final ByteArrayOutputStream pending = new ByteArrayOutputStream();

    private Direction(boolean isFromHost) {
      this.isFromHost = isFromHost;
    }

    private void accept(RocePacket packet) {
      switch (packet.opcode()) {
        case RocePacket.SEND_FIRST, RocePacket.SEND_MIDDLE -> begun(packet);
        case RocePacket.SEND_LAST, RocePacket.SEND_ONLY -> ended(packet, Kind.SEND, 0);
        case RocePacket.SEND_LAST_INVALIDATE, RocePacket.SEND_ONLY_INVALIDATE ->
            ended(packet, Kind.INVALIDATE, INVALIDATED_KEY_BYTES);
        case RocePacket.READ_REQUEST -> remote(packet, Kind.READ);
        case RocePacket.WRITE_FIRST, RocePacket.WRITE_ONLY -> remote(packet, Kind.WRITE);
        default -> {} // data of READ and WRITE, acknowledgements
      }
    }

    private boolean isNew(RocePacket packet) {
      return packet.fromHost() == isFromHost && seen.add(packet.sequence());
    }

    private void begun(RocePacket packet) {
      if (isNew(packet)) {
        pending.writeBytes(packet.body());
      }
    }

    private void ended(RocePacket packet, Kind kind, int header) {
      if (!isNew(packet)) {
        return;
      }
      ByteArrayOutputStream whole = new ByteArrayOutputStream();
      whole.write(packet.body(), 0, header);
      whole.writeBytes(pending.toByteArray());
      whole.write(packet.body(), header, packet.body().length - header);
      pending.reset();
      add(packet, kind, whole.toByteArray());
    }

    private void remote(RocePacket packet, Kind kind) {
      if (isNew(packet)) {
        add(packet, kind, Arrays.copyOf(packet.body(), RETH_BYTES));
      }
    }
  }
}
