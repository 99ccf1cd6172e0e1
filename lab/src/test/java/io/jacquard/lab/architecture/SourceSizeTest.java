package io.jacquard.lab.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A file holds one concept, so it stays short. */
@Tag("architecture")
class SourceSizeTest {
  private static final int MAX_LINES = 400;

  @Test
  void noSourceFileIsLongerThanFourHundredLines() throws IOException {
    List<Path> sources = sources();
    assertThat(sources).as("Java sources below %s", root()).hasSizeGreaterThan(6);
    assertThat(sources.stream().filter(file -> lines(file) >= MAX_LINES))
        .as("files of %d lines and more", MAX_LINES)
        .isEmpty();
  }

  private static List<Path> sources() throws IOException {
    try (Stream<Path> files = Files.walk(root())) {
      return files
          .filter(file -> file.toString().matches(".*/src/(main|test)/java/.*\\.java"))
          .toList();
    }
  }

  /** Surefire runs a module's tests in the module's directory. */
  private static Path root() {
    return Path.of("").toAbsolutePath().getParent();
  }

  private static long lines(Path file) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
