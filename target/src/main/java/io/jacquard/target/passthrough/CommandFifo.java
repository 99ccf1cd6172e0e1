package io.jacquard.target.passthrough;

/** Commands in the order in which they came, linked by themselves. Not thread-safe. */
final class CommandFifo {
  private PassedCommand first;
  private PassedCommand last;

  boolean isEmpty() {
    return first == null;
  }

  void add(PassedCommand command) {
    command.next = null;
    if (first == null) {
      first = command;
    } else {
      last.next = command;
    }
    last = command;
  }

  /** The oldest; null if there is none. */
  PassedCommand first() {
    return first;
  }

  /** Takes the oldest; null if there is none. */
  PassedCommand take() {
    PassedCommand taken = first;
    if (taken != null) {
      first = taken.next;
      taken.next = null;
    }
    return taken;
  }

  /** Takes a command out, wherever it is; false if it is not here. */
  @SuppressWarnings("ReferenceEquality") // this very command is meant
  boolean remove(PassedCommand command) {
    PassedCommand before = null;
    for (PassedCommand at = first; at != null; at = at.next) {
      if (at == command) {
        unlink(before, at);
        return true;
      }
      before = at;
    }
    return false;
  }

  private void unlink(PassedCommand before, PassedCommand removed) {
    if (before == null) {
      first = removed.next;
    } else {
      before.next = removed.next;
    }
    if (removed.next == null) {
      last = before;
    }
    removed.next = null;
  }
}
