package io.jacquard.target.namespace;

import io.jacquard.nvme.zone.ZoneDescriptor;
import io.jacquard.nvme.zone.ZoneState;
import java.nio.ByteBuffer;

/** Some zones that follow each other, as they were at one moment. Made once and used again. */
final class ZoneSnapshot {
  /** The most zones it holds: so few that looking at them does not take long. */
  static final int MOST = 256;

  private final ZoneState[] states = new ZoneState[MOST];
  private final int[] attributes = new int[MOST];
  private final long[] capacities = new long[MOST];
  private final long[] starts = new long[MOST];
  private final long[] pointers = new long[MOST];
  private int first;
  private int count;

  /** Asks for zones from {@code from} on: as many as there are, and as it holds. */
  void ask(int from, int zones) {
    first = from;
    count = Math.min(MOST, zones - from);
  }

  /** The number of the first zone. */
  int first() {
    return first;
  }

  /** How many zones. */
  int count() {
    return count;
  }

  /** Takes one zone. */
  void set(int place, ZoneState state, int zoneAttributes, long capacity, long start, long wp) {
    states[place] = state;
    attributes[place] = zoneAttributes;
    capacities[place] = capacity;
    starts[place] = start;
    pointers[place] = wp;
  }

  ZoneState state(int place) {
    return states[place];
  }

  long capacity(int place) {
    return capacities[place];
  }

  long start(int place) {
    return starts[place];
  }

  long writePointer(int place) {
    return pointers[place];
  }

  /** Writes a zone's descriptor over 64 bytes that are zero. */
  void encode(int place, ByteBuffer target, int at) {
    target.put(at + ZoneDescriptor.ZT, (byte) ZoneDescriptor.SEQUENTIAL_WRITE_REQUIRED);
    target.put(at + ZoneDescriptor.ZS, (byte) (states[place].code() << 4));
    target.put(at + ZoneDescriptor.ZA, (byte) attributes[place]);
    target.putLong(at + ZoneDescriptor.ZCAP, capacities[place]);
    target.putLong(at + ZoneDescriptor.ZSLBA, starts[place]);
    target.putLong(at + ZoneDescriptor.WP, pointers[place]);
  }
}
