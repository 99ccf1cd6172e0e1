package io.jacquard.transport.rdma;

import io.jacquard.nvme.wire.Cqe;
import io.jacquard.nvme.wire.Sqe;

/** Sizes of capsules (NVMe RDMA Transport Specification, "Capsules"). */
final class Capsule {
  /** A command without data. */
  static final int COMMAND_BYTES = Sqe.BYTES;

  /** A response. */
  static final int RESPONSE_BYTES = Cqe.BYTES;

  private Capsule() {}
}
