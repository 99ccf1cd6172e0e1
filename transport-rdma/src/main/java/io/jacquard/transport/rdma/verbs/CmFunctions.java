package io.jacquard.transport.rdma.verbs;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.SymbolLookup;

/** The functions of librdmacm. */
final class CmFunctions {
  private static final SymbolLookup LIB = RdmaLibraries.connections();

  static final NativeFunction CREATE_EVENT_CHANNEL =
      NativeFunction.ofPointer(LIB, "rdma_create_event_channel");
  static final NativeFunction DESTROY_EVENT_CHANNEL =
      NativeFunction.ofVoid(LIB, "rdma_destroy_event_channel", JAVA_LONG);
  static final NativeFunction CREATE_ID =
      NativeFunction.ofInt(LIB, "rdma_create_id", JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT);
  static final NativeFunction DESTROY_ID = NativeFunction.ofInt(LIB, "rdma_destroy_id", JAVA_LONG);
  static final NativeFunction SET_OPTION =
      NativeFunction.ofInt(
          LIB, "rdma_set_option", JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG);
  static final NativeFunction BIND_ADDR =
      NativeFunction.ofInt(LIB, "rdma_bind_addr", JAVA_LONG, JAVA_LONG);
  static final NativeFunction LISTEN =
      NativeFunction.ofInt(LIB, "rdma_listen", JAVA_LONG, JAVA_INT);
  static final NativeFunction RESOLVE_ADDR =
      NativeFunction.ofInt(LIB, "rdma_resolve_addr", JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT);
  static final NativeFunction RESOLVE_ROUTE =
      NativeFunction.ofInt(LIB, "rdma_resolve_route", JAVA_LONG, JAVA_INT);
  static final NativeFunction CREATE_QP =
      NativeFunction.ofInt(LIB, "rdma_create_qp", JAVA_LONG, JAVA_LONG, JAVA_LONG);
  static final NativeFunction DESTROY_QP = NativeFunction.ofVoid(LIB, "rdma_destroy_qp", JAVA_LONG);
  static final NativeFunction CONNECT =
      NativeFunction.ofInt(LIB, "rdma_connect", JAVA_LONG, JAVA_LONG);
  static final NativeFunction ACCEPT =
      NativeFunction.ofInt(LIB, "rdma_accept", JAVA_LONG, JAVA_LONG);
  static final NativeFunction REJECT =
      NativeFunction.ofInt(LIB, "rdma_reject", JAVA_LONG, JAVA_LONG, JAVA_BYTE);
  static final NativeFunction NOTIFY =
      NativeFunction.ofInt(LIB, "rdma_notify", JAVA_LONG, JAVA_INT);
  static final NativeFunction DISCONNECT = NativeFunction.ofInt(LIB, "rdma_disconnect", JAVA_LONG);
  static final NativeFunction GET_CM_EVENT =
      NativeFunction.ofInt(LIB, "rdma_get_cm_event", JAVA_LONG, JAVA_LONG);
  static final NativeFunction ACK_CM_EVENT =
      NativeFunction.ofInt(LIB, "rdma_ack_cm_event", JAVA_LONG);

  private CmFunctions() {}
}
