package io.jacquard.lab.vm;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A running QEMU.
 *
 * <p>The thread that starts it also waits for its end, because the kernel kills QEMU when the
 * thread that started it ends (see {@link QemuCommand}).
 */
final class QemuProcess {

  private final CompletableFuture<Process> started = new CompletableFuture<>();
  private final CompletableFuture<Integer> ended = new CompletableFuture<>();
  private final Process process;

  private QemuProcess(String name, List<String> command, Path log) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    Thread.ofPlatform().daemon().name("vm-" + name).start(() -> supervise(builder));
    try {
      process = started.get();
    } catch (ExecutionException failure) {
      throw new IOException("cannot start QEMU: " + command, failure.getCause());
    } catch (InterruptedException interrupted) {
      ended.cancel(false);
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while starting QEMU", interrupted);
    }
  }

  /**
   * Starts QEMU.
   *
   * @param log receives what it prints
   */
  static QemuProcess start(String name, List<String> command, Path log) throws IOException {
    return new QemuProcess(name, command, log);
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

  /** Completes with QEMU's exit status. */
  CompletableFuture<Integer> ended() {
    return ended;
  }

  /** Waits for QEMU to end by itself and kills it if it does not. */
  void endWithin(Duration limit) {
    try {
      ended.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException stillThere) {
      kill();
    } catch (InterruptedException interrupted) {
      kill();
      Thread.currentThread().interrupt();
    }
  }

  /** Ends QEMU at once, as a power failure does, and waits until it is gone. */
  void kill() {
    process.destroyForcibly();
    process.onExit().join();
  }

  long pid() {
    return process.pid();
  }
}
