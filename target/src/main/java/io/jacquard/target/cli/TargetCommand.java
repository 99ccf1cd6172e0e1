package io.jacquard.target.cli;

import io.jacquard.target.config.LoadedConfiguration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code jacquard target}: exports namespaces until it is told to stop. */
@Command(
    name = "target",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    subcommands = {ShowCommand.class, ValidateCommand.class},
    description =
        "Exports namespaces over NVMe/TCP and NVMe/RDMA, with a discovery service. Runs until Ctrl-C"
            + " or SIGTERM.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:stopped by Ctrl-C or SIGTERM",
      "1:could not start, with the reason",
      "2:wrong usage"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  jacquard target --namespace disk.img",
      "  jacquard target --namespace mem:64M --nqn nqn.2026-01.io.example:scratch \\",
      "      --port tcp://127.0.0.1:4420 --allow-any-host",
      "  jacquard target --namespace 'disk.img?size=10G' --port tcp://192.0.2.10:4420 \\",
      "      --host nqn.2026-01.io.example:host1",
      "  jacquard target --namespace /dev/nvme0n1 --port rdma://192.0.2.10:4420 \\",
      "      --port tcp://192.0.2.10:4420 --allow-any-host",
      "  jacquard target --config target.yaml --metrics 9420"
    })
public final class TargetCommand implements Callable<Integer> {
  private final LogControl logControl;

  @Spec private CommandSpec spec;

  @Mixin private ConfigurationFlags flags;

  @Option(
      names = {"-v", "--verbose"},
      description = "Log more: connections, commands of administration, events.")
  private boolean verbose;

  /** A command that logs as {@code logControl} is told. */
  public TargetCommand(LogControl logControl) {
    this.logControl = logControl;
  }

  @Override
  public Integer call() throws Exception {
    LoadedConfiguration loaded = flags.load();
    logControl.use(loaded.configuration().logFormat(), verbose);
    TargetRun run = new TargetRun(flags, loaded);
    run.report(spec.commandLine().getOut());
    run.untilStopped();
    return 0;
  }
}
