package io.jacquard.initiator;

import io.jacquard.nvme.transport.CloseReason;

/** A queue pair's connection could not be made. */
public final class TransportFailedException extends InitiatorException {
  private static final long serialVersionUID = 1L;

  private final transient CloseReason reason;

  TransportFailedException(String message, CloseReason reason) {
    super(message);
    this.reason = reason;
  }

  /** What the transport said; null only after deserialization. */
  public CloseReason reason() {
    return reason;
  }
}
