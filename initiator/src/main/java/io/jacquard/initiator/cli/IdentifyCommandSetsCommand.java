package io.jacquard.initiator.cli;

import io.jacquard.nvme.command.Identify;
import io.jacquard.nvme.identify.Cns;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code jacquard idfy-cs}. */
@Command(
    name = "idfy-cs",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Prints which command sets the controller knows.",
    footerHeading = "%nExamples:%n",
    footer = {"  jacquard idfy-cs /dev/nvme0n1", "  jacquard idfy-cs mem:64M -o json"})
final class IdentifyCommandSetsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private IdentifyFlags flags;

  @Override
  public Integer call() throws IOException {
    try (AdminSession session = flags.device.controller()) {
      flags.run(spec, session, new Identify(0, Cns.IO_COMMAND_SET_DATA_STRUCTURE, 0xFFFF, 0, 0, 0));
    }
    return 0;
  }
}
