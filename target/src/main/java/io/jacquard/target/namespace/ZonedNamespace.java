package io.jacquard.target.namespace;

import io.jacquard.nvme.identify.CommandSetIdentifier;
import io.jacquard.nvme.loop.Loop;
import io.jacquard.nvme.namespace.AccessPath;
import io.jacquard.nvme.namespace.Capability;
import io.jacquard.nvme.namespace.CommandQueue;
import io.jacquard.nvme.namespace.ControllerAccess;
import io.jacquard.nvme.namespace.Namespace;
import io.jacquard.nvme.namespace.NamespaceGeometry;
import io.jacquard.nvme.namespace.NamespaceUse;
import io.jacquard.nvme.namespace.ZoneGeometry;
import io.jacquard.nvme.status.Status;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A namespace of the Zoned Namespace command set over one of the NVM command set, which holds the
 * blocks, and {@link Zones}, which know what may be written.
 *
 * <p>At any moment one command writes to a zone or manages it, whatever queue it came by: blocks
 * are written in the order of the write pointer, and a Zone Append knows its place. Reads need no
 * zone.
 */
final class ZonedNamespace implements Namespace {
  private static final Logger LOG = LoggerFactory.getLogger(ZonedNamespace.class);
  private static final int MOST_STRIPES = 4096;

  private final Namespace below;
  private final ZoneGeometry zoneGeometry;
  private final Zones zones;
  private final Set<Capability> capabilities;
  private final ZonedCheck check;
  private final RangeGate gate;
  private final int zoneShift;
  private final ExecutorService worker;
  private final List<ZonedQueue> queues = new CopyOnWriteArrayList<>();
  private final NamespaceUse users = new NamespaceUse();

  /** Something that may block and ends with a status. */
  @FunctionalInterface
  interface Task {
    /** Does it. */
    int run();
  }

  /**
   * Makes a namespace, which closes what it is made of when it is closed.
   *
   * @param below holds the blocks; nobody else writes to it
   * @param zoneGeometry its zones have a size that is a power of two
   */
  ZonedNamespace(Namespace below, ZoneGeometry zoneGeometry, Zones zones) {
    this.below = below;
    this.zoneGeometry = zoneGeometry;
    this.zones = zones;
    this.capabilities = capabilitiesOver(below.capabilities());
    this.check = new ZonedCheck(below.geometry(), zoneGeometry, zones, capabilities);
    this.zoneShift =
        Long.numberOfTrailingZeros(zoneGeometry.zoneBlocks()) + below.geometry().blockShift();
    int stripes = Integer.highestOneBit(Math.min(zones.count(), MOST_STRIPES));
    this.gate = new RangeGate(zoneShift, stripes, this::zoneFreed);
    this.worker =
        Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("zones-" + below.description()).factory());
  }

  /** Write pointers forbid what is written elsewhere, or not in order. */
  private static Set<Capability> capabilitiesOver(Set<Capability> below) {
    Set<Capability> able =
        EnumSet.of(
            Capability.COMPARE, Capability.VERIFY, Capability.WRITE_ZEROES, Capability.DEALLOCATE);
    able.retainAll(below);
    return Set.copyOf(able);
  }

  @Override
  public NamespaceGeometry geometry() {
    return below.geometry();
  }

  @Override
  public Set<Capability> capabilities() {
    return capabilities;
  }

  @Override
  public String description() {
    return below.description() + ", " + zones.count() + (zones.count() == 1 ? " zone" : " zones");
  }

  @Override
  public String toString() {
    return description();
  }

  @Override
  public AccessPath access() {
    return below.access();
  }

  @Override
  public int commandSet() {
    return CommandSetIdentifier.ZONED_NAMESPACE;
  }

  @Override
  public Optional<ZoneGeometry> zones() {
    return Optional.of(zoneGeometry);
  }

  @Override
  public int largestTransfer() {
    return below.largestTransfer();
  }

  @Override
  public Optional<ControllerAccess> controller() throws IOException {
    return below.controller();
  }

  @Override
  public CommandQueue open(Loop loop, int depth) {
    if (!users.enter()) {
      throw new IllegalStateException(description() + " is closed");
    }
    ZonedQueue queue;
    try {
      queue = new ZonedQueue(this, loop, below.open(loop, depth), depth);
    } catch (RuntimeException e) {
      unuse();
      throw e;
    }
    queues.add(queue);
    return queue;
  }

  private void unuse() {
    if (users.leave()) {
      worker.shutdown();
      zones.close();
    }
  }

  @Override
  public void close() {
    if (users.close()) {
      below.close();
      unuse();
    }
  }

  /** A closed queue has no operation left. Called on its loop. */
  void queueClosed(ZonedQueue queue) {
    queues.remove(queue);
    unuse();
  }

  Zones states() {
    return zones;
  }

  ZoneGeometry geometryOfZones() {
    return zoneGeometry;
  }

  ZonedCheck check() {
    return check;
  }

  RangeGate gate() {
    return gate;
  }

  ZoneReports newReports() {
    return new ZoneReports(zoneGeometry, zones);
  }

  /** Asks for the zone that an operation needs, or for all. */
  void ask(ZonedOperation operation) {
    if (operation.needsAll()) {
      gate.askAll(operation.hold());
    } else {
      gate.ask(operation.hold(), (long) operation.zone << zoneShift, 1, true);
    }
  }

  private void zoneFreed() {
    queues.forEach(ZonedQueue::zoneFreed);
  }

  /** Runs something that may block on the namespace's own thread. */
  void away(Task task, IntConsumer done) {
    worker.execute(
        () -> {
          int status = Status.INTERNAL_ERROR;
          try {
            status = task.run();
          } catch (RuntimeException | LinkageError | AssertionError bug) {
            LOG.error("{}: zones could not be looked at or changed", description(), bug);
          }
          done.accept(status);
        });
  }

  /** Runs a task on a loop. */
  void hop(Loop loop, Runnable task) {
    try {
      loop.execute(task);
    } catch (RejectedExecutionException e) {
      LOG.error("{}: a loop has ended before its queue was closed", description(), e);
    }
  }
}
