package io.jacquard.lab.crash;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code jacquard target} as a process of its own, to be killed. */
final class TargetProcess implements AutoCloseable {
  private static final Pattern LISTENING = Pattern.compile("Listening on (tcp://[^ ]+:[0-9]+).*");

  private final Process process;
  private final String address;

  private TargetProcess(Process process, String address) {
    this.process = process;
    this.address = address;
  }

  /** Starts it on a free port and waits until it listens. */
  static TargetProcess start(String namespace, String nqn, Path log) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // Short-lived: the quick compiler is the faster one here.
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx256m"));
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add("io.jacquard.lab.cli.Jacquard");
    command.addAll(List.of("target", "--namespace", namespace, "--nqn", nqn));
    command.addAll(List.of("--port", "tcp://127.0.0.1:0", "--discovery-port", "none"));
    command.add("--allow-any-host");
    Process process =
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    return new TargetProcess(process, awaitAddress(process, log));
  }

  private static String awaitAddress(Process process, Path log) throws IOException {
    List<String> output = new ArrayList<>();
    BufferedReader reader = process.inputReader(StandardCharsets.UTF_8);
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      output.add(line);
      Matcher listening = LISTENING.matcher(line);
      if (listening.matches()) {
        return listening.group(1);
      }
    }
    process.destroyForcibly();
    throw new IOException("the target did not start: " + output + ", see " + log);
  }

  /** Where it listens, {@code tcp://127.0.0.1:PORT}. */
  String address() {
    return address;
  }

  /** Ends it as {@code kill -9} does, and waits until it is gone. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      throw new IllegalStateException("the target survived SIGKILL");
    }
  }

  @Override
  public void close() throws InterruptedException {
    kill();
  }
}
