package io.jacquard.initiator;

/** The controller answered with something that this host cannot work with. */
public final class UnsuitableControllerException extends InitiatorException {
  private static final long serialVersionUID = 1L;

  UnsuitableControllerException(String message) {
    super(message);
  }

  UnsuitableControllerException(String message, Throwable cause) {
    super(message, cause);
  }
}
