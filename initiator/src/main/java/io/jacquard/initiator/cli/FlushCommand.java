package io.jacquard.initiator.cli;

import io.jacquard.initiator.RemoteController;
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
    description = "Makes everything written to a remote namespace durable.",
    footerHeading = "%nExamples:%n",
    footer = "  jacquard flush tcp://127.0.0.1/nqn.2026-01.io.example:disk --namespace-id 1")
final class FlushCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private ControllerFlags controller;

  @Mixin private NamespaceFlags namespace;

  @Override
  public Integer call() throws IOException {
    try (RemoteController connected = controller.connect()) {
      namespace.of(connected, controller).flush();
    }
    CommandOutput.print(spec, "NVMe Flush: success" + System.lineSeparator());
    return 0;
  }
}
