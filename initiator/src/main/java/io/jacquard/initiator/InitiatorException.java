package io.jacquard.initiator;

import java.io.IOException;

/** Why a command, or a connection to a controller, failed. The message says what to do next. */
public abstract sealed class InitiatorException extends IOException
    permits ConnectRefusedException,
        DuplicateConnectException,
        NvmeStatusException,
        PathLostException,
        TimedOutException,
        TransportFailedException,
        UnsuitableControllerException {
  private static final long serialVersionUID = 1L;

  InitiatorException(String message) {
    super(message);
  }

  InitiatorException(String message, Throwable cause) {
    super(message, cause);
  }

  /** True if trying again is expected to fail again: the peer said so, or it cannot change. */
  public boolean permanent() {
    return false;
  }
}
