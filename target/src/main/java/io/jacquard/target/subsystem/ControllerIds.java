package io.jacquard.target.subsystem;

import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The controller IDs of one subsystem. An ID that was given back is used again as late as possible,
 * so that a late I/O queue does not meet a controller that is not its own. Thread-safe.
 */
public final class ControllerIds {
  private final Set<Integer> inUse = ConcurrentHashMap.newKeySet();
  private final AtomicInteger turn = new AtomicInteger();

  /**
   * Reserves a free ID.
   *
   * @param first smallest ID
   * @param last largest ID
   * @return empty if all are in use
   */
  public OptionalInt reserve(int first, int last) {
    int count = last - first + 1;
    for (int tried = 0; tried < count; tried++) {
      int id = first + Math.floorMod(turn.getAndIncrement(), count);
      if (inUse.add(id)) {
        return OptionalInt.of(id);
      }
    }
    return OptionalInt.empty();
  }

  /** Gives an ID back. */
  public void free(int id) {
    inUse.remove(id);
  }
}
