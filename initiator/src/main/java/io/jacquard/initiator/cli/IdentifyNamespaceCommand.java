package io.jacquard.initiator.cli;

import io.jacquard.nvme.command.Identify;
import io.jacquard.nvme.identify.Cns;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code jacquard idfy-ns}. */
@Command(
    name = "idfy-ns",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Prints the namespace's Identify data.",
    footerHeading = "%nExamples:%n",
    footer = {"  jacquard idfy-ns /dev/nvme0n1", "  jacquard idfy-ns mem:64M -o json"})
final class IdentifyNamespaceCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private IdentifyFlags flags;

  @Override
  public Integer call() throws IOException {
    try (AdminSession session = flags.device.controller()) {
      flags.run(spec, session, Identify.of(Cns.IDENTIFY_NAMESPACE, session.requireNsid()));
    }
    return 0;
  }
}
