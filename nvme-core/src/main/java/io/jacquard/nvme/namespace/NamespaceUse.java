package io.jacquard.nvme.namespace;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts who uses a namespace: its owner until it closes it, and each open queue. Who leaves last
 * gives back what the namespace is made of. Thread-safe; nobody waits.
 */
public final class NamespaceUse {
  private final AtomicInteger users = new AtomicInteger(1);
  private final AtomicBoolean closed = new AtomicBoolean();

  /** In use by its owner. */
  public NamespaceUse() {}

  /** Adds a user; false if the namespace is closed. */
  public boolean enter() {
    int now;
    do {
      now = users.get();
      if (now == 0 || closed.get()) {
        return false;
      }
    } while (!users.compareAndSet(now, now + 1));
    return true;
  }

  /** A user that has entered leaves; true if it was the last. */
  public boolean leave() {
    return users.decrementAndGet() == 0;
  }

  /** Lets nobody enter any more; true the first time, when the owner is to {@link #leave}. */
  public boolean close() {
    return closed.compareAndSet(false, true);
  }
}
