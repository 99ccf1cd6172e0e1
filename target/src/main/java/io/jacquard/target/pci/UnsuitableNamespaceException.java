package io.jacquard.target.pci;

import java.io.IOException;

/** A namespace is of a kind that cannot be used. The message says which, and the next step. */
final class UnsuitableNamespaceException extends IOException {
  private static final long serialVersionUID = 1L;

  UnsuitableNamespaceException(String message) {
    super(message);
  }
}
