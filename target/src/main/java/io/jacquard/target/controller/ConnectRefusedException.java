package io.jacquard.target.controller;

import io.jacquard.nvme.command.Connect;
import io.jacquard.nvme.command.ConnectInvalidParameter;
import io.jacquard.nvme.status.Status;

/** A Connect command is refused: with which status, and why (NVMe Base 2.1, 6.3 "Connect"). */
public final class ConnectRefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final int dw0;

  private ConnectRefusedException(int status, int dw0, String reason) {
    super(reason, null, false, false);
    this.status = status;
    this.dw0 = dw0;
  }

  /** Refused for good: the host shall not try again. */
  static ConnectRefusedException permanent(int status, String reason) {
    return new ConnectRefusedException(Status.withDnr(status), 0, reason);
  }

  /** Refused for now: the same Connect may succeed later. */
  public static ConnectRefusedException transientCause(int status, String reason) {
    return new ConnectRefusedException(status, 0, reason);
  }

  /** A parameter is wrong and will not get better. */
  public static ConnectRefusedException invalid(ConnectInvalidParameter where, String reason) {
    return new ConnectRefusedException(
        Status.withDnr(Status.CONNECT_INVALID_PARAMETERS), where.dw0(), reason);
  }

  /** A parameter does not fit the state of now, such as a controller that is going. */
  static ConnectRefusedException invalidNow(ConnectInvalidParameter where, String reason) {
    return new ConnectRefusedException(Status.CONNECT_INVALID_PARAMETERS, where.dw0(), reason);
  }

  /** The host is not on the subsystem's list. */
  static ConnectRefusedException host(ConnectInvalidParameter where, String reason) {
    return new ConnectRefusedException(
        Status.withDnr(Status.CONNECT_INVALID_HOST), where.dw0(), reason);
  }

  /** SQSIZE is 0 or more than {@code entries} - 1. */
  static void checkQueueSize(Connect connect, int entries) throws ConnectRefusedException {
    if (connect.sqsize() < 1 || connect.sqsize() > entries - 1) {
      throw invalid(
          ConnectInvalidParameter.inEntry(Connect.SQSIZE),
          "SQSIZE " + connect.sqsize() + " is not in 1.." + (entries - 1));
    }
  }

  /** The status for the completion. */
  int status() {
    return status;
  }

  /** Dword 0 for the completion. */
  int dw0() {
    return dw0;
  }
}
