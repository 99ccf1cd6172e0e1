package io.jacquard.transport.rdma;

import com.ibm.disni.verbs.IbvCQ;
import com.ibm.disni.verbs.IbvPd;
import com.ibm.disni.verbs.IbvQP;
import com.ibm.disni.verbs.IbvQPInitAttr;
import com.ibm.disni.verbs.RdmaCmId;
import java.io.IOException;

/** Creates a queue pair, without inline data if the device has none. */
final class QueuePairMaker {
  private final RdmaCmId id;
  private final IbvPd pd;
  private final IbvCQ cq;
  private final ReceiveBuffers receives;
  private boolean takesInline;

  QueuePairMaker(RdmaCmId id, IbvPd pd, IbvCQ cq, ReceiveBuffers receives) {
    this.id = id;
    this.pd = pd;
    this.cq = cq;
    this.receives = receives;
  }

  IbvQP make(int requests, int elements, int inlineBytes) throws IOException {
    takesInline = inlineBytes > 0;
    try {
      return id.createQP(pd, attributes(requests, elements, inlineBytes));
    } catch (IOException e) {
      if (!takesInline) {
        throw e;
      }
      takesInline = false;
      return id.createQP(pd, attributes(requests, elements, 0));
    }
  }

  /** Whether the queue pair that was made takes inline data. */
  boolean takesInline() {
    return takesInline;
  }

  private IbvQPInitAttr attributes(int requests, int elements, int inlineBytes) {
    IbvQPInitAttr attributes = new IbvQPInitAttr();
    attributes.setQp_type(IbvQP.IBV_QPT_RC);
    attributes.setSend_cq(cq);
    attributes.setRecv_cq(cq);
    attributes.setSrq(receives.sharedHandle());
    attributes.cap().setMax_send_wr(requests);
    attributes.cap().setMax_recv_wr(receives.isShared() ? 0 : receives.most());
    attributes.cap().setMax_send_sge(elements);
    attributes.cap().setMax_recv_sge(receives.isShared() ? 0 : 2);
    attributes.cap().setMax_inline_data(inlineBytes);
    return attributes;
  }
}
