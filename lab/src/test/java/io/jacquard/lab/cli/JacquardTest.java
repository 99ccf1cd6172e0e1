package io.jacquard.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class JacquardTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    CommandLine commands = Jacquard.commandLine();
    commands.setOut(new PrintWriter(out));
    commands.setErr(new PrintWriter(err));
    return commands.execute(args);
  }

  @Test
  void helpNamesTheCommandsWithExamples() {
    assertThat(run("--help")).isZero();
    assertThat(out.toString()).contains("target", "Examples:", "jacquard target --namespace");
  }

  @Test
  void aCommandIsStartedByItsOwnNameWithoutTheOthers() {
    Jacquard.commandLine()
        .getSubcommands()
        .forEach(
            (name, command) -> {
              assertThat(command.getCommandName()).isEqualTo(name);
              assertThat(Jacquard.commandLine(name).getSubcommands()).containsKey(name);
            });
    assertThat(Jacquard.commandLine("read").getSubcommands()).containsOnlyKeys("read");
    assertThat(Jacquard.commandLine("raed").getSubcommands()).hasSizeGreaterThan(20);
    assertThat(Jacquard.commandLine("generate-completion").getSubcommands()).hasSizeGreaterThan(20);
  }

  @Test
  void theVersionIsThatOfTheBuild() {
    assertThat(run("--version")).isZero();
    assertThat(out.toString()).matches("(?s)jacquard \\d+\\.\\d+\\.\\d+.*\\R" + "Java 25.*");
  }

  @Test
  void bashCompletionIsGenerated() {
    assertThat(run("generate-completion")).isZero();
    assertThat(out.toString()).contains("--allow-any-host", "validate", "complete -F");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''| name a command",
        "tagret| Did you mean target",
        "target show| nothing to export; add --namespace",
        "target show --namespaces x| Did you mean --namespace?",
        "target show --namespace mem:1M --port tcp://192.0.2.1:1| reached from other machines",
        "target show --namespace mem:1M --port 127.0.0.1:1| write tcp://127.0.0.1:1",
        "target show --namespace mem:1M --allow-any-host --host a| contradict each other",
        "target show --namespace mem:1M --spin fast| write it like 50us",
        "target show --namespace mem:1M --discovery-port x| a number from 0 to 65535, or none",
        "target show --namespace men:1M| there is no kind 'men'; did you mean 'mem'?",
        "target show --namespace mem:1Q| '1Q' is not a size",
        "target show --namespace a.img?sice=1G| unknown option 'sice'",
        "target show --namespace mem:1M?nsid=2 --namespace mem:2M?nsid=2| 2 is given twice",
        "target show --config a.yaml --nqn b| --nqn cannot be combined with --config",
        "target show --namespace mem:1M --loops 0| loops: 0 is not in 1..1024",
        "target show --namespace mem:1M --log-format xml| not one of text, json",
      })
  void wrongUsageExitsWith2AndSaysWhatToDo(String line, String message) {
    assertThat(run(line.isEmpty() ? new String[0] : line.split(" "))).isEqualTo(2);
    assertThat(err.toString()).contains(message).contains("--help'.");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void flagsAreShownAsAConfigurationThatSaysTheSame(@TempDir Path directory) throws IOException {
    assertThat(
            run(
                "target",
                "show",
                "--namespace",
                "mem:64M",
                "--namespace",
                "mem:1G?nsid=9&block=4096",
                "--namespace",
                "mem:2M",
                "--nqn",
                "nqn.2026-01.io.example:a",
                "--port",
                "tcp://192.0.2.1:4420",
                "--port",
                "tcp://[::1]:4420",
                "--host",
                "hosta",
                "--spin",
                "50us",
                "--metrics",
                "9420",
                "--engine",
                "nio"))
        .isZero();
    String shown = out.toString();
    assertThat(shown)
        .contains(
            "nqn: nqn.2026-01.io.example:a",
            "uri: mem:64M",
            "nsid: 9",
            "uri: mem:1G?block=4096",
            "nsid: 2",
            "address: tcp://192.0.2.1:4420",
            "address: tcp://[::1]:8009",
            "- hosta",
            "spin: 50us",
            "engine: nio",
            "address: 127.0.0.1:9420");
    Path file = Files.writeString(directory.resolve("t.yaml"), shown);
    out.getBuffer().setLength(0);
    assertThat(run("target", "show", "--config", file.toString())).isZero();
    assertThat(out.toString()).isEqualTo(shown);
    assertThat(run("target", "validate", file.toString())).isZero();
    assertThat(out.toString()).endsWith("is valid: 1 subsystem, 3 namespaces, 4 ports\n");
  }

  @Test
  void theNsidOfADeviceIsNotThatOfTheExport() {
    assertThat(
            run(
                "target",
                "show",
                "--namespace",
                "tcp://127.0.0.1:4420/nqn.2026-01.io.example:far?nsid=7",
                "--namespace",
                "nvme+tcp://127.0.0.1/nqn.2026-01.io.example:far?nsid=8&export-nsid=5",
                "--namespace",
                "mem:1M?nsid=3"))
        .isZero();
    assertThat(out.toString())
        .containsSubsequence(
            "- nsid: 1", "far?nsid=7", "- nsid: 5", "far?nsid=8\n", "- nsid: 3", "mem:1M\n");
  }

  @Test
  void defaultsAreOpenOnLoopbackWithANameThatStays() {
    assertThat(run("target", "show", "--namespace", "disk.img")).isZero();
    String first = out.toString();
    assertThat(first)
        .contains(
            "nqn: nqn.2014-08.org.nvmexpress:uuid:",
            "allow-any-host: true",
            "tcp://127.0.0.1:4420",
            "tcp://127.0.0.1:8009");
    out.getBuffer().setLength(0);
    assertThat(run("target", "show", "--namespace", "./disk.img")).isZero();
    assertThat(nqn(out.toString())).isEqualTo(nqn(first));
    out.getBuffer().setLength(0);
    assertThat(run("target", "show", "--namespace", "disk2.img")).isZero();
    assertThat(nqn(out.toString())).isNotEqualTo(nqn(first));
  }

  private static String nqn(String yaml) {
    return yaml.lines().filter(line -> line.contains("nqn: ")).findFirst().orElseThrow();
  }

  @Test
  void anInvalidFileExitsWith1AndNamesEverythingThatIsWrong(@TempDir Path directory)
      throws IOException {
    Path file = Files.writeString(directory.resolve("t.yaml"), "sub: 1\nlog: {format: x}\n");

    assertThat(run("target", "validate", file.toString())).isEqualTo(1);
    assertThat(err.toString().lines())
        .containsExactlyInAnyOrder(
            file
                + ":1: sub: unknown key (known here: discovery, log, loops, metrics, ports,"
                + " subsystems)",
            file + ":2: log.format: 'x' is not one of text, json");
  }

  @Test
  void aMissingFileExitsWith1AndOneSentence() {
    assertThat(run("target", "validate", "none.yaml")).isEqualTo(1);
    assertThat(err.toString()).isEqualTo("none.yaml: there is no such file\n");
  }
}
