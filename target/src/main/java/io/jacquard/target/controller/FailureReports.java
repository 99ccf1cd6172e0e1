package io.jacquard.target.controller;

import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.loop.Loop;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.wire.Sqe;
import java.util.ArrayList;
import java.util.List;

/**
 * Brings the failed commands of an I/O queue to the controller's error log, in bundles: at most one
 * is on its way, and a queue that fails faster than that loses the surplus. Confined to the queue's
 * loop.
 */
final class FailureReports {
  private static final int BUNDLE = 64;

  private final Loop loop;
  private final IoController controller;
  private List<CommandFailure> bundle = new ArrayList<>();
  private boolean onTheWay;

  FailureReports(Loop loop, IoController controller) {
    this.loop = loop;
    this.controller = controller;
  }

  /** True if the medium failed, rather than that data differed or the command was wrong. */
  static boolean isMediaError(int status) {
    return Status.sct(status) == Status.SCT_MEDIA && Status.code(status) != Status.COMPARE_FAILURE;
  }

  /** A command failed; those that failed as asked, or for their host, are no errors. */
  void add(int queueId, Sqe sqe, int status) {
    if (!isError(status) || FabricsCommands.isConnect(sqe) || bundle.size() == BUNDLE) {
      return;
    }
    boolean hasLba = sqe.opcode() != NvmOpcode.FLUSH && !sqe.isFabrics();
    bundle.add(
        new CommandFailure(
            queueId, sqe.cid(), status, hasLba ? sqe.slba() : 0, sqe.nsid(), sqe.opcode()));
    send();
  }

  private static boolean isError(int status) {
    return switch (Status.code(status)) {
      case Status.SUCCESS,
          Status.ABORT_REQUESTED,
          Status.ABORTED_SQ_DELETION,
          Status.ABORTED_FAILED_FUSED,
          Status.ABORTED_MISSING_FUSED,
          Status.COMPARE_FAILURE ->
          false;
      default -> !Status.isPathError(status);
    };
  }

  private void send() {
    if (onTheWay || bundle.isEmpty()) {
      return;
    }
    onTheWay = true;
    List<CommandFailure> sent = bundle;
    bundle = new ArrayList<>();
    Hop.to(
        controller.loop(),
        () -> {
          controller.ioFailed(sent);
          Hop.to(loop, this::arrived);
        });
  }

  private void arrived() {
    onTheWay = false;
    send();
  }
}
