package io.jacquard.transport.rdma;

import io.jacquard.transport.rdma.verbs.ConnectionParameters;
import java.util.Optional;

/** Whether a controller can accept a host's request for a queue pair. */
final class CmRequestCheck {
  /** Most entries of a queue: bounds the memory of one connection. */
  static final int MAX_ENTRIES = 4096;

  /** Fewest entries of a queue (NVMe Base 2.1, "Submission Queue Size"). */
  private static final int MIN_ENTRIES = 2;

  /** Controller IDs from here on name no controller (NVMe Base 2.1, "Connect command"). */
  private static final int FIRST_RESERVED_CNTLID = 0xFFF0;

  /** Stands for any controller, for hosts that repeat their Connect command's value. */
  private static final int ANY_CNTLID = 0xFFFF;

  /** Number of Queues cannot give a host that many (NVMe Base 2.1, "Number of Queues"). */
  private static final int NO_QID = 0xFFFF;

  private CmRequestCheck() {}

  /** The reason to refuse, if there is one. */
  static Optional<CmReject> check(ConnectionParameters host) {
    byte[] data = host.privateData();
    if (data.length < CmRequest.BYTES) {
      return Optional.of(CmReject.INVALID_LENGTH);
    }
    CmRequest request = CmRequest.decode(data);
    if (request.recordFormat() != 0) {
      return Optional.of(CmReject.INVALID_FORMAT);
    }
    if (request.queueId() == NO_QID) {
      return Optional.of(CmReject.INVALID_QUEUE_ID);
    }
    if (request.entries() < MIN_ENTRIES || request.entries() > MAX_ENTRIES) {
      return Optional.of(CmReject.INVALID_HSQSIZE);
    }
    if (request.hostReceives() == 0) {
      return Optional.of(CmReject.INVALID_HRQSIZE);
    }
    if (!isPlausible(request.queueId(), request.controllerId())) {
      return Optional.of(CmReject.INVALID_CONTROLLER_ID);
    }
    return host.initiatorDepth() == 0 ? Optional.of(CmReject.INVALID_IRD) : Optional.empty();
  }

  private static boolean isPlausible(int queueId, int controllerId) {
    return queueId == 0
        ? controllerId == 0 || controllerId == ANY_CNTLID
        : controllerId < FIRST_RESERVED_CNTLID;
  }
}
