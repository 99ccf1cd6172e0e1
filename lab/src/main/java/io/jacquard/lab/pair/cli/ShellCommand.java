package io.jacquard.lab.pair.cli;

import io.jacquard.lab.session.GuestCommand;
import io.jacquard.lab.vm.RunningCommand;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code jacquard lab shell}. */
@Command(
    name = "shell",
    mixinStandardHelpOptions = true,
    description = {
      "Opens a shell in a machine, as root. Ctrl-] leaves it, and ends what runs in it.",
      "Without a terminal the shell runs the commands that it reads."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  jacquard lab shell target", "  echo 'nvme list' | jacquard lab shell target"})
final class ShellCommand implements Callable<Integer> {
  private final LabFlags flags;

  @Parameters(
      index = "0",
      paramLabel = "MACHINE",
      description = "target, initiator, or target2 and so on.")
  private String machine;

  ShellCommand(LabFlags flags) {
    this.flags = flags;
  }

  @Override
  public Integer call() throws IOException {
    return UserTerminal.present() ? inTerminal() : withoutTerminal();
  }

  private int withoutTerminal() throws IOException {
    GuestCommand command = GuestCommand.script("exec bash -s");
    try (RunningCommand running = flags.machine(machine).machine().start(command)) {
      StandardStreams.pump(running.session());
      return running.session().await(StandardStreams.output(), StandardStreams.errors());
    }
  }

  private int inTerminal() throws IOException {
    GuestCommand command = GuestCommand.shell(UserTerminal.describe(flags.environment("TERM")));
    try (RunningCommand running = flags.machine(machine).machine().start(command);
        UserTerminal terminal = UserTerminal.raw()) {
      return terminal.connect(running.session());
    }
  }
}
