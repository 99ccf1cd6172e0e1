package io.jacquard.transport.rdma.verbs;

import java.lang.foreign.SymbolLookup;

/** The functions of libibverbs that are real functions; see {@link DeviceOperations} for others. */
final class VerbsFunctions {
  private static final SymbolLookup LIB = RdmaLibraries.verbs();

  static final NativeFunction GET_DEVICE_NAME = new NativeFunction(LIB, "ibv_get_device_name");
  static final NativeFunction QUERY_DEVICE = new NativeFunction(LIB, "ibv_query_device");
  static final NativeFunction ALLOC_PD = new NativeFunction(LIB, "ibv_alloc_pd");
  static final NativeFunction DEALLOC_PD = new NativeFunction(LIB, "ibv_dealloc_pd");
  static final NativeFunction REG_MR = new NativeFunction(LIB, "ibv_reg_mr");
  static final NativeFunction DEREG_MR = new NativeFunction(LIB, "ibv_dereg_mr");
  static final NativeFunction CREATE_COMP_CHANNEL =
      new NativeFunction(LIB, "ibv_create_comp_channel");
  static final NativeFunction DESTROY_COMP_CHANNEL =
      new NativeFunction(LIB, "ibv_destroy_comp_channel");
  static final NativeFunction CREATE_CQ = new NativeFunction(LIB, "ibv_create_cq");
  static final NativeFunction DESTROY_CQ = new NativeFunction(LIB, "ibv_destroy_cq");
  static final NativeFunction CREATE_SRQ = new NativeFunction(LIB, "ibv_create_srq");
  static final NativeFunction DESTROY_SRQ = new NativeFunction(LIB, "ibv_destroy_srq");
  static final NativeFunction MODIFY_QP = new NativeFunction(LIB, "ibv_modify_qp");
  static final NativeFunction GET_ASYNC_EVENT = new NativeFunction(LIB, "ibv_get_async_event");
  static final NativeFunction ACK_ASYNC_EVENT = new NativeFunction(LIB, "ibv_ack_async_event");

  private VerbsFunctions() {}
}
