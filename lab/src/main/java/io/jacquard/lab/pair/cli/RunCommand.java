package io.jacquard.lab.pair.cli;

import io.jacquard.lab.session.GuestCommand;
import io.jacquard.lab.vm.RunningCommand;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code jacquard lab run}. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = {
      "Runs a command in a machine as root, with this command's standard input and outputs.",
      "Several words are run as they are; a single one is a line for the shell."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"N:as the command; 1 also if it could not be run, with the reason"},
    footerHeading = "%nExamples:%n",
    footer = {
      "  jacquard lab run target -- nvme list",
      "  jacquard lab run initiator -- 'dmesg | tail'",
      "  jacquard lab run target -- sh -c 'cat > /tmp/disk.img' < disk.img"
    })
final class RunCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  private final LabFlags flags;

  @Option(
      names = {"-n", "--no-input"},
      description = "Leave the standard input alone, as in a loop that reads it.")
  private boolean withoutInput;

  @Parameters(
      index = "0",
      paramLabel = "MACHINE",
      description = "target, initiator, or target2 and so on.")
  private String machine;

  @Parameters(index = "1..*", arity = "1..*", paramLabel = "COMMAND", description = "What to run.")
  private List<String> words;

  RunCommand(LabFlags flags) {
    this.flags = flags;
  }

  @Override
  public Integer call() throws IOException {
    // The words after the machine's name are taken as they are, so the separator is one of them.
    List<String> given = words.getFirst().equals("--") ? words.subList(1, words.size()) : words;
    if (given.isEmpty()) {
      throw new ParameterException(spec.commandLine(), "name a command after --");
    }
    GuestCommand command = GuestCommand.of(given);
    try (RunningCommand running = flags.machine(machine).machine().start(command)) {
      if (withoutInput) {
        running.session().endOfInput();
      } else {
        StandardStreams.pump(running.session());
      }
      return running.session().await(StandardStreams.output(), StandardStreams.errors());
    }
  }
}
