package io.jacquard.transport.rdma.verbs;

import com.ibm.disni.verbs.IbvMr;
import com.ibm.disni.verbs.SVCRegMr;
import java.io.IOException;

/** DiSNI's call that registers memory. */
final class RegisterCall extends SVCRegMr {
  private final NativePd pd;
  private final long address;
  private final int length;
  private final int access;
  private IbvMr region;
  private boolean valid = true;

  RegisterCall(NativePd pd, long address, int length, int access) {
    this.pd = pd;
    this.address = address;
    this.length = length;
    this.access = access;
  }

  @Override
  public SVCRegMr execute() throws IOException {
    long mr = VerbsFunctions.REG_MR.pointer(pd.address(), address, length, access);
    region = NativeMr.at(mr, pd.getContext(), address, length, access);
    return this;
  }

  @Override
  public IbvMr getMr() {
    return region;
  }

  @Override
  public boolean isValid() {
    return valid;
  }

  @Override
  public SVCRegMr free() {
    valid = false;
    return this;
  }
}
