package io.jacquard.lab.vm;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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

  private LabScript() {}

  /**
   * Runs a script, with its progress on this process's standard error.
   *
   * @param name of the script below {@code lab}, such as {@code image/build}
   * @return what it printed, without white space at both ends
   * @throws IOException if it is not found here or above, or fails
   */
  public static String run(String name, List<String> arguments) throws IOException {
    List<String> words = new ArrayList<>();
    words.add(find(name).toString());
    words.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process process = builder.start();
    process.getOutputStream().close();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int status = waitFor(process);
    if (status != 0) {
      throw new IOException(
          DIRECTORY.resolve(name) + " failed with status " + status + ": see above");
    }
    return printed.strip();
  }

  private static int waitFor(Process process) throws IOException {
    try {
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
