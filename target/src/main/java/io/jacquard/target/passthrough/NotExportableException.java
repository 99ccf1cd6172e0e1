package io.jacquard.target.passthrough;

import java.io.IOException;

/** A namespace is of a kind that hosts cannot be given. The message says which and what to do. */
final class NotExportableException extends IOException {
  private static final long serialVersionUID = 1L;

  NotExportableException(String message) {
    super(message);
  }

  NotExportableException(String message, Throwable cause) {
    super(message, cause);
  }
}
