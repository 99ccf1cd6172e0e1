package io.jacquard.nvme.linux;

import java.io.IOException;

/** A system call failed. The message names the call, what it was for, and the error. */
public final class SystemCallException extends IOException {
  private static final long serialVersionUID = 1L;

  private final int errno;

  /**
   * Makes the exception.
   *
   * @param call the function's name
   * @param subject what it was called for, such as a path
   * @param errno the error number, positive
   */
  public SystemCallException(String call, String subject, int errno) {
    super(subject + ": " + call + ": " + Errno.describe(errno) + " (" + Errno.name(errno) + ")");
    this.errno = errno;
  }

  /** The error number; see {@link Errno}. */
  public int errno() {
    return errno;
  }
}
