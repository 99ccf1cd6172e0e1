package io.jacquard.target.passthrough;

import io.jacquard.nvme.linux.IoUringOp;
import io.jacquard.nvme.linux.IoUringSupport;
import io.jacquard.nvme.namespace.AccessPath;
import io.jacquard.nvme.namespace.ControllerAccess;
import io.jacquard.nvme.namespace.Namespace;
import io.jacquard.nvme.namespace.NamespaceUri;
import io.jacquard.target.engine.Async;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * NVMe devices of the kernel whose commands are passed through: {@code
 * /dev/ng0n1[?async=io_uring_cmd|thrpool|emu][&poll_io][&poll_sq]...}, and {@code
 * /dev/nvme0n1?sync=nvme[&async=thrpool|emu]} by ioctl.
 */
public final class Passthrough {
  private static final Pattern CONTROLLER = Pattern.compile("nvme[0-9]+");
  private static final Pattern GENERIC = Pattern.compile("ng[0-9]+n[0-9]+");
  private static final Pattern BLOCK = Pattern.compile("nvme[0-9]+n[0-9]+");
  private static final Path DEVICES = Path.of("/dev");

  private Passthrough() {}

  /** True if a path is that of a controller, as {@code /dev/nvme0}. */
  public static boolean isController(Path path) {
    return named(path, CONTROLLER);
  }

  /** True if a path is that of a namespace's generic device, as {@code /dev/ng0n1}. */
  public static boolean isGeneric(Path path) {
    return named(path, GENERIC);
  }

  /**
   * True if a URI asks for commands to be passed through: that of a generic device or a controller,
   * and that of a namespace's block device which chooses an interface for it.
   */
  public static boolean takes(NamespaceUri uri) {
    return isGeneric(path(uri))
        || isController(path(uri))
        || (isBlockDevice(path(uri))
            && (chooses(uri, "sync", "nvme") || chooses(uri, "async", "io_uring_cmd")));
  }

  /** True if there is an NVMe controller behind a URI, unless it chooses another one to answer. */
  public static boolean hasController(NamespaceUri uri) {
    return (isGeneric(path(uri)) || isController(path(uri)) || isBlockDevice(path(uri)))
        && (uri.parameter("admin").isEmpty() || chooses(uri, "admin", "nvme"));
  }

  private static boolean chooses(NamespaceUri uri, String option, String value) {
    return uri.parameter(option).filter(value::equals).isPresent();
  }

  private static boolean isBlockDevice(Path path) {
    return named(path, BLOCK);
  }

  private static Path path(NamespaceUri uri) {
    return Path.of(uri.target());
  }

  private static boolean named(Path path, Pattern name) {
    Path real = real(path);
    return DEVICES.equals(real.getParent())
        && name.matcher(real.getFileName().toString()).matches();
  }

  private static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      // Not there now: what it is called has to do.
      return path.toAbsolutePath().normalize();
    }
  }

  /**
   * Checks a URI of an NVMe device without opening it.
   *
   * @throws IllegalArgumentException naming the option that is wrong and what would be right
   */
  public static void check(NamespaceUri uri) {
    PassthroughOptions.of(uri);
  }

  /**
   * Opens the controller behind a URI: that of any of its nodes.
   *
   * @throws IOException if that fails; the message says what to do
   */
  public static ControllerAccess openController(NamespaceUri uri) throws IOException {
    return DeviceController.open(path(uri));
  }

  /**
   * Opens a namespace.
   *
   * @throws IllegalArgumentException if an option is unknown or impossible here
   * @throws IOException if it cannot be opened; the message names it and the next step
   */
  public static Namespace open(NamespaceUri uri) throws IOException {
    PassthroughOptions options = PassthroughOptions.of(uri);
    if (options.demandsRing() && isBlockDevice(options.path())) {
      throw new IOException(options.path() + ": " + genericInstead(options.path()));
    }
    NvmeDevice device = NvmeDevice.open(options.path(), options.exclusive());
    try {
      return open(options, device);
    } catch (IOException | RuntimeException e) {
      device.close();
      throw e;
    }
  }

  private static Namespace open(PassthroughOptions options, NvmeDevice device) throws IOException {
    Path path = options.path();
    if (device.nsid() == 0) {
      throw new IOException(
          path
              + " is no NVMe namespace"
              + (isController(path)
                  ? " but a controller: open one of its namespaces, such as /dev/ng"
                      + path.getFileName().toString().substring("nvme".length())
                      + "n1, or export all of it with --passthru "
                      + path
                  : ""));
    }
    QueueLimits limits = QueueLimits.of(path);
    List<String> notes = new ArrayList<>();
    Async async = choose(options, device, limits, notes);
    NamespaceProfile profile = profile(device, limits);
    Carrier.Kind carriers =
        switch (async) {
          case IO_URING_CMD -> RingCarrier.kind(device, options);
          case EMU -> CallerCarrier.kind(device, options.timeoutMillis());
          default ->
              ThreadsCarrier.kind(device, options.engine().threads(), options.timeoutMillis());
        };
    AccessPath access = new AccessPath("linux", async.word(), "nvme", "nvme", notes);
    return new PassthroughNamespace(device, profile, limits, access, carriers);
  }

  /** What the controller says of an open namespace now. */
  static NamespaceProfile profile(NvmeDevice device, QueueLimits limits) throws IOException {
    try (DeviceController controller = DeviceController.open(device.path())) {
      return NamespaceProfile.read(new ControllerQueries(controller), device.nsid(), limits);
    } catch (NotExportableException e) {
      throw new NotExportableException(device.path() + ": " + e.getMessage(), e);
    }
  }

  private static Async choose(
      PassthroughOptions options, NvmeDevice device, QueueLimits limits, List<String> notes)
      throws IOException {
    Optional<Async> asked = options.engine().async();
    if (asked.isPresent() && asked.get() != Async.IO_URING_CMD) {
      return asked.get();
    }
    Optional<String> obstacle = ringObstacle(options, device, limits);
    if (obstacle.isEmpty()) {
      return Async.IO_URING_CMD;
    }
    if (options.demandsRing()) {
      throw new IOException(device.path() + ": " + obstacle.get());
    }
    notes.add("io_uring_cmd is not used: " + obstacle.get());
    return Async.THRPOOL;
  }

  private static Optional<String> ringObstacle(
      PassthroughOptions options, NvmeDevice device, QueueLimits limits) {
    if (isBlockDevice(device.path())) {
      return Optional.of(genericInstead(device.path()));
    }
    if (options.engine().pollIo() && !limits.polled()) {
      return Optional.of(
          "poll_io is not possible: the driver has no polled queues; load it with"
              + " nvme.poll_queues=N");
    }
    return IoUringSupport.probe(options.rings().setup(), IoUringOp.URING_CMD).obstacle();
  }

  private static String genericInstead(Path block) {
    String name = real(block).getFileName().toString();
    return "a block device takes no NVMe commands by io_uring: write /dev/ng"
        + name.substring("nvme".length());
  }
}
