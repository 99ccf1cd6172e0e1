package io.jacquard.lab.vm;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A running virtual machine with Linux 6.12, in which scripts are run while it stays up.
 *
 * <p>Its network is QEMU's user network: the host's 127.0.0.1 is 10.0.2.2 in the guest. It ends
 * when it is closed, and with this JVM however that ends. Its console and QEMU's messages are kept
 * in {@link #logs()}.
 *
 * <p>Thread-safe: up to {@value #CHANNELS} scripts run at the same time, more wait for their turn.
 */
public final class VirtualMachine implements AutoCloseable {

  /** The host's 127.0.0.1 as the guest sees it. */
  public static final String HOST_ADDRESS = "10.0.2.2";

  /** System property: directory in which each machine keeps its logs. */
  public static final String LOGS_PROPERTY = "jacquard.lab.logs";

  private static final int CHANNELS = 4;
  private static final Duration BOOT_LIMIT = Duration.ofSeconds(180);
  private static final Duration SHUTDOWN_LIMIT = Duration.ofSeconds(5);

  /** How long the guest's agent may take to end a script beyond the script's own limit. */
  private static final Duration GRACE = Duration.ofSeconds(15);

  private static final Duration TELL_LIMIT = Duration.ofSeconds(20);

  private final MachineSpec spec;
  private final Path logs;
  private final Path disks;
  private final ChildProcess qemu;
  private QemuMonitor monitor;
  private final List<GuestChannel> channels = new ArrayList<>();
  private final BlockingQueue<GuestChannel> free = new LinkedBlockingQueue<>();
  private final AtomicInteger traces = new AtomicInteger();

  VirtualMachine(MachineSpec spec) throws IOException {
    this.spec = spec;
    logs = newLogDirectory(spec.name());
    disks = Files.createDirectory(logs.resolve("disks"));
    try (ChannelListeners listeners = ChannelListeners.open(CHANNELS + 1)) {
      List<String> command =
          QemuCommand.of(spec, console(), disks, QemuCommand.connectingTo(listeners.paths()));
      qemu = ChildProcess.start("vm-" + spec.name(), command, qemuMessages());
      // Without this, accepting would wait forever for a QEMU that refused to start.
      qemu.ended().whenComplete((status, failure) -> listeners.stop());
      connect(listeners);
    }
  }

  private static Path newLogDirectory(String name) throws IOException {
    Path parent = logsParent().toAbsolutePath();
    Files.createDirectories(parent);
    return Files.createTempDirectory(parent, name + "-");
  }

  private static Path logsParent() {
    String chosen = System.getProperty(LOGS_PROPERTY);
    return chosen != null
        ? Path.of(chosen)
        : LabScript.checkout()
            .map(root -> root.resolve("lab/target/vm"))
            .orElse(Path.of("target/vm"));
  }

  private void connect(ChannelListeners listeners) throws IOException {
    try {
      List<SocketChannel> sockets = listeners.accept();
      monitor = new QemuMonitor(sockets.getFirst());
      for (SocketChannel socket : sockets.subList(1, sockets.size())) {
        String name = "vm-" + spec.name() + "-channel" + channels.size();
        channels.add(new GuestChannel(socket, name));
      }
    } catch (IOException failure) {
      qemu.kill();
      String said = Files.readString(qemuMessages()).strip();
      throw new IOException("QEMU ended before the machine had started: " + said, failure);
    }
    free.addAll(channels);
  }

  void awaitBoot() {
    StringBuilder script = new StringBuilder("set -e\n");
    if (!spec.modules().isEmpty()) {
      script.append("modprobe -a ").append(String.join(" ", spec.modules())).append('\n');
    }
    for (int port : spec.guestForwards()) {
      script
          .append(
              "setsid socat TCP-LISTEN:%d,bind=127.0.0.1,fork,reuseaddr,nodelay".formatted(port))
          .append(" TCP:%s:%d,nodelay > /dev/null 2>&1 &\n".formatted(HOST_ADDRESS, port))
          .append("until ss -Hltn sport = :%d | grep -q .; do sleep 0.02; done\n".formatted(port));
    }
    succeed(script.toString(), BOOT_LIMIT);
  }

  /**
   * Runs a bash script in the guest, as root, and waits for its end.
   *
   * <p>A process that the script leaves in the background must have its outputs redirected, and be
   * started with {@code setsid} if it is to outlive the script.
   *
   * @param limit the script is ended when it runs longer; rounded down to seconds, at least one
   * @throws VirtualMachineException if the machine died or does not answer
   */
  public ScriptResult run(String script, Duration limit) {
    return run(script, limit, reportOf(script));
  }

  private ScriptResult run(String script, Duration limit, FailureReport report) {
    try {
      return start(script, limit).get(limit.plus(GRACE).toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException failure) {
      String what = "the guest does not answer for " + limit.plus(GRACE).toSeconds() + " s";
      throw new VirtualMachineException(report.of(what, "", List.of()), failure);
    } catch (ExecutionException failure) {
      throw new VirtualMachineException(
          report.of("the guest died", "", List.of()), failure.getCause());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new VirtualMachineException("interrupted while running: " + script, interrupted);
    }
  }

  private FailureReport reportOf(String script) {
    return new FailureReport(script, console(), qemuMessages());
  }

  /**
   * Starts a script as {@link #run} does, without waiting for its end.
   *
   * @return completes when it has ended
   */
  public CompletableFuture<ScriptResult> start(String script, Duration limit) {
    GuestChannel channel;
    try {
      channel = free.take();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new VirtualMachineException("interrupted before running: " + script, interrupted);
    }
    try {
      return channel.run(script, limit).whenComplete((result, failure) -> free.add(channel));
    } catch (IOException failure) {
      // For the next to be told, too, instead of waiting for a channel that never comes back.
      free.add(channel);
      throw new VirtualMachineException(
          reportOf(script).of("the guest is gone", "", List.of()), failure);
    }
  }

  /**
   * Runs a script that must end with status 0.
   *
   * @return its output, without white space at both ends
   * @throws VirtualMachineException if it does not; the first line of its message has the command
   *     it ended in, what it said last and the most telling kernel message
   */
  public String succeed(String script, Duration limit) {
    ScriptTrace trace = new ScriptTrace("/run/trace-" + traces.incrementAndGet());
    FailureReport report = reportOf(script);
    ScriptResult result = run(trace.of(script), limit, report);
    if (!result.succeeded()) {
      String what =
          result.timedOut()
              ? "status 124 (ended after " + limit.toSeconds() + " s)"
              : "status " + result.status();
      throw new VirtualMachineException(report.of(what, result.output(), lastCommands(trace)));
    }
    return result.output().strip();
  }

  /** A guest that hung may not tell: the report has the rest. */
  private List<String> lastCommands(ScriptTrace trace) {
    try {
      return run(trace.print(), TELL_LIMIT).output().lines().toList();
    } catch (VirtualMachineException failure) {
      return List.of("(not known: " + failure.getMessage().lines().findFirst().orElse("") + ")");
    }
  }

  /** The guest's kernel messages. */
  public String dmesg() {
    return succeed("dmesg", Duration.ofSeconds(20));
  }

  /** The directory with this machine's console and QEMU's messages. */
  public Path logs() {
    return logs;
  }

  /** File that holds what the guest's kernel wrote to its console. */
  public Path console() {
    return logs.resolve("console.txt");
  }

  private Path qemuMessages() {
    return logs.resolve("qemu.txt");
  }

  /** The port of the host's 127.0.0.1 that leads to a port of the guest. */
  public int hostPort(int guestPort) {
    Integer port = spec.hostForwards().get(guestPort);
    if (port == null) {
      throw new IllegalArgumentException("no host port leads to port " + guestPort);
    }
    return port;
  }

  /**
   * Runs a command of QEMU's monitor, such as {@code device_del nvme0}.
   *
   * @return what it printed; most print nothing unless they fail
   * @throws IOException if the machine has ended
   */
  public String monitor(String command) throws IOException {
    return monitor.run(command);
  }

  /** Process id of QEMU. */
  public long pid() {
    return qemu.pid();
  }

  /** Stops the machine as it is: it runs nothing and answers nothing until {@link #resume}. */
  public void pause() throws IOException {
    qemu.signal("STOP");
  }

  /** Lets a machine go on that was stopped by {@link #pause}. */
  public void resume() throws IOException {
    qemu.signal("CONT");
  }

  /** Ends the machine: the guest powers off when its channels close, otherwise it is killed. */
  @Override
  public void close() {
    IOException failure = null;
    for (GuestChannel channel : channels) {
      try {
        channel.close();
      } catch (IOException last) {
        failure = last;
      }
    }
    qemu.endsWithin(SHUTDOWN_LIMIT);
    try {
      monitor.close();
      deleteDisks();
    } catch (IOException last) {
      failure = last;
    }
    if (failure != null) {
      throw new VirtualMachineException("cannot clean up after " + spec.name(), failure);
    }
  }

  /** The logs are kept; what the guest wrote is only large. */
  private void deleteDisks() throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(disks)) {
      for (Path file : files) {
        Files.delete(file);
      }
    }
    Files.delete(disks);
  }

  /** A builder for a machine of this name that boots this image. */
  public static MachineBuilder builder(String name, GuestImage image) {
    return new MachineBuilder(name, image);
  }
}
