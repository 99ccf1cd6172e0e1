package io.jacquard.lab.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.lab.cli.CommandRun;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Runs the commands of {@code docs/getting-started.md} that need devices and root, in the guest of
 * {@code GuestDevicesTest}, which hands the guide over as a property.
 */
class GettingStartedInGuest {
  /** Property: the text of the guide in Base64. */
  static final String PROPERTY = "jacquard.guide";

  private static final String OPEN = "```console root";
  private static final String PROGRAM = "jacquard ";

  @TestFactory
  Stream<DynamicTest> commandsPrintWhatIsShown() {
    String guide =
        new String(
            Base64.getDecoder().decode(System.getProperty(PROPERTY)), StandardCharsets.UTF_8);
    List<ConsoleBlocks.Command> commands = ConsoleBlocks.in(guide.lines().toList(), OPEN);
    assertThat(commands).hasSizeGreaterThan(8);
    return commands.stream()
        .map(
            command ->
                DynamicTest.dynamicTest(
                    "line " + command.line() + ": " + command.text(), () -> check(command)));
  }

  private static void check(ConsoleBlocks.Command command) {
    assertThat(command.text()).startsWith(PROGRAM);
    String output = CommandRun.output(command.text().substring(PROGRAM.length()));
    assertThat(ConsoleBlocks.matches(command.output(), output.lines().toList()))
        .as("printed:%n%s", output)
        .isTrue();
  }
}
