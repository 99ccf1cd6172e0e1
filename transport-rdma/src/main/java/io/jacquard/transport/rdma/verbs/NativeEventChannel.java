package io.jacquard.transport.rdma.verbs;

import com.ibm.disni.verbs.RdmaEventChannel;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** {@code struct rdma_event_channel}. */
final class NativeEventChannel extends RdmaEventChannel {
  private final long address;

  NativeEventChannel(long address) throws IOException {
    super(MemorySegment.ofAddress(address).reinterpret(4).get(ValueLayout.JAVA_INT, 0));
    this.address = address;
    Descriptor.nonBlocking(getFd());
  }

  long address() {
    return address;
  }
}
