package io.jacquard.lab.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the commands and programs of {@code docs/getting-started.md} that need no device, in a
 * directory of their own; {@code GettingStartedInGuest} runs the others.
 */
class GettingStartedTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path GUIDE = ROOT.resolve("docs").resolve("getting-started.md");
  private static final String PROGRAM = "./jacquard ";
  private static final String IMPORTS =
      """
      import io.jacquard.initiator.*;
      import io.jacquard.nvme.command.Identify;
      import io.jacquard.nvme.identify.Cns;
      import io.jacquard.nvme.memory.*;
      import io.jacquard.nvme.namespace.*;
      import io.jacquard.nvme.status.*;
      import io.jacquard.nvme.wire.*;
      import java.nio.*;
      import java.nio.charset.*;
      import java.util.*;
      import java.util.concurrent.*;
      """;

  @TempDir private static Path directory;

  @BeforeAll
  static void placeWhatTheCommandsRead() throws IOException {
    Files.copy(ROOT.resolve("README.md"), directory.resolve("README.md"));
  }

  @Test
  void theGuideShowsCommandsAndPrograms() throws IOException {
    assertThat(ConsoleBlocks.in(GUIDE)).hasSizeGreaterThan(10);
    assertThat(JavaBlocks.in(GUIDE)).hasSize(3);
  }

  @TestFactory
  Stream<DynamicTest> commandsPrintWhatIsShown() throws IOException {
    return ConsoleBlocks.in(GUIDE).stream()
        .map(
            command ->
                DynamicTest.dynamicTest(
                    "line " + command.line() + ": " + command.text(), () -> check(command)));
  }

  @TestFactory
  Stream<DynamicTest> programsRun() throws IOException {
    return JavaBlocks.in(GUIDE).stream()
        .map(block -> DynamicTest.dynamicTest("line " + block.line(), () -> compileAndRun(block)));
  }

  private static void compileAndRun(JavaBlocks.Block block) throws Exception {
    Path source = directory.resolve("Line" + block.line() + ".java");
    Files.writeString(
        source, IMPORTS + "void main() throws Exception {\n" + block.text() + "\n}\n");
    // The launcher compiles it first: what does not compile fails as what does not run.
    run(List.of(source.getFileName().toString()));
  }

  private static void check(ConsoleBlocks.Command command) throws Exception {
    assertThat(command.text()).startsWith(PROGRAM);
    List<String> words = new ArrayList<>();
    words.add("io.jacquard.lab.cli.Jacquard");
    words.addAll(List.of(command.text().substring(PROGRAM.length()).split(" ")));
    String output = run(words);
    assertThat(ConsoleBlocks.matches(command.output(), output.lines().toList()))
        .as("printed:%n%s", output)
        .isTrue();
  }

  /** What a program prints on its standard output. */
  private static String run(List<String> words) throws Exception {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    line.add("-Dlogback.configurationFile=logback.xml"); // the program's, not that of tests
    line.addAll(List.of("--enable-native-access=ALL-UNNAMED"));
    line.addAll(List.of("-cp", System.getProperty("java.class.path")));
    line.addAll(words);
    Path errors = directory.resolve("errors");
    Process process =
        new ProcessBuilder(line)
            .directory(directory.toFile())
            .redirectError(errors.toFile())
            .start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(errors)).isZero();
    return output;
  }
}
