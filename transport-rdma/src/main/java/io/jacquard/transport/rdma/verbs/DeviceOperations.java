package io.jacquard.transport.rdma.verbs;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The calls of the data path. In C they are inline functions that call through {@code struct
 * ibv_context_ops} in the device's context, so here they are called by those pointers. A call does
 * not read errno and allocates nothing.
 */
final class DeviceOperations {
  /** Start of {@code ops} in {@code struct ibv_context}, after the pointer to the device. */
  private static final int OPS = 8;

  private static final int POLL_CQ = OPS + 88;
  private static final int REQ_NOTIFY_CQ = OPS + 96;
  private static final int POST_SRQ_RECV = OPS + 160;
  private static final int POST_SEND = OPS + 200;
  private static final int POST_RECV = OPS + 208;

  /** Where the device says which request of a chain it could not take; nobody reads it. */
  private static final long BAD_REQUEST = Arena.global().allocate(ValueLayout.JAVA_LONG).address();

  private final MemorySegment pollCq;
  private final MemorySegment reqNotifyCq;
  private final MemorySegment postSrqRecv;
  private final MemorySegment postSend;
  private final MemorySegment postRecv;

  /** Reads the pointers out of {@code struct ibv_context}. */
  DeviceOperations(MemorySegment context) {
    pollCq = context.get(ValueLayout.ADDRESS, POLL_CQ);
    reqNotifyCq = context.get(ValueLayout.ADDRESS, REQ_NOTIFY_CQ);
    postSrqRecv = context.get(ValueLayout.ADDRESS, POST_SRQ_RECV);
    postSend = context.get(ValueLayout.ADDRESS, POST_SEND);
    postRecv = context.get(ValueLayout.ADDRESS, POST_RECV);
  }

  int poll(long cq, int most, long completions) {
    return FastCall.call(pollCq, cq, most, completions);
  }

  int requestNotification(long cq, int solicitedOnly) {
    return FastCall.call(reqNotifyCq, cq, solicitedOnly, 0);
  }

  int postSend(long qp, long chain) {
    return post(postSend, qp, chain);
  }

  int postReceive(long qp, long chain) {
    return post(postRecv, qp, chain);
  }

  int postSharedReceive(long srq, long chain) {
    return post(postSrqRecv, srq, chain);
  }

  private static int post(MemorySegment function, long queue, long chain) {
    return FastCall.call(function, queue, chain, BAD_REQUEST);
  }
}
