package io.jacquard.transport.rdma.verbs;

import java.lang.foreign.SymbolLookup;

/** The functions of librdmacm. */
final class CmFunctions {
  private static final SymbolLookup LIB = RdmaLibraries.connections();

  static final NativeFunction CREATE_EVENT_CHANNEL =
      new NativeFunction(LIB, "rdma_create_event_channel");
  static final NativeFunction DESTROY_EVENT_CHANNEL =
      new NativeFunction(LIB, "rdma_destroy_event_channel");
  static final NativeFunction CREATE_ID = new NativeFunction(LIB, "rdma_create_id");
  static final NativeFunction DESTROY_ID = new NativeFunction(LIB, "rdma_destroy_id");
  static final NativeFunction SET_OPTION = new NativeFunction(LIB, "rdma_set_option");
  static final NativeFunction BIND_ADDR = new NativeFunction(LIB, "rdma_bind_addr");
  static final NativeFunction LISTEN = new NativeFunction(LIB, "rdma_listen");
  static final NativeFunction RESOLVE_ADDR = new NativeFunction(LIB, "rdma_resolve_addr");
  static final NativeFunction RESOLVE_ROUTE = new NativeFunction(LIB, "rdma_resolve_route");
  static final NativeFunction CREATE_QP = new NativeFunction(LIB, "rdma_create_qp");
  static final NativeFunction DESTROY_QP = new NativeFunction(LIB, "rdma_destroy_qp");
  static final NativeFunction CONNECT = new NativeFunction(LIB, "rdma_connect");
  static final NativeFunction ACCEPT = new NativeFunction(LIB, "rdma_accept");
  static final NativeFunction REJECT = new NativeFunction(LIB, "rdma_reject");
  static final NativeFunction NOTIFY = new NativeFunction(LIB, "rdma_notify");
  static final NativeFunction DISCONNECT = new NativeFunction(LIB, "rdma_disconnect");
  static final NativeFunction GET_CM_EVENT = new NativeFunction(LIB, "rdma_get_cm_event");
  static final NativeFunction ACK_CM_EVENT = new NativeFunction(LIB, "rdma_ack_cm_event");

  private CmFunctions() {}
}
