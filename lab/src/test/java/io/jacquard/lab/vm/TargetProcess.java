package io.jacquard.lab.vm;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * {@code jacquard target --config} as a process of its own, to be killed, restarted and told new
 * things.
 */
final class TargetProcess implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(20);
  private static final int LAST_LINES = 20;
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final Path directory;
  private final int port;
  private ChildProcess process;

  /**
   * Prepares a target.
   *
   * @param directory for its configuration, log and namespaces
   * @param port where the configuration makes it listen on 127.0.0.1
   */
  TargetProcess(Path directory, int port) {
    this.directory = directory;
    this.port = port;
  }

  /** Writes a configuration as an editor does: the file is replaced at once. */
  void configure(String yaml) throws IOException {
    Path next = Files.writeString(directory.resolve("target.yaml.next"), yaml);
    Files.move(next, configuration(), StandardCopyOption.ATOMIC_MOVE);
  }

  /** Starts the process and waits until it listens. */
  void start() throws IOException {
    List<String> command =
        Program.jacquard(List.of("target", "--config", configuration().toString()));
    process = ChildProcess.start("target-process", command, log());
    awaitListening();
  }

  private void awaitListening() throws IOException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!listens()) {
      if (process.ended().isDone() || System.nanoTime() > end) {
        process.kill();
        throw new IOException("the target does not listen:\n" + Files.readString(log()));
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  private boolean listens() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  /** Waits until the process has logged a text. */
  void awaitInLog(String text) throws IOException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!Files.readString(log()).contains(text)) {
      if (System.nanoTime() > end) {
        throw new IOException("'" + text + "' is not in the log:\n" + Files.readString(log()));
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  /** The last lines of the log, for a message to people. */
  List<String> lastLogged() {
    try {
      List<String> lines = Files.readAllLines(log());
      return lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size());
    } catch (IOException failure) {
      return List.of("(the log cannot be read: " + failure + ")");
    }
  }

  /** Ends the process as a crash does (SIGKILL). */
  void kill() {
    process.kill();
  }

  /** Ends the process in order (SIGTERM). Returns whether it obeyed in time. */
  boolean stop() {
    process.terminate();
    return process.endsWithin(STOP_LIMIT);
  }

  Path directory() {
    return directory;
  }

  Path log() {
    return directory.resolve("target.txt");
  }

  private Path configuration() {
    return directory.resolve("target.yaml");
  }

  @Override
  public void close() {
    if (process != null) {
      process.kill();
    }
  }
}
