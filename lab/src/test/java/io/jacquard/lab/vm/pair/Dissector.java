package io.jacquard.lab.vm.pair;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Wireshark's dissectors, by its program for terminals.
 *
 * @param capture a file of packets
 */
record Dissector(Path capture) {

  private static final String PROGRAM = "tshark";

  static boolean present() {
    return Stream.of(System.getenv("PATH").split(":"))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, PROGRAM)));
  }

  /** The lines of the frames that a display filter selects. */
  List<String> frames(String filter) throws IOException, InterruptedException {
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
