package io.jacquard.target.namespace;

import io.jacquard.nvme.linux.Errno;
import io.jacquard.nvme.linux.LinuxFile;
import io.jacquard.nvme.linux.SystemCallException;
import io.jacquard.nvme.linux.ZoneIoctl;
import io.jacquard.nvme.memory.IoMemory;
import io.jacquard.nvme.namespace.NamespaceGeometry;
import io.jacquard.nvme.namespace.ZoneGeometry;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.zone.ZoneDescriptor;
import io.jacquard.nvme.zone.ZoneSendAction;
import io.jacquard.nvme.zone.ZoneState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The zones of a zoned block device, by its ioctls. What the device says is the truth; write
 * pointers are kept here beside it, since the block layer of the kernel has no append, and are
 * looked at anew after everything but a write that succeeded.
 *
 * <p>What is kept of a zone belongs to whoever holds the zone; what may block is called by one
 * thread at a time.
 */
final class DeviceZones implements Zones {
  private static final Logger LOG = LoggerFactory.getLogger(DeviceZones.class);

  private final LinuxFile file;
  private final ZoneGeometry zoneGeometry;
  private final int blockShift;
  private final long zoneSectors;
  private final long sectors;
  private final ZoneState[] states;
  private final long[] pointers;
  private final long[] ends;
  private final IoMemory memory = IoMemory.allocate(ZoneIoctl.reportBytes(ZoneSnapshot.MOST));

  /**
   * Looks at the zones of a device.
   *
   * @param file the device, opened for this; closed with it
   * @param geometry of the whole device
   * @throws IOException if they cannot be reported
   */
  DeviceZones(LinuxFile file, NamespaceGeometry geometry, ZoneGeometry zoneGeometry)
      throws IOException {
    this.file = file;
    this.zoneGeometry = zoneGeometry;
    this.blockShift = geometry.blockShift() - Integer.numberOfTrailingZeros(ZoneIoctl.SECTOR);
    this.zoneSectors = zoneGeometry.zoneBlocks() << blockShift;
    this.sectors = geometry.blocks() << blockShift;
    int count = Math.toIntExact(Math.ceilDiv(sectors, zoneSectors));
    this.states = new ZoneState[count];
    this.pointers = new long[count];
    this.ends = new long[count];
    if (lookAtAll() != Status.SUCCESS) {
      throw new IOException(
          file.path()
              + " cannot be a zoned namespace: only a device whose zones can be reported, and are"
              + " all written sequentially, can; the log has more");
    }
  }

  private int lookAtAll() {
    ZoneSnapshot snapshot = new ZoneSnapshot();
    for (int zone = 0; zone < states.length; zone += snapshot.count()) {
      snapshot.ask(zone, states.length);
      int status = describe(snapshot);
      if (status != Status.SUCCESS) {
        return status;
      }
      for (int i = 0; i < snapshot.count(); i++) {
        keep(zone + i, snapshot, i);
      }
    }
    return Status.SUCCESS;
  }

  private int lookAt(int zone) {
    ZoneSnapshot one = new ZoneSnapshot();
    one.ask(zone, zone + 1);
    int status = describe(one);
    if (status == Status.SUCCESS) {
      keep(zone, one, 0);
    }
    return status;
  }

  private void keep(int zone, ZoneSnapshot snapshot, int place) {
    ends[zone] = snapshot.start(place) + snapshot.capacity(place);
    pointers[zone] =
        snapshot.state(place).hasWritePointer() ? snapshot.writePointer(place) : ends[zone];
    states[zone] = snapshot.state(place);
  }

  @Override
  public int count() {
    return states.length;
  }

  @Override
  public ZoneState state(int zone) {
    return states[zone];
  }

  @Override
  public long writePointer(int zone) {
    return pointers[zone];
  }

  @Override
  public int admit(int zone, long at, int blocks) {
    int status = ZoneRules.write(states[zone]);
    if (status != Status.SUCCESS) {
      return status;
    }
    long pointer = pointers[zone];
    return ZoneRules.write(at == AT_WRITE_POINTER ? pointer : at, blocks, pointer, ends[zone]);
  }

  @Override
  public void written(int zone, int blocks) {
    pointers[zone] += blocks;
    if (pointers[zone] == ends[zone]) {
      states[zone] = ZoneState.FULL;
    } else if (!states[zone].isOpen()) {
      states[zone] = ZoneState.IMPLICITLY_OPENED;
    }
  }

  @Override
  public int failed(int zone, int status) {
    int looked = lookAt(zone);
    return looked == Status.SUCCESS ? status : looked;
  }

  @Override
  public boolean blocks() {
    return true;
  }

  @Override
  public boolean leavesBlocks() {
    return false;
  }

