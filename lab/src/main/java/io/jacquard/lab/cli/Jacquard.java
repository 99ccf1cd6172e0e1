package io.jacquard.lab.cli;

import io.jacquard.initiator.cli.HostCommands;
import io.jacquard.lab.bench.BenchCommand;
import io.jacquard.lab.demo.DemoCommand;
import io.jacquard.target.cli.DriverCommand;
import io.jacquard.target.cli.EnumCommand;
import io.jacquard.target.cli.LibraryInfoCommand;
import io.jacquard.target.cli.TargetCommand;
import io.jacquard.target.device.ModuleLoader;
import io.jacquard.target.device.SystemTree;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The program's entry. */
@Command(
    name = "jacquard",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    scope = ScopeType.INHERIT,
    description = "NVMe over Fabrics for the JVM: export namespaces, and use those of others.",
    synopsisSubcommandLabel = "COMMAND",
    footerHeading = "%nExamples:%n",
    footer = {
      "  jacquard demo",
      "  jacquard target --namespace disk.img",
      "  jacquard enum",
      "  jacquard info /dev/nvme0n1",
      "  jacquard discover -t tcp -a 127.0.0.1 -s 8009",
      "  ./jacquard test      (in a checkout: every test)",
      "  source <(jacquard generate-completion)      (for bash and zsh)"
    })
public final class Jacquard implements Runnable {
  @Spec private CommandSpec spec;

  private Jacquard() {}

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  /** All commands: 0 is success, 1 a failure with its reason, 2 wrong usage. */
  static CommandLine commandLine() {
    CommandLine commands = new CommandLine(new Jacquard());
    CommandGroups groups = new CommandGroups();
    groups.begin("Export", commands);
    commands.addSubcommand(new DemoCommand());
    commands.addSubcommand(new TargetCommand(LogOutput::use));
    groups.begin("This machine", commands);
    SystemTree machine = SystemTree.ofMachine();
    commands.addSubcommand(new EnumCommand(machine));
    commands.addSubcommand(new LibraryInfoCommand(machine));
    commands.addSubcommand(DriverCommand.of(machine, ModuleLoader.modprobe(), System.getenv()));
    groups.begin("Devices, files and remote namespaces by URI", commands);
    HostCommands.onAnyDevice().forEach(commands::addSubcommand);
    commands.addSubcommand(HostCommands.zoned());
    groups.begin("Remote controllers", commands);
    HostCommands.remote().forEach(commands::addSubcommand);
    groups.begin("This program", commands);
    commands.addSubcommand(new BenchCommand());
    commands.addSubcommand(new CommandLine(new GenerateCompletion()));
    groups.applyTo(commands);
    commands.setUsageHelpAutoWidth(true);
    commands.setUsageHelpLongOptionsMaxWidth(30);
    commands.setExecutionExceptionHandler(new FailureReport());
    commands.setParameterExceptionHandler(new UsageReport());
    commands.setCaseInsensitiveEnumValuesAllowed(true);
    return commands;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "name a command");
  }
}
