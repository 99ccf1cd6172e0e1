package io.jacquard.lab.bench;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process of the benchmark: started, stopped for a while, ended by its own id. */
final class BenchProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final String name;
  private final Process process;
  private final Path log;

  private BenchProcess(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
  }

  /** Starts a process that goes on in the background. */
  static BenchProcess start(String name, List<String> command) throws IOException {
    Path log = Files.createTempFile("jacquard-bench-" + name + "-", ".log");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
            .start();
    return new BenchProcess(name, process, log);
  }

  /** Runs a process to its end and returns what it printed. */
  static String run(String name, List<String> command, Duration limit)
      throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    Thread killer =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                      process.destroyForcibly();
                    }
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
    try (InputStream out = process.getInputStream()) {
      String text = new String(out.readAllBytes(), StandardCharsets.UTF_8);
      int code = process.waitFor();
      if (code != 0) {
        throw new IOException(name + " ended with code " + code + ":\n" + text);
      }
      return text;
    } finally {
      killer.interrupt();
    }
  }

  long pid() {
    return process.pid();
  }

  /** Waits until {@code ready} appears in the output. */
  void awaitOutput(String ready) throws IOException, InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos() * 3;
    while (!Files.readString(log).contains(ready)) {
      if (!process.isAlive() || System.nanoTime() - end >= 0) {
        throw new IOException(name + " does not run:\n" + Files.readString(log));
      }
      process.waitFor(50, TimeUnit.MILLISECONDS);
    }
  }

  /** Halts the process, so that it takes no time from another. */
  void pause() throws IOException, InterruptedException {
    signal("-STOP");
  }

  void resume() throws IOException, InterruptedException {
    signal("-CONT");
  }

  private void signal(String signal) throws IOException, InterruptedException {
    // The process may be a chain of commands that all replaced each other: one id.
    run("kill", List.of("kill", signal, Long.toString(process.pid())), PATIENCE);
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    Files.deleteIfExists(log);
  }
}
