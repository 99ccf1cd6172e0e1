package io.jacquard.transport.rdma.verbs;

/** {@code struct ibv_srq}. */
record NativeSharedReceives(long handle, DeviceOperations operations) implements SharedReceives {

  int post(long chain) {
    return operations.postSharedReceive(handle, chain);
  }
}
