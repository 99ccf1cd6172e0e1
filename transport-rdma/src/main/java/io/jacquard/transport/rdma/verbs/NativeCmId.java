package io.jacquard.transport.rdma.verbs;

import com.ibm.disni.verbs.IbvContext;
import com.ibm.disni.verbs.IbvQP;
import com.ibm.disni.verbs.RdmaCm;
import com.ibm.disni.verbs.RdmaCmId;
import com.ibm.disni.verbs.RdmaEventChannel;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetSocketAddress;

/** {@code struct rdma_cm_id}. */
final class NativeCmId extends RdmaCmId {
  private static final int BYTES = 416;
  private static final int VERBS = 0;
  private static final int QP = 24;
  private static final int SOURCE = 32;
  private static final int DESTINATION = SOURCE + SocketAddresses.STORAGE_BYTES;

  private final MemorySegment struct;

  NativeCmId(long address, RdmaEventChannel channel) throws IOException {
    super(channel, null);
    this.struct = MemorySegment.ofAddress(address).reinterpret(BYTES);
    this.ps = RdmaCm.RDMA_PS_TCP;
  }

  long address() {
    return struct.address();
  }

  /** The device, once the address is resolved or bound to one; null before, as DiSNI has it. */
  @Override
  public IbvContext getVerbs() throws IOException {
    if (verbs == null && isOpen()) {
      long context = context(address());
      if (context != 0) {
        setVerbs(NativeContext.at(context, source()));
      }
    }
    return verbs;
  }

  /** The address of the context of an identifier's device; 0 if it is not bound to any. */
  static long context(long id) {
    return MemorySegment.ofAddress(id).reinterpret(BYTES).get(ValueLayout.JAVA_LONG, VERBS);
  }

  /** Tells all who use the device, not only those who have an identifier. */
  void deviceRemoved() throws IOException {
    if (getVerbs() instanceof NativeContext device) {
      device.removal().happened();
    }
  }

  long qpAddress() {
    return struct.get(ValueLayout.JAVA_LONG, QP);
  }

  void queuePair(IbvQP qp) {
    setQp(qp);
  }

  InetSocketAddress source() throws IOException {
    return SocketAddresses.read(struct.asSlice(SOURCE, SocketAddresses.STORAGE_BYTES));
  }

  InetSocketAddress destination() throws IOException {
    return SocketAddresses.read(struct.asSlice(DESTINATION, SocketAddresses.STORAGE_BYTES));
  }
}
