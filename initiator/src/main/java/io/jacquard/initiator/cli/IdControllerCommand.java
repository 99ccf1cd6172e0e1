package io.jacquard.initiator.cli;

import io.jacquard.initiator.RemoteController;
import io.jacquard.nvme.identify.IdentifyController;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code jacquard id-ctrl}. */
@Command(
    name = "id-ctrl",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Prints Identify Controller of a remote controller.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  jacquard id-ctrl -t tcp -a 127.0.0.1 -s 4420 -n nqn.2026-01.io.example:disk",
      "  jacquard id-ctrl tcp://127.0.0.1:4420/nqn.2026-01.io.example:disk -o json",
    })
final class IdControllerCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private ControllerFlags controller;

  @Mixin private FormatFlags output;

  @Override
  public Integer call() throws IOException {
    try (RemoteController connected = controller.connect()) {
      print(connected.identify());
    }
    return 0;
  }

  private void print(IdentifyController identify) throws IOException {
    switch (output.format()) {
      case normal -> CommandOutput.print(spec, IdentifyControllerText.lines(identify));
      case json -> CommandOutput.print(spec, IdentifyControllerText.json(identify));
      case binary -> CommandOutput.printBytes(identify);
    }
  }
}
