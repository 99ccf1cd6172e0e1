package io.jacquard.initiator;

import io.jacquard.nvme.status.Status;

/** Which error statuses may pass by themselves. */
final class Retry {
  private Retry() {}

  /**
   * True if the same command may succeed when it is sent again: the controller names a delay for
   * it, or says that it was interrupted, or that the way there or the namespace was not ready.
   */
  static boolean worthwhile(int status) {
    if (Status.dnr(status)) {
      return false;
    }
    if (Status.crd(status) != 0) {
      return true;
    }
    return switch (Status.code(status)) {
      case Status.COMMAND_INTERRUPTED,
          Status.TRANSIENT_TRANSPORT_ERROR,
          Status.NAMESPACE_NOT_READY,
          Status.ABORTED_SQ_DELETION,
          Status.ANA_TRANSITION,
          Status.INTERNAL_PATH_ERROR,
          Status.CONTROLLER_PATHING_ERROR ->
          true;
      default -> false;
    };
  }
}
