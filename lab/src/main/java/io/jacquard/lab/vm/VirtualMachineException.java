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

  /**
   * The same failure, with something more that is known.
   *
   * @param shortly is added to the message's first line
   * @param fully is added at its end
   */
  public VirtualMachineException with(String shortly, String fully) {
    String message = getMessage();
    int end = message.indexOf('\n') < 0 ? message.length() : message.indexOf('\n');
    String more = message.substring(0, end) + "; " + shortly + message.substring(end) + fully;
    VirtualMachineException better = new VirtualMachineException(more, getCause());
    better.setStackTrace(getStackTrace());
    return better;
  }
}
