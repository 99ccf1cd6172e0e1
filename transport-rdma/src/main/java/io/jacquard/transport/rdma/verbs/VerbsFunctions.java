package io.jacquard.transport.rdma.verbs;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.SymbolLookup;

/** The functions of libibverbs that are real functions; see {@link DeviceOperations} for others. */
final class VerbsFunctions {
  private static final SymbolLookup LIB = RdmaLibraries.verbs();

  static final NativeFunction GET_DEVICE_NAME =
      NativeFunction.ofPointer(LIB, "ibv_get_device_name", JAVA_LONG);
  static final NativeFunction QUERY_DEVICE =
      NativeFunction.ofInt(LIB, "ibv_query_device", JAVA_LONG, JAVA_LONG);
  static final NativeFunction ALLOC_PD = NativeFunction.ofPointer(LIB, "ibv_alloc_pd", JAVA_LONG);
  static final NativeFunction DEALLOC_PD = NativeFunction.ofInt(LIB, "ibv_dealloc_pd", JAVA_LONG);
  static final NativeFunction REG_MR =
      NativeFunction.ofPointer(LIB, "ibv_reg_mr", JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT);
  static final NativeFunction DEREG_MR = NativeFunction.ofInt(LIB, "ibv_dereg_mr", JAVA_LONG);
  static final NativeFunction CREATE_COMP_CHANNEL =
      NativeFunction.ofPointer(LIB, "ibv_create_comp_channel", JAVA_LONG);
  static final NativeFunction DESTROY_COMP_CHANNEL =
      NativeFunction.ofInt(LIB, "ibv_destroy_comp_channel", JAVA_LONG);
  static final NativeFunction CREATE_CQ =
      NativeFunction.ofPointer(
          LIB, "ibv_create_cq", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT);
  static final NativeFunction DESTROY_CQ = NativeFunction.ofInt(LIB, "ibv_destroy_cq", JAVA_LONG);
  static final NativeFunction CREATE_SRQ =
      NativeFunction.ofPointer(LIB, "ibv_create_srq", JAVA_LONG, JAVA_LONG);
  static final NativeFunction DESTROY_SRQ = NativeFunction.ofInt(LIB, "ibv_destroy_srq", JAVA_LONG);
  static final NativeFunction MODIFY_QP =
      NativeFunction.ofInt(LIB, "ibv_modify_qp", JAVA_LONG, JAVA_LONG, JAVA_INT);
  static final NativeFunction GET_ASYNC_EVENT =
      NativeFunction.ofInt(LIB, "ibv_get_async_event", JAVA_LONG, JAVA_LONG);
  static final NativeFunction ACK_ASYNC_EVENT =
      NativeFunction.ofVoid(LIB, "ibv_ack_async_event", JAVA_LONG);

  private VerbsFunctions() {}
}
