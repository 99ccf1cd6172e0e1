package io.jacquard.initiator;

/** This process is connected to the same subsystem at the same address as the same host already. */
public final class DuplicateConnectException extends InitiatorException {
  private static final long serialVersionUID = 1L;

  DuplicateConnectException(String message) {
    super(message);
  }

  @Override
  public boolean permanent() {
    return true;
  }
}
