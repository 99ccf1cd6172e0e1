package io.jacquard.initiator.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;

/**
 * The list of discovery services of a machine: each line of the file has the flags of one {@code
 * discover}; what follows a {@code #} is a comment.
 */
final class DiscoveryConf {
  static final Path DEFAULT = Path.of("/etc/nvme/discovery.conf");

  private DiscoveryConf() {}

  /** One line of the file. */
  @Command(name = "discovery.conf")
  static final class Line {
    @Mixin ControllerFlags controller;
  }

  /**
   * Reads the file.
   *
   * @throws IOException if it cannot be read or has a line that is wrong; the message names it
   */
  static List<ControllerFlags> read(Path file) throws IOException {
    List<ControllerFlags> all = new ArrayList<>();
    List<String> lines = Files.readAllLines(file);
    for (int i = 0; i < lines.size(); i++) {
      String text = lines.get(i).replaceFirst("#.*", "").strip();
      if (!text.isEmpty()) {
        all.add(parse(file, i + 1, text));
      }
    }
    return all;
  }

  private static ControllerFlags parse(Path file, int number, String text) throws IOException {
    Line line = new Line();
    try {
      new CommandLine(line).parseArgs(text.split("\\s+"));
    } catch (ParameterException e) {
      throw new IOException(
          file + " line " + number + ": " + e.getMessage() + "; correct or remove the line", e);
    }
    return line.controller;
  }
}
