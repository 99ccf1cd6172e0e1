package io.jacquard.initiator;

import io.jacquard.nvme.command.ConnectInvalidParameter;
import io.jacquard.nvme.status.Status;
import java.util.Optional;

/** The controller refused a Connect command. */
public final class ConnectRefusedException extends InitiatorException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final int queueId;
  private final transient ConnectInvalidParameter parameter;

  /**
   * A refused Connect.
   *
   * @param what queue, subsystem and address
   * @param status as in {@link Status}
   * @param result the completion's dword 0
   */
  ConnectRefusedException(String what, int queueId, int status, long result) {
    super(message(what, status, (int) result));
    this.status = status;
    this.queueId = queueId;
    this.parameter =
        Status.code(status) == Status.CONNECT_INVALID_PARAMETERS
            ? ConnectInvalidParameter.decode((int) result)
            : null;
  }

  private static String message(String what, int status, int dw0) {
    String cause = what + " was refused: " + Status.describeFabrics(status);
    return switch (Status.code(status)) {
      case Status.CONNECT_INVALID_PARAMETERS -> invalid(cause, ConnectInvalidParameter.decode(dw0));
      case Status.CONNECT_INVALID_HOST ->
          cause + "; allow this host's NQN on the target, or connect with one that is allowed";
      case Status.CONNECT_CONTROLLER_BUSY ->
          cause + "; the target has no controller free: try again later or raise its limit";
      case Status.CONNECT_RESTART_DISCOVERY, Status.DISCOVER_RESTART ->
          cause + "; the subsystem has moved: discover again";
      case Status.CONNECT_INCOMPATIBLE_FORMAT ->
          cause + "; the target speaks another version of NVMe over Fabrics";
      case Status.AUTHENTICATION_REQUIRED -> cause + "; the target demands authentication";
      default -> cause + "; see the target's log for the reason";
    };
  }

  private static String invalid(String cause, ConnectInvalidParameter parameter) {
    String where = cause + " in " + parameter;
    return switch (parameter.parameter().orElse("")) {
      case "SUBNQN" -> where + "; list the subsystems that are there with 'discover'";
      case "HOSTNQN", "HOSTID" -> where + "; check host NQN and host ID, which belong together";
      case "SQSIZE" -> where + "; ask for a smaller queue size";
      case "KATO" -> where + "; ask for another keep-alive time-out";
      case "QID" -> where + "; ask for fewer I/O queues";
      case "CNTLID" -> where + "; the controller is gone: connect again";
      default -> where + "; see the target's log for the reason";
    };
  }

  /** The status, as in {@link Status}. */
  public int status() {
    return status;
  }

  /** The queue that was refused; 0 is the admin queue. */
  public int queueId() {
    return queueId;
  }

  /** Which parameter was wrong, if the status is Connect Invalid Parameters. */
  public Optional<ConnectInvalidParameter> parameter() {
    return Optional.ofNullable(parameter);
  }

  /**
   * False for an I/O queue whose controller is gone: that refusal is of a controller, not of us.
   */
  @Override
  public boolean permanent() {
    return Status.dnr(status) && !controllerIsGone();
  }

  private boolean controllerIsGone() {
    return queueId != 0
        && parameter().flatMap(ConnectInvalidParameter::parameter).equals(Optional.of("CNTLID"));
  }
}
