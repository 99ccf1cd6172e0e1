package io.jacquard.lab.vm;

/** A virtual machine did not start, died, or did not do what it was asked to. */
public final class VirtualMachineException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** Creates an exception with a message for people. */
  public VirtualMachineException(String message) {
    super(message);
  }

  /** Creates an exception with a message for people and its cause. */
  public VirtualMachineException(String message, Throwable cause) {
    super(message, cause);
  }
}
