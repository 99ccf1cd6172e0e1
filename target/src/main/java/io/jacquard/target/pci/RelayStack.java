package io.jacquard.target.pci;

import java.util.concurrent.atomic.AtomicReference;

/** Commands that one loop gives to another. Any thread may push; allocates nothing. */
final class RelayStack {
  private final AtomicReference<RelayedCommand> top = new AtomicReference<>();

  /**
   * Adds a command.
   *
   * @return true if there was none: the other loop has to be told
   */
  boolean push(RelayedCommand command) {
    RelayedCommand below;
    do {
      below = top.get();
      command.next = below;
    } while (!top.compareAndSet(below, command));
    return below == null;
  }

  /** Takes all commands, linked in the order in which they came; null if there is none. */
  RelayedCommand takeAll() {
    RelayedCommand newest = top.getAndSet(null);
    RelayedCommand oldest = null;
    while (newest != null) {
      RelayedCommand before = newest.next;
      newest.next = oldest;
      oldest = newest;
      newest = before;
    }
    return oldest;
  }
}
