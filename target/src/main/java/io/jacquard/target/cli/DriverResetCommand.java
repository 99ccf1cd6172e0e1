package io.jacquard.target.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code jacquard driver reset}. */
@Command(
    name = "reset",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Hands NVMe controllers back to the kernel's driver. Without --allow: all that a user-space"
            + " driver has.",
    footerHeading = "%nExamples:%n",
    footer = {"  jacquard driver reset", "  jacquard driver reset --allow 0000:01:00.0"})
final class DriverResetCommand implements Callable<Integer> {
  private final DriverRun run;

  @Spec private CommandSpec spec;

  @Mixin private SelectionFlags selection;

  @Option(names = "--dry-run", description = "Say what would be done, and do nothing.")
  private boolean dryRun;

  DriverResetCommand(DriverRun run) {
    this.run = run;
  }

  @Override
  public Integer call() throws Exception {
    return run.reset(spec, selection, dryRun);
  }
}
