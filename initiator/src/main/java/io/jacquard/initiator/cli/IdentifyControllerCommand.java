package io.jacquard.initiator.cli;

import io.jacquard.nvme.command.Identify;
import io.jacquard.nvme.identify.Cns;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code jacquard idfy-ctrlr}. */
@Command(
    name = "idfy-ctrlr",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Prints the controller's Identify data.",
    footerHeading = "%nExamples:%n",
    footer = {"  jacquard idfy-ctrlr /dev/nvme0n1", "  jacquard idfy-ctrlr mem:64M -o json"})
final class IdentifyControllerCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private IdentifyFlags flags;

  @Override
  public Integer call() throws IOException {
    try (AdminSession session = flags.device.controller()) {
      flags.run(spec, session, Identify.of(Cns.IDENTIFY_CONTROLLER, 0));
    }
    return 0;
  }
}
