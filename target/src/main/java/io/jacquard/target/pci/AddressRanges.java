package io.jacquard.target.pci;

import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Free ranges of addresses, handed out first fit. Addresses are below 2^63. Not thread-safe. */
final class AddressRanges {
  private final TreeMap<Long, Long> free = new TreeMap<>();

  /**
   * Adds a range that is free from now on, next to none that is in use.
   *
   * @param bytes more than 0
   */
  void add(long start, long bytes) {
    long from = start;
    long length = bytes;
    Map.Entry<Long, Long> before = free.floorEntry(start);
    if (before != null && before.getKey() + before.getValue() > start) {
      throw new IllegalArgumentException("addresses at " + Long.toHexString(start) + " are free");
    }
    if (before != null && before.getKey() + before.getValue() == start) {
      from = before.getKey();
      length += before.getValue();
    }
    Long after = free.remove(start + bytes);
    if (after != null) {
      length += after;
    }
    free.put(from, length);
  }

  /**
   * Takes a range.
   *
   * @param bytes more than 0
   * @param alignment a power of two
   * @return its start; empty if none is free
   */
  OptionalLong take(long bytes, long alignment) {
    for (Map.Entry<Long, Long> range : free.entrySet()) {
      long start = (range.getKey() + alignment - 1) & -alignment;
      long lost = start - range.getKey();
      if (range.getValue() - lost >= bytes) {
        cut(range.getKey(), range.getValue(), start, bytes);
        return OptionalLong.of(start);
      }
    }
    return OptionalLong.empty();
  }

  private void cut(long rangeStart, long rangeBytes, long start, long bytes) {
    free.remove(rangeStart);
    if (start > rangeStart) {
      free.put(rangeStart, start - rangeStart);
    }
    long rest = rangeStart + rangeBytes - (start + bytes);
    if (rest > 0) {
      free.put(start + bytes, rest);
    }
  }
}
