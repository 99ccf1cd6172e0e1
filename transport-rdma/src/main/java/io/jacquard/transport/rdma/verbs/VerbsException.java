package io.jacquard.transport.rdma.verbs;

import io.jacquard.nvme.linux.Errno;
import java.io.IOException;

/** A call of librdmacm or libibverbs failed. */
public final class VerbsException extends IOException {
  private static final long serialVersionUID = 1L;

  private final int errno;

  /**
   * Makes the exception.
   *
   * @param call the function's name
   * @param errno the error number, positive
   */
  public VerbsException(String call, int errno) {
    super(call + " failed: " + Errno.describe(errno) + " (" + Errno.name(errno) + ")");
    this.errno = errno;
  }

  /** The error number; see {@link Errno}. */
  public int errno() {
    return errno;
  }
}
