package io.jacquard.initiator.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code jacquard flush}. */
@Command(
    name = "flush",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Makes everything written to a namespace durable.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  jacquard flush tcp://127.0.0.1/nqn.2026-01.io.example:disk --namespace-id 1",
      "  jacquard flush /dev/nvme0n1",
    })
final class FlushCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private StorageFlags storage;

  @Override
  public Integer call() throws IOException {
    try (StorageFlags.Opened opened = storage.open()) {
      opened.blocks().flush();
    }
    CommandOutput.print(spec, "NVMe Flush: success" + System.lineSeparator());
    return 0;
  }
}
