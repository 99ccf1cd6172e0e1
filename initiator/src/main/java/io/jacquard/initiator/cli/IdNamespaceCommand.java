package io.jacquard.initiator.cli;

import io.jacquard.initiator.RemoteController;
import io.jacquard.initiator.RemoteNamespace;
import io.jacquard.nvme.identify.IdentifyNamespace;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code jacquard id-ns}. */
@Command(
    name = "id-ns",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Prints Identify Namespace of a remote namespace.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  jacquard id-ns -t tcp -a 127.0.0.1 -n nqn.2026-01.io.example:disk --namespace-id 1",
      "  jacquard id-ns tcp://127.0.0.1/nqn.2026-01.io.example:disk -o json",
    })
final class IdNamespaceCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private ControllerFlags controller;

  @Mixin private NamespaceFlags namespace;

  @Mixin private FormatFlags output;

  @Override
  public Integer call() throws IOException {
    try (RemoteController connected = controller.connect()) {
      print(namespace.of(connected, controller));
    }
    return 0;
  }

  private void print(RemoteNamespace remote) throws IOException {
    IdentifyNamespace identify = remote.identify();
    switch (output.format()) {
      case normal ->
          CommandOutput.print(spec, IdentifyNamespaceText.lines(identify, remote.nsid()));
      case json -> CommandOutput.print(spec, IdentifyNamespaceText.json(identify));
      case binary -> CommandOutput.printBytes(identify);
    }
  }
}
