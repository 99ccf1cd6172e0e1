package io.jacquard.transport.rdma.verbs;

import com.ibm.disni.verbs.IbvContext;
import com.ibm.disni.verbs.IbvPd;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** {@code struct ibv_pd}. */
final class NativePd extends IbvPd {
  private static final int HANDLE = 8;

  private final long address;

  NativePd(long address, IbvContext context) throws IOException {
    super(context);
    this.address = address;
    this.handle =
        MemorySegment.ofAddress(address).reinterpret(12).get(ValueLayout.JAVA_INT, HANDLE);
  }

  long address() {
    return address;
  }
}
