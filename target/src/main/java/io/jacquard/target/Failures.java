package io.jacquard.target;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What could not be done of a change, so that the rest of it can. */
final class Failures {
  private final List<Exception> causes = new ArrayList<>();

  void add(Exception cause) {
    causes.add(cause);
  }

  boolean isEmpty() {
    return causes.isEmpty();
  }

  /** All of them as one exception; only if there are any. */
  IOException toException() {
    List<String> messages = causes.stream().map(Exception::getMessage).toList();
    IOException all = new IOException(String.join("; ", messages), causes.getFirst());
    causes.stream().skip(1).forEach(all::addSuppressed);
    return all;
  }
}