  @Override
  public int act(int action, int zone) {
    int status = lookAt(zone);
    if (status == Status.SUCCESS) {
      status = ZoneRules.action(action, states[zone]);
    }
    if (status != Status.SUCCESS || states[zone] == ZoneState.OFFLINE) {
      return status;
    }
    status = ask(action, zone, 1);
    int looked = lookAt(zone);
    return status == Status.SUCCESS ? looked : status;
  }

  @Override
  public int actOnAll(int action) {
    int status = action == ZoneSendAction.RESET ? ask(action, 0, states.length) : each(action);
    int looked = lookAtAll();
    return status == Status.SUCCESS ? looked : status;
  }

  private int each(int action) {
    int status = lookAtAll();
    if (status == Status.SUCCESS
        && action == ZoneSendAction.OPEN
        && zoneGeometry.maxOpenZones() > 0
        && active() > zoneGeometry.maxOpenZones()) {
      status = ZoneRules.TOO_MANY_OPEN; // all closed zones and all open ones do not fit
    }
    for (int zone = 0; zone < states.length && status == Status.SUCCESS; zone++) {
      if (ZoneRules.selects(action, states[zone])) {
        status = ask(action, zone, 1);
      }
    }
    return status;
  }

  private int active() {
    int active = 0;
    for (ZoneState state : states) {
      active += state.isActive() ? 1 : 0;
    }
    return active;
  }

  private int ask(int action, int zone, int zones) {
    long from = zone * zoneSectors;
    long length = Math.min(zones * zoneSectors, sectors - from);
    int result =
        switch (action) {
          case ZoneSendAction.OPEN -> manage(ZoneIoctl.Action.OPEN, from, length);
          case ZoneSendAction.CLOSE -> manage(ZoneIoctl.Action.CLOSE, from, length);
          case ZoneSendAction.FINISH -> manage(ZoneIoctl.Action.FINISH, from, length);
          case ZoneSendAction.RESET -> manage(ZoneIoctl.Action.RESET, from, length);
          // The kernel takes no zone offline.
          default -> -Errno.EOPNOTSUPP;
        };
    if (result < 0) {
      LOG.warn(
          "{}: {} of zone {} failed: {}",
          file.path(),
          ZoneSendAction.nameOf(action),
          zone,
          Errno.name(-result));
    }
    return switch (-result) {
      case 0 -> Status.SUCCESS;
      case Errno.EOPNOTSUPP -> ZoneRules.INVALID_FIELD;
      default -> ErrnoStatus.ofWrite(-result);
    };
  }

  private int manage(ZoneIoctl.Action action, long from, long length) {
    return ZoneIoctl.manage(file.fd(), action, from, length);
  }

  @Override
  public int setExtension(int zone, ByteBuffer data) {
    return ZoneRules.INVALID_FIELD; // there are none
  }

  @Override
  public void extension(int zone, ByteBuffer target, int at) {
    // There are none.
  }

  @Override
  public int describe(ZoneSnapshot into) {
    MemorySegment answer = memory.segment();
    int told = ZoneIoctl.report(file.fd(), into.first() * zoneSectors, into.count(), answer);
    if (told != into.count()) {
      LOG.error(
          "{}: {} instead of {} zones reported from zone {} on",
          file.path(),
          told < 0 ? Errno.name(-told) : told,
          into.count(),
          into.first());
      return Status.INTERNAL_ERROR;
    }
    for (int i = 0; i < told; i++) {
      if (!take(into, i, answer)) {
        return Status.INTERNAL_ERROR;
      }
    }
    return Status.SUCCESS;
  }

  private boolean take(ZoneSnapshot into, int place, MemorySegment answer) {
    int zone = into.first() + place;
    if (ZoneIoctl.type(answer, place) != ZoneIoctl.TYPE_SEQUENTIAL) {
      LOG.error("{}: zone {} is a conventional one, which NVMe has not", file.path(), zone);
      return false;
    }
    ZoneState state = ZoneState.of(ZoneIoctl.condition(answer, place)).orElse(ZoneState.OFFLINE);
    if (ZoneIoctl.start(answer, place) != zone * zoneSectors) {
      LOG.error(
          "{}: zone {} is reported at sector {}",
          file.path(),
          zone,
          ZoneIoctl.start(answer, place));
      return false;
    }
    into.set(
        place,
        state,
        ZoneIoctl.resetRecommended(answer, place) ? ZoneDescriptor.RESET_RECOMMENDED : 0,
        ZoneIoctl.capacity(answer, place) >> blockShift,
        ZoneIoctl.start(answer, place) >> blockShift,
        state.hasWritePointer()
            ? ZoneIoctl.writePointer(answer, place) >> blockShift
            : ZoneDescriptor.NO_WRITE_POINTER);
    return true;
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (SystemCallException e) {
      throw new UncheckedIOException(e);
    }
  }
}
