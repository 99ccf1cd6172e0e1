package io.jacquard.target.namespace;

import io.jacquard.nvme.namespace.ZoneGeometry;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.zone.ZoneState;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * Zones in a {@link ZoneTable}. Loops use it one at a time, each for some nanoseconds, and spin
 * meanwhile: the limits on open zones tie all zones together.
 */
final class MemoryZones implements Zones {
  private static final int SPINS = 1000;
  private static final long REST_NANOS = 20_000;

  private final ZoneTable table;
  private final AtomicBoolean taken = new AtomicBoolean();

  MemoryZones(int zones, ZoneGeometry geometry, long capacity) {
    this.table = new ZoneTable(zones, geometry, capacity);
  }

  private void take() {
    for (int i = 1; !taken.compareAndSet(false, true); i++) {
      if (i % SPINS == 0) {
        LockSupport.parkNanos(REST_NANOS); // whoever has it has lost the processor
      }
      Thread.onSpinWait();
    }
  }

  private void give() {
    taken.set(false);
  }

  @Override
  public int count() {
    return table.zones();
  }

  @Override
  public ZoneState state(int zone) {
    take();
    try {
      return table.state(zone);
    } finally {
      give();
    }
  }

  @Override
  public long writePointer(int zone) {
    take();
    try {
      return table.writePointer(zone);
    } finally {
      give();
    }
  }

  @Override
  public int admit(int zone, long at, int blocks) {
    take();
    try {
      return table.admit(zone, at == AT_WRITE_POINTER ? table.writePointer(zone) : at, blocks);
    } finally {
      give();
    }
  }

  @Override
  public void written(int zone, int blocks) {
    take();
    try {
      table.written(zone, blocks);
    } finally {
      give();
    }
  }

  @Override
  public int failed(int zone, int status) {
    return status; // the write pointer has not moved
  }

  @Override
  public boolean blocks() {
    return false;
  }

  @Override
  public boolean leavesBlocks() {
    return true;
  }

  @Override
  public int act(int action, int zone) {
    take();
    try {
      return table.act(action, zone);
    } finally {
      give();
    }
  }

  @Override
  public int actOnAll(int action) {
    take();
    try {
      return table.actOnAll(action);
    } finally {
      give();
    }
  }

  @Override
  public int setExtension(int zone, ByteBuffer data) {
    take();
    try {
      return table.setExtension(zone, data);
    } finally {
      give();
    }
  }

  @Override
  public void extension(int zone, ByteBuffer target, int at) {
    take();
    try {
      table.extension(zone, target, at);
    } finally {
      give();
    }
  }

  @Override
  public int describe(ZoneSnapshot into) {
    take();
    try {
      table.describe(into);
      return Status.SUCCESS;
    } finally {
      give();
    }
  }

  @Override
  public void close() {
    // Memory only.
  }
}
