package io.jacquard.lab.demo;

import io.jacquard.initiator.ConnectOptions;
import io.jacquard.initiator.Initiator;
import io.jacquard.initiator.RemoteController;
import io.jacquard.initiator.RemoteNamespace;
import io.jacquard.nvme.discovery.DiscoveryLogEntry;
import io.jacquard.nvme.identity.Nqn;
import io.jacquard.nvme.identity.TransportAddress;
import io.jacquard.nvme.namespace.ByteSize;
import io.jacquard.nvme.namespace.NamespaceUri;
import io.jacquard.target.Target;
import io.jacquard.target.TargetSettings;
import io.jacquard.target.cli.CommandFailedException;
import io.jacquard.target.cli.ConnectLine;
import io.jacquard.target.config.DefaultPorts;
import io.jacquard.target.definition.NamespaceDefinition;
import io.jacquard.target.definition.SubsystemDefinition;
import io.jacquard.target.definition.TargetDefinition;
import io.jacquard.target.metrics.TargetMetrics;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A target and an initiator that show each other. One thread runs it, any may close it. */
final class Demo implements AutoCloseable {
  static final Nqn SUBSYSTEM = Nqn.parse("nqn.2026-01.io.jacquard:demo");
  private static final String HOST = "127.0.0.1";
  private static final int EXPORT = 1;
  private static final int DISCOVERY = 2;
  private static final long LEAST_NAMESPACE = 1L << 30;

  private final PrintWriter out;
  private final boolean terminal;
  private final long bytes;
  private final TargetMetrics metrics = new TargetMetrics();
  private Optional<Path> temporary = Optional.empty();
  private Optional<Target> target = Optional.empty();
  private boolean closed;

  /**
   * A demo.
   *
   * @param terminal whether {@code out} is a terminal, for a progress bar
   * @param bytes data to write and read back
   */
  Demo(PrintWriter out, boolean terminal, long bytes) {
    this.out = out;
    this.terminal = terminal;
    this.bytes = bytes;
  }

  /** Makes the namespace and exports it. */
  void start(Optional<Path> file, int port, int discoveryPort)
      throws IOException, CommandFailedException {
    Path path = file.isPresent() ? file.get().toAbsolutePath() : temporaryFile();
    String size = ByteSize.format(Math.max(bytes, LEAST_NAMESPACE));
    NamespaceUri uri = new NamespaceUri("file", path.toString(), Map.of("size", size));
    SubsystemDefinition subsystem =
        SubsystemDefinition.open(SUBSYSTEM, List.of(NamespaceDefinition.of(1, uri)));
    TargetDefinition definition =
        new TargetDefinition(
            List.of(subsystem),
            List.of(
                DefaultPorts.port(EXPORT, TransportAddress.tcp(HOST, port), List.of(SUBSYSTEM)),
                DefaultPorts.port(DISCOVERY, TransportAddress.tcp(HOST, discoveryPort), List.of())),
            Optional.empty());
    own(startTarget(definition));
    say("Namespace", medium());
    say("Target", address(EXPORT) + ", discovery on " + address(DISCOVERY));
  }

  private Target startTarget(TargetDefinition definition) throws CommandFailedException {
    try {
      return Target.start(TargetSettings.defaults(metrics), definition);
    } catch (IOException e) {
      throw new CommandFailedException(
          "The demo's target cannot start: "
              + e.getMessage()
              + "\nIf an address is in use, choose others: jacquard demo --port 4421"
              + " --discovery-port 8010",
          e);
    }
  }

  private Path temporaryFile() throws IOException {
    Path directory = Files.createTempDirectory("jacquard-demo-");
    synchronized (this) {
      temporary = Optional.of(directory);
    }
    return directory.resolve("disk.img");
  }

  private synchronized void own(Target started) {
    if (closed) {
      started.close();
    }
    target = Optional.of(started);
  }

  private String medium() {
    return target
        .orElseThrow()
        .subsystems()
        .getFirst()
        .namespaces()
        .getFirst()
        .medium()
        .description();
  }

  private TransportAddress address(int portId) {
    return target.orElseThrow().addresses().get(portId);
  }

  /** Discovers, connects, writes, reads back and verifies. */
  void run() throws IOException, CommandFailedException {
    TransportAddress found = discover();
    ConnectOptions options = ConnectOptions.to(found, SUBSYSTEM).build();
    try (RemoteController controller = Initiator.connect(options)) {
      RemoteNamespace disk = controller.namespace(1).orElseThrow();
      say(
          "Connected",
          String.format(
              "controller %d, %d I/O queues, namespace 1 of %s",
              controller.controllerId(),
              controller.ioQueues(),
              ByteSize.describe(disk.geometry().bytes())));
      out.println();
      new DemoWorkload(disk, out, terminal, bytes).run();
    }
  }

  private TransportAddress discover() throws IOException, CommandFailedException {
    ConnectOptions options = ConnectOptions.to(address(DISCOVERY), Nqn.DISCOVERY).build();
    for (DiscoveryLogEntry entry : Initiator.discover(options).entries()) {
      if (entry.subnqn().equals(Optional.of(SUBSYSTEM)) && entry.address().isPresent()) {
        TransportAddress at = entry.address().get();
        say("Discovered", SUBSYSTEM + " at " + at);
        return at;
      }
    }
    throw new CommandFailedException(
        "The discovery service at " + address(DISCOVERY) + " does not tell of " + SUBSYSTEM);
  }

  /** Tells what to do next. */
  void suggest(boolean running) {
    TransportAddress at = address(EXPORT);
    out.printf(
        """

        From Java:
          try (RemoteController controller = Initiator.connect("%s/%s")) {
            RemoteNamespace disk = controller.namespace(1).orElseThrow();
            ByteBuffer block = ByteBuffer.allocateDirect(4096);
            disk.read(0, block);
          }

        From Linux (as root, with the module nvme-tcp):
          %s
          %s
        """,
        at,
        SUBSYSTEM,
        ConnectLine.discover(address(DISCOVERY)),
        ConnectLine.connect(at, SUBSYSTEM));
    if (running) {
      out.printf("%nThe target is running. Ctrl-C stops it.%n");
    }
    out.flush();
  }

  private void say(String what, String text) {
    out.printf("%-11s %s%n", what, text);
    out.flush();
  }

  @Override
  public synchronized void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    target.ifPresent(Target::close);
    metrics.close();
    if (temporary.isPresent()) {
      Files.deleteIfExists(temporary.get().resolve("disk.img"));
      Files.deleteIfExists(temporary.get());
    }
  }
}
