package io.jacquard.transport.rdma.verbs;

import com.ibm.disni.verbs.SVCReqNotify;
import java.io.IOException;

/** DiSNI's call that asks for an event for the next completion. */
final class NotifyCall extends SVCReqNotify {
  private final NativeCq cq;
  private final boolean solicitedOnly;
  private boolean valid = true;

  NotifyCall(NativeCq cq, boolean solicitedOnly) {
    this.cq = cq;
    this.solicitedOnly = solicitedOnly;
  }

  @Override
  public SVCReqNotify execute() throws IOException {
    int error = cq.requestNotification(solicitedOnly);
    if (error != 0) {
      throw new VerbsException("ibv_req_notify_cq", Math.abs(error));
    }
    return this;
  }

  @Override
  public boolean isValid() {
    return valid;
  }

  @Override
  public SVCReqNotify free() {
    valid = false;
    return this;
  }
}
