package io.jacquard.lab.vm;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A process that does not outlive this JVM, however that ends.
 *
 * <p>The kernel kills it when the thread that started it ends, so a thread of its own starts it and
 * waits for its end.
 */
final class ChildProcess {

  private final CompletableFuture<Process> started = new CompletableFuture<>();
  private final CompletableFuture<Integer> ended = new CompletableFuture<>();
  private final Process process;

  private ChildProcess(String name, List<String> command, Path log) throws IOException {
    List<String> words = new ArrayList<>(List.of("setpriv", "--pdeathsig", "KILL"));
    words.addAll(command);
    ProcessBuilder builder =
        new ProcessBuilder(words)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    Thread.ofPlatform().daemon().name(name).start(() -> supervise(builder));
    try {
      process = started.get();
    } catch (ExecutionException failure) {
      throw new IOException("cannot start " + command, failure.getCause());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while starting " + command, interrupted);
    }
  }

  /**
   * Starts a process.
   *
   * @param name of the thread that watches it
   * @param log what it prints is added to this file
   */
  static ChildProcess start(String name, List<String> command, Path log) throws IOException {
    return new ChildProcess(name, command, log);
  }

  private void supervise(ProcessBuilder builder) {
    try {
      Process child = builder.start();
      started.complete(child);
      ended.complete(child.waitFor());
    } catch (IOException | InterruptedException failure) {
      started.completeExceptionally(failure);
      ended.completeExceptionally(failure);
    }
  }

  /** Completes with the exit status. */
  CompletableFuture<Integer> ended() {
    return ended;
  }

  /** Asks the process to end (SIGTERM). */
  void terminate() {
    process.destroy();
  }

  /**
   * Sends a signal that Java has no method for.
   *
   * @param name such as STOP
   */
  void signal(String name) throws IOException {
    Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid())).start();
    try {
      if (kill.waitFor() != 0) {
        throw new IOException("cannot send " + name + " to process " + pid());
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while sending " + name, interrupted);
    }
  }

  /**
   * Waits for the process to end by itself, and kills it if it does not.
   *
   * @return whether it ended by itself
   */
  boolean endsWithin(Duration limit) {
    try {
      ended.get(limit.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException | ExecutionException stillThere) {
      kill();
    } catch (InterruptedException interrupted) {
      kill();
      Thread.currentThread().interrupt();
    }
    return false;
  }

  /** Ends the process at once (SIGKILL) and waits until it is gone. */
  void kill() {
    process.destroyForcibly();
    process.onExit().join();
  }

  long pid() {
    return process.pid();
  }
}
