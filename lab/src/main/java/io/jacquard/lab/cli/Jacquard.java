package io.jacquard.lab.cli;

import io.jacquard.initiator.cli.HostCommands;
import io.jacquard.lab.bench.BenchCommand;
import io.jacquard.lab.demo.DemoCommand;
import io.jacquard.lab.pair.cli.LabCommand;
import io.jacquard.target.cli.DriverCommand;
import io.jacquard.target.cli.EnumCommand;
import io.jacquard.target.cli.LibraryInfoCommand;
import io.jacquard.target.cli.TargetCommand;
import io.jacquard.target.device.ModuleLoader;
import io.jacquard.target.device.SystemTree;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
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
  private static final String COMPLETION = "generate-completion";

  @Spec private CommandSpec spec;

  private Jacquard() {}

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] args) {
    System.exit(commandLine(args.length == 0 ? "" : args[0]).execute(args));
  }

  /** All commands: 0 is success, 1 a failure with its reason, 2 wrong usage. */
  static CommandLine commandLine() {
    CommandLine commands = new CommandLine(new Jacquard());
    CommandGroups groups = new CommandGroups();
    for (CommandGroups.Group group : groups()) {
      groups.begin(group.heading(), commands);
      group.commands().forEach((name, made) -> commands.addSubcommand(name, made.get()));
    }
    groups.applyTo(commands);
    return configured(commands);
  }

  /**
   * The command of that name alone, if there is one and it needs no other: looking at all of them
   * takes longer than most of them run.
   */
  static CommandLine commandLine(String name) {
    for (CommandGroups.Group group : groups()) {
      if (group.commands().containsKey(name) && !name.equals(COMPLETION)) {
        CommandLine commands = new CommandLine(new Jacquard());
        commands.addSubcommand(name, group.commands().get(name).get());
        return configured(commands);
      }
    }
    return commandLine();
  }

  private static List<CommandGroups.Group> groups() {
    SystemTree machine = SystemTree.ofMachine();
    Map<String, Supplier<Object>> export = new LinkedHashMap<>();
    export.put("demo", DemoCommand::new);
    export.put("target", () -> new TargetCommand(LogOutput::use));
    Map<String, Supplier<Object>> local = new LinkedHashMap<>();
    local.put("enum", () -> new EnumCommand(machine));
    local.put("library-info", () -> new LibraryInfoCommand(machine));
    local.put("driver", () -> DriverCommand.of(machine, ModuleLoader.modprobe(), System.getenv()));
    Map<String, Supplier<Object>> own = new LinkedHashMap<>();
    own.put("lab", () -> LabCommand.create(System.getenv()));
    own.put("bench", BenchCommand::new);
    own.put(COMPLETION, () -> new CommandLine(new GenerateCompletion()));
    return List.of(
        new CommandGroups.Group("Export", export),
        new CommandGroups.Group("This machine", local),
        new CommandGroups.Group(
            "Devices, files and remote namespaces by URI", HostCommands.onAnyDevice()),
        new CommandGroups.Group("Remote controllers", HostCommands.remote()),
        new CommandGroups.Group("This program", own));
  }

  private static CommandLine configured(CommandLine commands) {
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
