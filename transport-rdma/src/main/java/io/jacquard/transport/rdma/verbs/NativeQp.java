package io.jacquard.transport.rdma.verbs;

import com.ibm.disni.verbs.IbvContext;
import com.ibm.disni.verbs.IbvPd;
import com.ibm.disni.verbs.IbvQP;
import com.ibm.disni.verbs.IbvQPInitAttr;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** {@code struct ibv_qp}. */
final class NativeQp extends IbvQP {
  private static final int QP_NUM = 52;
  private static final int BYTES = 64;

  private final long address;
  private final DeviceOperations operations;

  NativeQp(long address, IbvContext context, IbvPd pd, IbvQPInitAttr attributes)
      throws IOException {
    super(MemorySegment.ofAddress(address).reinterpret(BYTES).get(ValueLayout.JAVA_INT, QP_NUM));
    this.address = address;
    this.operations = ((NativeContext) context).operations();
    this.context = context;
    this.pd = pd;
    this.send_cq = attributes.getSend_cq();
    this.recv_cq = attributes.getRecv_cq();
    this.qp_type = attributes.getQp_type();
  }

  long address() {
    return address;
  }

  int postSends(long chain) {
    return operations.postSend(address, chain);
  }

  int postReceives(long chain) {
    return operations.postReceive(address, chain);
  }
}
