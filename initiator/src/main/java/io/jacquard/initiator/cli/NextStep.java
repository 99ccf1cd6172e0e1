package io.jacquard.initiator.cli;

import io.jacquard.nvme.namespace.NamespaceUri;
import io.jacquard.nvme.status.Status;

/** What can be done about a command that a device has refused, as the end of a sentence. */
final class NextStep {
  private static final int FIRST_ZONE_STATUS = Status.ZONE_INVALID_OPERATION_REQUEST;
  private static final int LAST_ZONE_STATUS = Status.INVALID_ZONE_STATE_TRANSITION;

  private NextStep() {}

  /**
   * The next step after a status.
   *
   * @param fields the options that say what the command's fields are
   * @return "; " and what to do, or nothing
   */
  static String after(int status, NamespaceUri uri, String fields) {
    int code = Status.code(status);
    return switch (code) {
      case Status.INVALID_OPCODE ->
          "; the device has no such command: 'jacquard log " + uri + " --lid 5' lists those it has";
      case Status.INVALID_FIELD -> "; the device does not take it with these values: see " + fields;
      case Status.DATA_SGL_LENGTH_INVALID ->
          "; the data is not as long as the command says: see --data-nbytes";
      case Status.INVALID_NAMESPACE_OR_FORMAT ->
          "; 'jacquard idfy " + uri + " --cns 2' lists the namespaces there are";
      case Status.LBA_OUT_OF_RANGE -> "; 'jacquard info " + uri + "' tells how many blocks it has";
      case Status.INVALID_LOG_PAGE ->
          "; 'jacquard log " + uri + " --lid 0' lists those that the device has";
      default ->
          code >= FIRST_ZONE_STATUS && code <= LAST_ZONE_STATUS
              ? "; 'jacquard zoned report " + uri + "' tells the states of the zones"
              : "";
    };
  }
}
