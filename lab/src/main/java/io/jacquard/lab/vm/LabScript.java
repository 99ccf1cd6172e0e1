package io.jacquard.lab.vm;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The scripts below {@code lab} which make what machines are made of, and the networks between
 * them. Each prints what it made, such as the path of an image in a cache.
 */
public final class LabScript {

  /** System property with the checkout; without it the current directory is in one. */
  private static final String ROOT_PROPERTY = "jacquard.root";

  private static final Path DIRECTORY = Path.of("lab");
  private static final int LAST_LINES = 5;

  private LabScript() {}

  /**
   * Runs a script, with its progress on this process's standard error.
   *
   * @param name of the script below {@code lab}, such as {@code image/build}
   * @return what it printed, without white space at both ends
   * @throws IOException if it is not found here or above, or fails, with the last it said
   */
  public static String run(String name, List<String> arguments) throws IOException {
    List<String> words = new ArrayList<>();
    words.add(find(name).toString());
    words.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(words);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process process = builder.start();
    process.getOutputStream().close();
    Deque<String> said = new ArrayDeque<>();
    Thread progress = Thread.ofVirtual().start(() -> passOn(process.errorReader(), said));
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int status = waitFor(process, progress);
    if (status != 0) {
      throw new IOException(
          "%s failed with status %d: %s"
              .formatted(DIRECTORY.resolve(name), status, String.join("; ", said)));
    }
    return printed.strip();
  }

  /** Shows each line at once, and keeps the last ones. */
  private static void passOn(BufferedReader lines, Deque<String> last) {
    lines
        .lines()
        .forEach(
            line -> {
              System.err.println(line);
              last.add(line.strip());
              if (last.size() > LAST_LINES) {
                last.remove();
              }
            });
  }

  private static int waitFor(Process process, Thread progress) throws IOException {
    try {
      progress.join();
      return process.waitFor();
    } catch (InterruptedException interrupted) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while making a part of the lab", interrupted);
    }
  }

  /** The checkout that this program was started from, if it was. */
  static Optional<Path> checkout() {
    return Optional.ofNullable(System.getProperty(ROOT_PROPERTY)).map(Path::of);
  }

  private static Path find(String name) throws IOException {
    Path script = DIRECTORY.resolve(name);
    Path start = checkout().orElse(Path.of("")).toAbsolutePath();
    for (Path at = start; at != null; at = at.getParent()) {
      if (Files.isExecutable(at.resolve(script))) {
        return at.resolve(script);
      }
    }
    throw new IOException(
        script + " was not found in or above " + start + "; run in a checkout of Jacquard");
  }
}
