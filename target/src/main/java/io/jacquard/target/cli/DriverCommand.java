package io.jacquard.target.cli;

import io.jacquard.target.device.ModuleLoader;
import io.jacquard.target.device.SystemTree;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code jacquard driver}: which driver has the machine's NVMe controllers. */
@Command(
    name = "driver",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Hands NVMe controllers to the user-space driver and back, as xnvme-driver does.",
      "Without a command: 'config', and reserves huge pages (HUGEMEM, 2048 MiB unless set).",
      "Devices with mounted file systems, swap, or others built on them, are left alone."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  jacquard driver status",
      "  jacquard driver config --allow 0000:01:00.0",
      "  PCI_BLACKLIST=0000:01:00.0 jacquard driver config --dry-run",
      "  jacquard driver reset",
    })
public final class DriverCommand implements Callable<Integer> {
  private static final long DEFAULT_HUGEMEM = 2048;

  private final DriverRun run;

  @Spec private CommandSpec spec;

  @Mixin private DriverFlags flags;

  private DriverCommand(DriverRun run) {
    this.run = run;
  }

  /**
   * The command with its own.
   *
   * @param environment variables, as {@code System.getenv} has them
   */
  public static CommandLine of(
      SystemTree tree, ModuleLoader modules, Map<String, String> environment) {
    DriverRun run = new DriverRun(tree, modules, environment);
    CommandLine command = new CommandLine(new DriverCommand(run));
    command.addSubcommand(new DriverConfigCommand(run));
    command.addSubcommand(new DriverResetCommand(run));
    command.addSubcommand(new DriverStatusCommand(tree));
    return command;
  }

  @Override
  public Integer call() throws Exception {
    return run.config(spec, flags, DEFAULT_HUGEMEM);
  }
}
