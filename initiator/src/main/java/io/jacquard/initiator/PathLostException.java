package io.jacquard.initiator;

/**
 * There is no connection to the controller and the time to wait for one has run out, or the
 * controller was closed. A command that was on its way may have been executed or not.
 */
public final class PathLostException extends InitiatorException {
  private static final long serialVersionUID = 1L;

  PathLostException(String message) {
    super(message);
  }

  PathLostException(String message, Throwable cause) {
    super(message, cause);
  }
}
