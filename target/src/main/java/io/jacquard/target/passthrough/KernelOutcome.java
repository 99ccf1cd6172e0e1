package io.jacquard.target.passthrough;

import io.jacquard.nvme.linux.Errno;
import io.jacquard.nvme.status.Status;

/** What a host is told about a command that the kernel was to pass through. */
final class KernelOutcome {
  private static final int GONE = Status.withDnr(Status.INTERNAL_ERROR);
  private static final int INVALID = Status.withDnr(Status.INVALID_FIELD);
  private static final int DENIED = Status.withDnr(Status.OPERATION_DENIED);

  private KernelOutcome() {}

  /**
   * The status of an outcome, 0 or more, that has a completion.
   *
   * <p>It comes from the controller, with two exceptions: Host Pathing Error and Command Aborted By
   * Host are made by the kernel for commands that it has not sent or has given up. To a host behind
   * us they would mean that its own path has failed, and Linux would try for ever.
   */
  static int ofController(int status) {
    return switch (Status.code(status)) {
      case Status.HOST_PATHING_ERROR, Status.COMMAND_ABORTED_BY_HOST ->
          status & Status.DNR | Status.INTERNAL_ERROR;
      default -> status & Status.MASK;
    };
  }

  /** The status of an outcome, which is a status of the controller or a negative errno. */
  static int of(int outcome, NvmeDevice device) {
    return switch (outcome) {
      case -Errno.ENODEV, -Errno.ENXIO -> GONE;
      // The kernel refuses what no controller would take, and everything for a device that is gone.
      case -Errno.EINVAL -> device.isThere() ? INVALID : GONE;
      case -Errno.EACCES, -Errno.EPERM -> DENIED;
      // Cancelled since the controller is being reset (EINTR), no memory, and what else may pass.
      default -> outcome < 0 ? Status.INTERNAL_ERROR : ofController(outcome);
    };
  }
}
