package io.jacquard.lab.pair.cli;

import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code jacquard lab}. */
@Command(
    name = "lab",
    mixinStandardHelpOptions = true,
    description = {
      "Two virtual machines, target and initiator, with an NVMe controller and RDMA (RoCE) between"
          + " them.",
      "Needs QEMU; neither root nor KVM. There is one lab for each user; JACQUARD_LAB_DIR=DIR names"
          + " another."
    },
    synopsisSubcommandLabel = "COMMAND",
    footerHeading = "%nExamples:%n",
    footer = {
      "  jacquard lab up",
      "  jacquard lab demo",
      "  jacquard lab run target -- nvme list",
      "  jacquard lab shell initiator",
      "  jacquard lab down"
    })
public final class LabCommand implements Runnable {
  @Spec private CommandSpec spec;

  private LabCommand() {}

  /**
   * The command with those below it.
   *
   * @param environment variables that say where the lab is
   */
  public static CommandLine create(Map<String, String> environment) {
    CommandLine lab = new CommandLine(new LabCommand());
    LabFlags flags = new LabFlags(environment, lab::getErr);
    lab.addSubcommand(new UpCommand(flags));
    lab.addSubcommand(new LabDemoCommand(flags));
    lab.addSubcommand(new StatusCommand(flags));
    // What follows the machine's name belongs to the command that is run.
    lab.addSubcommand(new CommandLine(new RunCommand(flags)).setStopAtPositional(true));
    lab.addSubcommand(new ShellCommand(flags));
    lab.addSubcommand(new LogsCommand(flags));
    lab.addSubcommand(new CaptureCommand(flags));
    lab.addSubcommand(new DownCommand(flags));
    return lab;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "name a command");
  }
}
