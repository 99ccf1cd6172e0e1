package io.jacquard.target.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code jacquard driver config}. */
@Command(
    name = "config",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Hands NVMe controllers to vfio-pci, or to uio_pci_generic where there is no IOMMU.",
      "Without --allow: all that nothing uses. Reserves huge pages if asked."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  jacquard driver config --allow 0000:01:00.0 --hugemem 256",
      "  TARGET_USER=alice jacquard driver config",
    })
final class DriverConfigCommand implements Callable<Integer> {
  private final DriverRun run;

  @Spec private CommandSpec spec;

  @Mixin private DriverFlags flags;

  DriverConfigCommand(DriverRun run) {
    this.run = run;
  }

  @Override
  public Integer call() throws Exception {
    return run.config(spec, flags, 0);
  }
}
