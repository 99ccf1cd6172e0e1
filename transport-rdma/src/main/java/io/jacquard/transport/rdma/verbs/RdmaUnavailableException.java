package io.jacquard.transport.rdma.verbs;

import java.io.IOException;

/** RDMA cannot be used on this machine; the message says what is missing and how to get it. */
public final class RdmaUnavailableException extends IOException {
  private static final long serialVersionUID = 1L;

  RdmaUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
