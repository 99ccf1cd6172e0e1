package io.jacquard.target.cli;

/** A command could not do its work. The message is for the person who ran it, and all they need. */
public final class CommandFailedException extends Exception {
  private static final long serialVersionUID = 1L;

  /** A failure with its reason in one or more sentences. */
  public CommandFailedException(String message) {
    super(message);
  }

  /** A failure with its reason and cause. */
  public CommandFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
