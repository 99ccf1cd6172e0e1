package io.jacquard.target.namespace;

import io.jacquard.nvme.namespace.ZoneGeometry;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.zone.ZoneDescriptor;
import io.jacquard.nvme.zone.ZoneSendAction;
import io.jacquard.nvme.zone.ZoneState;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The states of a namespace's zones, kept in memory: the whole state machine of the Zoned Namespace
 * command set with its limits on open and active zones (Zoned Namespace Command Set 1.1, 2.1.1).
 *
 * <p>When a zone is to be opened and the limit on open zones is reached, the one that was opened
 * implicitly longest ago is closed; explicitly opened ones stay.
 *
 * <p>Methods that can refuse return an NVMe status, and have changed nothing then. Nothing is
 * allocated after the table was made. Not thread-safe.
 */
final class ZoneTable {
  private final ZoneGeometry geometry;
  private final long capacity;
  private final ZoneState[] states;
  private final long[] pointers;
  private final byte[] attributes;
  private final byte[] extensions;
  private final int[] implicitlyOpened;
  private int implicit;
  private int open;
  private int active;

  /**
   * A table of empty zones.
   *
   * @param zones how many, 1 or more
   * @param capacity blocks that can be written in each zone, 1 to the zone's size
   */
  ZoneTable(int zones, ZoneGeometry geometry, long capacity) {
    if (capacity < 1 || capacity > geometry.zoneBlocks()) {
      throw new IllegalArgumentException("capacity " + capacity + " is not within the zone");
    }
    this.geometry = geometry;
    this.capacity = capacity;
    this.states = new ZoneState[zones];
    this.pointers = new long[zones];
    this.attributes = new byte[zones];
    this.extensions = new byte[Math.multiplyExact(zones, geometry.extensionBytes())];
    this.implicitlyOpened = new int[geometry.maxOpenZones()];
    Arrays.fill(states, ZoneState.EMPTY);
    Arrays.setAll(pointers, this::start);
  }

  int zones() {
    return states.length;
  }

  /** The first block of a zone. */
  long start(int zone) {
    return zone * geometry.zoneBlocks();
  }

  /** The first block of a zone that cannot be written. */
  private long end(int zone) {
    return start(zone) + capacity;
  }

  ZoneState state(int zone) {
    return states[zone];
  }

  /** The next block to write; the end of the capacity if the zone is full. */
  long writePointer(int zone) {
    return pointers[zone];
  }

  /** Zones that are open, implicitly or explicitly. */
  int openZones() {
    return open;
  }

  /** Zones that are open or closed. */
  int activeZones() {
    return active;
  }

  /**
   * Makes a zone ready for a write: opens it if it is not open.
   *
   * @param at the first block to write
   */
  int admit(int zone, long at, long blocks) {
    int status = ZoneRules.write(states[zone]);
    if (status == Status.SUCCESS) {
      status = ZoneRules.write(at, blocks, pointers[zone], end(zone));
    }
    if (status != Status.SUCCESS || states[zone].isOpen()) {
      return status;
    }
    status = makeRoom(!states[zone].isActive());
    if (status == Status.SUCCESS) {
      become(zone, ZoneState.IMPLICITLY_OPENED);
    }
    return status;
  }

  /** Blocks that were admitted have been written. */
  void written(int zone, long blocks) {
    pointers[zone] += blocks;
    if (pointers[zone] == end(zone)) {
      become(zone, ZoneState.FULL);
    }
  }

  /** Carries out an action of Zone Management Send, other than setting an extension. */
  int act(int action, int zone) {
    int status = ZoneRules.action(action, states[zone]);
    if (status != Status.SUCCESS) {
      return status;
    }
    switch (action) {
      case ZoneSendAction.OPEN -> {
        return open(zone);
      }
      case ZoneSendAction.CLOSE -> become(zone, ZoneState.CLOSED);
      case ZoneSendAction.FINISH -> {
        pointers[zone] = end(zone);
        become(zone, ZoneState.FULL);
      }
      case ZoneSendAction.RESET -> {
        pointers[zone] = start(zone);
        attributes[zone] = 0;
        become(zone, ZoneState.EMPTY);
      }
      default -> become(zone, ZoneState.OFFLINE);
    }
    return Status.SUCCESS;
  }

