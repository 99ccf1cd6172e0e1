package io.jacquard.initiator;

/**
 * The controller did not answer a command in time; it was told to abort the command, or the
 * connection was given up. The command may have been executed or not.
 */
public final class TimedOutException extends InitiatorException {
  private static final long serialVersionUID = 1L;

  TimedOutException(String message) {
    super(message);
  }
}
