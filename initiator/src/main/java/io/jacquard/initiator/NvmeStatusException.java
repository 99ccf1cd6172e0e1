package io.jacquard.initiator;

import io.jacquard.nvme.status.Status;

/** The controller completed a command with an error status. */
public final class NvmeStatusException extends InitiatorException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final long result;

  /**
   * A failed command.
   *
   * @param command its name and what it was about, such as "Read of 8 blocks at 0"
   * @param status as in {@link Status}
   * @param result CQE dwords 0 and 1
   */
  public NvmeStatusException(String command, int status, long result) {
    super(command + " failed: " + Status.describe(status));
    this.status = status;
    this.result = result;
  }

  /** The status, as in {@link Status}. */
  public int status() {
    return status;
  }

  /** The status code and type without DNR, M and CRD, to compare with the constants of Status. */
  public int code() {
    return Status.code(status);
  }

  /** CQE dword 0 in bits 31:0, dword 1 in bits 63:32. */
  public long result() {
    return result;
  }

  @Override
  public boolean permanent() {
    return Status.dnr(status);
  }
}