  private int open(int zone) {
    if (!states[zone].isOpen()) {
      int status = makeRoom(!states[zone].isActive());
      if (status != Status.SUCCESS) {
        return status;
      }
    }
    become(zone, ZoneState.EXPLICITLY_OPENED);
    return Status.SUCCESS;
  }

  /** Carries an action out on every zone for which it makes sense (Select All). */
  int actOnAll(int action) {
    if (action == ZoneSendAction.OPEN
        && geometry.maxOpenZones() > 0
        && active > geometry.maxOpenZones()) {
      return ZoneRules.TOO_MANY_OPEN; // all closed zones and all open ones do not fit
    }
    for (int zone = 0; zone < states.length; zone++) {
      if (ZoneRules.selects(action, states[zone])) {
        act(action, zone);
      }
    }
    return Status.SUCCESS;
  }

  /** Gives an empty zone its extension, which makes it active (closed). */
  int setExtension(int zone, ByteBuffer data) {
    int status = ZoneRules.action(ZoneSendAction.SET_DESCRIPTOR_EXTENSION, states[zone]);
    if (status == Status.SUCCESS && noneLeft(active, geometry.maxActiveZones())) {
      status = ZoneRules.TOO_MANY_ACTIVE;
    }
    if (status == Status.SUCCESS) {
      int bytes = geometry.extensionBytes();
      data.get(0, extensions, zone * bytes, bytes);
      attributes[zone] |= (byte) ZoneDescriptor.EXTENSION_VALID;
      become(zone, ZoneState.CLOSED);
    }
    return status;
  }

  /** Writes a zone's extension, which is zeroes if it has none. */
  void extension(int zone, ByteBuffer target, int at) {
    if ((attributes[zone] & ZoneDescriptor.EXTENSION_VALID) != 0) {
      int bytes = geometry.extensionBytes();
      target.put(at, extensions, zone * bytes, bytes);
    }
  }

  /** Makes a zone one that can only be read, as a device does when it wears out. */
  void wearOut(int zone) {
    become(zone, ZoneState.READ_ONLY);
  }

  /** Copies what a report tells of zones. */
  void describe(ZoneSnapshot into) {
    for (int i = 0; i < into.count(); i++) {
      int zone = into.first() + i;
      long pointer =
          states[zone].hasWritePointer() ? pointers[zone] : ZoneDescriptor.NO_WRITE_POINTER;
      into.set(i, states[zone], attributes[zone] & 0xFF, capacity, start(zone), pointer);
    }
  }

  private int makeRoom(boolean newlyActive) {
    if (newlyActive && noneLeft(active, geometry.maxActiveZones())) {
      return ZoneRules.TOO_MANY_ACTIVE;
    }
    if (noneLeft(open, geometry.maxOpenZones())) {
      if (implicit == 0) {
        return ZoneRules.TOO_MANY_OPEN;
      }
      become(implicitlyOpened[0], ZoneState.CLOSED);
    }
    return Status.SUCCESS;
  }

  private static boolean noneLeft(int used, int limit) {
    return limit > 0 && used >= limit;
  }

  private void become(int zone, ZoneState next) {
    ZoneState before = states[zone];
    states[zone] = next;
    open += (next.isOpen() ? 1 : 0) - (before.isOpen() ? 1 : 0);
    active += (next.isActive() ? 1 : 0) - (before.isActive() ? 1 : 0);
    if (implicitlyOpened.length > 0) {
      if (before == ZoneState.IMPLICITLY_OPENED) {
        forgetImplicit(zone);
      }
      if (next == ZoneState.IMPLICITLY_OPENED) {
        implicitlyOpened[implicit++] = zone;
      }
    }
  }

  private void forgetImplicit(int zone) {
    int at = 0;
    while (implicitlyOpened[at] != zone) {
      at++;
    }
    implicit--;
    System.arraycopy(implicitlyOpened, at + 1, implicitlyOpened, at, implicit - at);
  }
}
