package io.jacquard.lab.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.lab.host.ExportedTarget;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Compiles and runs every Java block, and every command, of {@code docs/cookbook.md}. */
class CookbookTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path COOKBOOK = ROOT.resolve("docs").resolve("cookbook.md");
  private static final String PROGRAM = "./jacquard ";
  private static final String SHOWN_SUBSYSTEM = "tcp://10.0.0.1:4420/nqn.2026-01.io.example:disk";
  private static final String SHOWN_NAME = "nqn.2026-01.io.example:disk";
  private static final String SHOWN_DISCOVERY = "10.0.0.1:8009";
  private static final String SHOWN_DISCOVERY_FLAGS = "-a 10.0.0.1 -s 8009";
  private static final String IMPORTS =
      """
      import io.jacquard.initiator.*;
      import io.jacquard.nvme.command.*;
      import io.jacquard.nvme.discovery.*;
      import io.jacquard.nvme.identity.*;
      import io.jacquard.nvme.log.*;
      import io.jacquard.nvme.status.*;
      import io.jacquard.nvme.wire.*;
      import java.nio.*;
      import java.nio.charset.*;
      import java.time.*;
      import java.util.*;
      import java.util.concurrent.*;
      """;

  private static ExportedTarget target;

  @TempDir private static Path directory;

  @BeforeAll
  static void export() throws IOException {
    target = new ExportedTarget("mem:32M");
  }

  @AfterAll
  static void stop() {
    target.close();
  }

  @Test
  void theCookbookHasRecipes() throws IOException {
    assertThat(JavaBlocks.in(COOKBOOK)).hasSizeGreaterThan(8);
    assertThat(ConsoleBlocks.in(COOKBOOK)).hasSizeGreaterThan(3);
  }

  @TestFactory
  Stream<DynamicTest> javaBlocksCompileAndRun() throws IOException {
    return JavaBlocks.in(COOKBOOK).stream()
        .map(block -> DynamicTest.dynamicTest("line " + block.line(), () -> run(block)));
  }

  @TestFactory
  Stream<DynamicTest> commandsPrintWhatIsShown() throws IOException {
    return ConsoleBlocks.in(COOKBOOK).stream()
        .map(
            command ->
                DynamicTest.dynamicTest(
                    "line " + command.line() + ": " + command.text(), () -> run(command)));
  }

  /** What is shown, with the addresses of the test's target. */
  private static String real(String shown) {
    return shown
        .replace(SHOWN_SUBSYSTEM, target.uri())
        .replace(SHOWN_DISCOVERY, "127.0.0.1:" + target.discovery().port())
        .replace(SHOWN_DISCOVERY_FLAGS, "-a 127.0.0.1 -s " + target.discovery().port())
        .replace(SHOWN_NAME, ExportedTarget.NQN.value());
  }

  private static void run(JavaBlocks.Block block) throws Exception {
    String name = "Line" + block.line();
    Path source = directory.resolve(name + ".java");
    Files.writeString(
        source,
        IMPORTS
            + "public class "
            + name
            + " { public static void run() throws Exception {\n"
            + real(block.text())
            + "\n}}\n");
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    int errors =
        compiler.run(
            null,
            null,
            null,
            "-cp",
            System.getProperty("java.class.path"),
            "-proc:none",
            "-d",
            directory.toString(),
            source.toString());
    assertThat(errors).as("javac of the block in line %d", block.line()).isZero();
    try (URLClassLoader loader =
        new URLClassLoader(
            new URL[] {directory.toUri().toURL()}, CookbookTest.class.getClassLoader())) {
      loader.loadClass(name).getMethod("run").invoke(null);
    } catch (InvocationTargetException e) {
      throw new AssertionError("the block in line " + block.line() + " failed", e.getCause());
    }
  }

  private static void run(ConsoleBlocks.Command command) throws Exception {
    assertThat(command.text()).startsWith(PROGRAM);
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    line.add("-Dlogback.configurationFile=logback.xml"); // the program's, not that of tests
    line.addAll(List.of("--enable-native-access=ALL-UNNAMED"));
    line.add("--sun-misc-unsafe-memory-access=allow");
    line.addAll(List.of("-cp", System.getProperty("java.class.path")));
    line.add("io.jacquard.lab.cli.Jacquard");
    line.addAll(List.of(real(command.text()).substring(PROGRAM.length()).split(" ")));
    Path errors = directory.resolve("line" + command.line() + ".err"); // the log goes there too
    Process process =
        new ProcessBuilder(line).directory(ROOT.toFile()).redirectError(errors.toFile()).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(errors)).isZero();
    List<String> shown = command.output().stream().map(CookbookTest::real).toList();
    assertThat(ConsoleBlocks.matches(shown, output.lines().toList()))
        .as("printed:%n%s", output)
        .isTrue();
  }
}
