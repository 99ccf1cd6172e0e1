package io.jacquard.initiator.cli;

import io.jacquard.nvme.zone.ZoneSendAction;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code jacquard zoned}: the commands of zoned namespaces. */
@Command(
    name = "zoned",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Reports and manages the zones of a zoned namespace, and appends to them.",
    synopsisSubcommandLabel = "COMMAND",
    footerHeading = "%nExamples:%n",
    footer = {
      "  jacquard zoned report /dev/nvme0n1",
      "  jacquard zoned append /dev/ng0n1 --slba 0x2000 --data-input block.bin",
      "  jacquard zoned reset pci:0000:01:00.0?nsid=1 --all",
    })
final class ZonedCommand implements Runnable {
  @Spec private CommandSpec spec;

  /** The command with its own. */
  static CommandLine withCommands() {
    CommandLine command = new CommandLine(new ZonedCommand());
    command.addSubcommand(new ZoneReportCommand());
    command.addSubcommand(new ZoneAppendCommand());
    command.addSubcommand("open", new ZoneSendCommand("open", ZoneSendAction.OPEN));
    command.addSubcommand("close", new ZoneSendCommand("close", ZoneSendAction.CLOSE));
    command.addSubcommand("finish", new ZoneSendCommand("finish", ZoneSendAction.FINISH));
    command.addSubcommand("reset", new ZoneSendCommand("reset", ZoneSendAction.RESET));
    command.addSubcommand(new ReadCommand());
    command.addSubcommand(new WriteCommand());
    return command;
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "name a command: report, append, open, close, finish, reset, read or write");
  }
}
