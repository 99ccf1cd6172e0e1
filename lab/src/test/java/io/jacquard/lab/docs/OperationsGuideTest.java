package io.jacquard.lab.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Runs every command that {@code docs/operations.md} shows and compares what it prints. */
class OperationsGuideTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path GUIDE = ROOT.resolve("docs").resolve("operations.md");
  private static final String PROGRAM = "./jacquard ";

  @TestFactory
  Stream<DynamicTest> commandsPrintWhatIsShown() throws IOException {
    return ConsoleBlocks.in(GUIDE).stream()
        .map(
            command ->
                DynamicTest.dynamicTest(
                    "line " + command.line() + ": " + command.text(), () -> check(command)));
  }

  @Test
  void theGuideShowsCommands() throws IOException {
    assertThat(ConsoleBlocks.in(GUIDE)).hasSizeGreaterThan(3);
  }

  private static void check(ConsoleBlocks.Command command) throws Exception {
    assertThat(command.text()).startsWith(PROGRAM);
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    line.addAll(List.of("-cp", System.getProperty("java.class.path")));
    line.add("io.jacquard.lab.cli.Jacquard");
    line.addAll(List.of(command.text().substring(PROGRAM.length()).split(" ")));
    Process process =
        new ProcessBuilder(line).directory(ROOT.toFile()).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();

    assertThat(process.exitValue()).as(output).isZero();
    assertThat(ConsoleBlocks.matches(command.output(), output.lines().toList()))
        .as("printed:%n%s", output)
        .isTrue();
  }
}
