package io.jacquard.transport.rdma.verbs;

import com.ibm.disni.verbs.SVCDeregMr;
import java.io.IOException;

/** DiSNI's call that ends a registration. */
final class DeregisterCall extends SVCDeregMr {
  private final NativeMr region;
  private boolean valid = true;

  DeregisterCall(NativeMr region) {
    this.region = region;
  }

  @Override
  public SVCDeregMr execute() throws IOException {
    if (!region.isOpen()) {
      throw new IOException("the memory is not registered any more");
    }
    VerbsFunctions.DEREG_MR.call(region.address());
    region.close();
    return this;
  }

  @Override
  public boolean isValid() {
    return valid;
  }

  @Override
  public SVCDeregMr free() {
    valid = false;
    return this;
  }
}
