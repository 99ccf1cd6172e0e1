package io.jacquard.transport.rdma.verbs;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import com.ibm.disni.verbs.RdmaCmEvent.EventType;
import com.ibm.disni.verbs.RdmaConnParam;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** {@code struct rdma_cm_event}, and {@code struct rdma_conn_param} which is a part of it. */
record NativeCmEvent(MemorySegment struct) {
  private static final int BYTES = 80;
  private static final int ID = 0;
  private static final int LISTEN_ID = 8;
  private static final int EVENT = 16;
  private static final int STATUS = 20;
  private static final int PARAM = 24;

  private static final int PARAM_BYTES = 24;
  private static final int PRIVATE_DATA = 0;
  private static final int PRIVATE_DATA_LEN = 8;
  private static final int RESPONDER_RESOURCES = 9;
  private static final int INITIATOR_DEPTH = 10;
  private static final int FLOW_CONTROL = 11;
  private static final int RETRY_COUNT = 12;
  private static final int RNR_RETRY_COUNT = 13;

  private static final byte[] NONE = {};
  private static final EventType[] TYPES = EventType.values();

  NativeCmEvent(long address) {
    this(MemorySegment.ofAddress(address).reinterpret(BYTES));
  }

  long address() {
    return struct.address();
  }

  long connection() {
    return struct.get(JAVA_LONG, ID);
  }

  long listener() {
    return struct.get(JAVA_LONG, LISTEN_ID);
  }

  EventType type() {
    return TYPES[struct.get(JAVA_INT, EVENT)];
  }

  int status() {
    return struct.get(JAVA_INT, STATUS);
  }

  boolean isConnectRequest() {
    return type() == EventType.RDMA_CM_EVENT_CONNECT_REQUEST;
  }

  /** The other side's parameters; only some events have them. */
  ConnectionParameters parameters() {
    return switch (type()) {
      case RDMA_CM_EVENT_CONNECT_REQUEST,
          RDMA_CM_EVENT_CONNECT_RESPONSE,
          RDMA_CM_EVENT_ESTABLISHED,
          RDMA_CM_EVENT_REJECTED ->
          new ConnectionParameters(
              privateData(),
              struct.get(JAVA_BYTE, PARAM + RESPONDER_RESOURCES) & 0xFF,
              struct.get(JAVA_BYTE, PARAM + INITIATOR_DEPTH) & 0xFF);
      default -> new ConnectionParameters(NONE, 0, 0);
    };
  }

  private byte[] privateData() {
    long data = struct.get(JAVA_LONG, PARAM + PRIVATE_DATA);
    int length = struct.get(JAVA_BYTE, PARAM + PRIVATE_DATA_LEN) & 0xFF;
    if (data == 0 || length == 0) {
      return NONE;
    }
    return MemorySegment.ofAddress(data).reinterpret(length).toArray(JAVA_BYTE);
  }

  /** Writes parameters of this side to new memory. */
  static MemorySegment writeParameters(
      RdmaConnParam from, int responderResources, int initiatorDepth, Arena arena) {
    MemorySegment to = arena.allocate(PARAM_BYTES, Long.BYTES);
    to.set(JAVA_LONG, PRIVATE_DATA, from.getPrivate_data());
    to.set(JAVA_BYTE, PRIVATE_DATA_LEN, from.getPrivate_data_len());
    to.set(JAVA_BYTE, RESPONDER_RESOURCES, (byte) responderResources);
    to.set(JAVA_BYTE, INITIATOR_DEPTH, (byte) initiatorDepth);
    to.set(JAVA_BYTE, FLOW_CONTROL, from.getFlow_control());
    to.set(JAVA_BYTE, RETRY_COUNT, from.getRetry_count());
    to.set(JAVA_BYTE, RNR_RETRY_COUNT, from.getRnr_retry_count());
    return to;
  }
}
