package io.jacquard.lab.vm.pair;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Wireshark's dissectors, by its program for terminals. */
final class Dissector {

  private static final String PROGRAM = "tshark";

  private Dissector() {}

  static boolean present() {
    return Stream.of(System.getenv("PATH").split(":"))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, PROGRAM)));
  }

  /** The lines of a capture's frames that a display filter selects. */
  static List<String> frames(Path capture, String filter) throws Exception {
    Process process =
        new ProcessBuilder(PROGRAM, "-r", capture.toString(), "-Y", filter)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(PROGRAM + " failed with status " + process.exitValue());
    }
    return printed.lines().toList();
  }
}
