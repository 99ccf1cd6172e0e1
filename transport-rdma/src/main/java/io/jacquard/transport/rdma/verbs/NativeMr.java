package io.jacquard.transport.rdma.verbs;

import com.ibm.disni.verbs.IbvContext;
import com.ibm.disni.verbs.IbvMr;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** {@code struct ibv_mr}. */
final class NativeMr extends IbvMr {
  private static final int HANDLE = 32;
  private static final int LKEY = 36;
  private static final int RKEY = 40;
  private static final int BYTES = 48;

  private final long address;

  private NativeMr(
      long address, MemorySegment struct, IbvContext context, long start, int length, int access)
      throws IOException {
    super(
        context,
        start,
        length,
        access,
        struct.get(ValueLayout.JAVA_INT, LKEY),
        struct.get(ValueLayout.JAVA_INT, RKEY),
        struct.get(ValueLayout.JAVA_INT, HANDLE));
    this.address = address;
  }

  static NativeMr at(long address, IbvContext context, long start, int length, int access)
      throws IOException {
    MemorySegment struct = MemorySegment.ofAddress(address).reinterpret(BYTES);
    return new NativeMr(address, struct, context, start, length, access);
  }

  long address() {
    return address;
  }
}
