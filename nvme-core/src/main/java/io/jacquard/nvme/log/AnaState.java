package io.jacquard.nvme.log;

import io.jacquard.nvme.status.Status;
import java.util.Optional;

/** Asymmetric Namespace Access State (NVMe Base 2.1, 8.1.1 and 5.1.12). */
public enum AnaState {
  /** ANA Optimized state. */
  OPTIMIZED(0x1, Status.SUCCESS),
  /** ANA Non-Optimized state. */
  NON_OPTIMIZED(0x2, Status.SUCCESS),
  /** ANA Inaccessible state. */
  INACCESSIBLE(0x3, Status.ANA_INACCESSIBLE),
  /** ANA Persistent Loss state. */
  PERSISTENT_LOSS(0x4, Status.ANA_PERSISTENT_LOSS),
  /** ANA Change state. */
  CHANGE(0xF, Status.ANA_TRANSITION);

  private final int code;
  private final int status;

  AnaState(int code, int status) {
    this.code = code;
    this.status = status;
  }

  /** The value on the wire, 0 to 15. */
  public int code() {
    return code;
  }

  /** The status of an I/O command in this state; success if commands are processed. */
  public int status() {
    return status;
  }

  /** The bit of ANACAP in Identify Controller that says that the state is reported. */
  public int capability() {
    return this == CHANGE ? 1 << 4 : 1 << code - 1;
  }

  /** The state with this value on the wire; empty if the value is reserved. */
  public static Optional<AnaState> ofCode(int code) {
    for (AnaState state : values()) {
      if (state.code == code) {
        return Optional.of(state);
      }
    }
    return Optional.empty();
  }
}
