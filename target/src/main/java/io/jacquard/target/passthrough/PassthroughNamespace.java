package io.jacquard.target.passthrough;

import io.jacquard.nvme.linux.SystemCallException;
import io.jacquard.nvme.loop.Loop;
import io.jacquard.nvme.namespace.AccessPath;
import io.jacquard.nvme.namespace.Capability;
import io.jacquard.nvme.namespace.CommandQueue;
import io.jacquard.nvme.namespace.ControllerAccess;
import io.jacquard.nvme.namespace.Namespace;
import io.jacquard.nvme.namespace.NamespaceGeometry;
import io.jacquard.nvme.namespace.NamespaceUse;
import io.jacquard.nvme.namespace.ZoneGeometry;
import io.jacquard.target.device.DeviceShape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A namespace of a controller that the kernel drives: every I/O command goes to the controller as
 * it is, and its status and result come back as they are. The device stays open until the namespace
 * is closed and the last command of the last queue has ended, whichever comes later.
 */
final class PassthroughNamespace implements Namespace {
  private static final Logger LOG = LoggerFactory.getLogger(PassthroughNamespace.class);
  private static final int LARGEST_DEPTH = 65536;

  private final NvmeDevice device;
  private final NamespaceProfile profile;
  private final QueueLimits limits;
  private final AccessPath access;
  private final Carrier.Kind carriers;
  private final DeviceShape shape;
  private final ShapeWatch watch;
  private final NamespaceUse users = new NamespaceUse();

  /** Takes over {@code device} and {@code carriers}. */
  PassthroughNamespace(
      NvmeDevice device,
      NamespaceProfile profile,
      QueueLimits limits,
      AccessPath access,
      Carrier.Kind carriers) {
    this.device = device;
    this.profile = profile;
    this.limits = limits;
    this.access = access;
    this.carriers = carriers;
    this.shape =
        new DeviceShape(
            device.path().toString(), profile.geometry(), profile.commandSet(), profile.zones());
    this.watch = ShapeWatch.begin(device.path(), this::lookAgain);
  }

  /** Something of it has changed. On the thread of the watch. */
  private void lookAgain() throws IOException {
    try {
      NamespaceProfile now = Passthrough.profile(device, limits);
      shape.seen(now.geometry(), now.commandSet(), now.zones());
    } catch (NotExportableException e) {
      shape.unsuitable(e.getMessage());
    } catch (IOException | RuntimeException e) {
      shape.unknown(e.getMessage());
      throw e;
    }
  }

  /** The status that every command is refused with now, or 0. */
  int refusal() {
    return shape.refusal();
  }

  @Override
  public void onChange(Runnable changed) {
    shape.onChange(changed);
  }

  NvmeDevice device() {
    return device;
  }

  QueueLimits limits() {
    return limits;
  }

  DataLength dataLength() {
    return new DataLength(
        profile.geometry().blockSize(),
        profile.zones().isPresent(),
        profile.zones().map(ZoneGeometry::extensionBytes).orElse(0),
        profile.standardVendorCommands());
  }

  @Override
  public NamespaceGeometry geometry() {
    return shape.geometry();
  }

  @Override
  public Set<Capability> capabilities() {
    return profile.capabilities();
  }

  @Override
  public int commandSet() {
    return profile.commandSet();
  }

  @Override
  public Optional<ZoneGeometry> zones() {
    return profile.zones();
  }

  @Override
  public int largestTransfer() {
    return profile.largestTransfer();
  }

  @Override
  public AccessPath access() {
    return access;
  }

  @Override
  public String description() {
    return "NVMe namespace %s of %s through %s, %s"
        .formatted(
            Integer.toUnsignedString(device.nsid()),
            profile.model(),
            device.path(),
            access.async().equals("io_uring_cmd") ? "io_uring passthrough" : "ioctl passthrough");
  }

  @Override
  public String toString() {
    return description();
  }

  @Override
  public Optional<ControllerAccess> controller() throws IOException {
    return Optional.of(DeviceController.open(device.path()));
  }

  @Override
  public CommandQueue open(Loop loop, int depth) {
    if (depth < 1 || depth > LARGEST_DEPTH) {
      throw new IllegalArgumentException("depth " + depth + " is not in 1.." + LARGEST_DEPTH);
    }
    if (!users.enter()) {
      throw new IllegalStateException(description() + " is closed");
    }
    try {
      return new PassthroughQueue(this, carriers.open(loop, depth), depth);
    } catch (IOException e) {
      queueClosed();
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      queueClosed();
      throw e;
    }
  }

  /** A closed queue has no command left. */
  void queueClosed() {
    if (users.leave()) {
      free();
    }
  }

  @Override
  public void close() {
    if (users.close()) {
      queueClosed();
    }
  }

  private void free() {
    watch.close();
    carriers.close();
    try {
      device.close();
    } catch (SystemCallException e) {
      LOG.warn("{} was not closed in good order", device.path(), e);
    }
  }
}
