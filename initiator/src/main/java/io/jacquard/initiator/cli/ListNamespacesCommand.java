package io.jacquard.initiator.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jacquard.initiator.RemoteController;
import io.jacquard.initiator.RemoteNamespace;
import io.jacquard.nvme.command.Identify;
import io.jacquard.nvme.identify.Cns;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code jacquard list-ns}. */
@Command(
    name = "list-ns",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Lists the active namespaces of a remote controller.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  jacquard list-ns -t tcp -a 127.0.0.1 -s 4420 -n nqn.2026-01.io.example:disk",
      "  jacquard list-ns tcp://127.0.0.1/nqn.2026-01.io.example:disk -o json",
    })
final class ListNamespacesCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private ControllerFlags controller;

  @Mixin private FormatFlags output;

  @Override
  public Integer call() throws IOException {
    try (RemoteController connected = controller.connect()) {
      switch (output.format()) {
        case normal -> CommandOutput.print(spec, table(connected.namespaces()));
        case json -> CommandOutput.print(spec, json(connected.namespaces()));
        case binary ->
            CommandOutput.printBytes(
                connected.identify(Identify.of(Cns.ACTIVE_NAMESPACE_ID_LIST, 0)));
      }
    }
    return 0;
  }

  private static String table(List<RemoteNamespace> namespaces) {
    StringBuilder lines =
        new StringBuilder(String.format("%10s %16s %6s  %s%n", "NSID", "Bytes", "Block", "UUID"));
    for (RemoteNamespace namespace : namespaces) {
      lines.append(
          String.format(
              "%10d %16d %6d  %s%n",
              namespace.nsid(),
              namespace.geometry().bytes(),
              namespace.geometry().blockSize(),
              namespace.identity().hasUuid() ? namespace.identity().uuid() : "-"));
    }
    return lines.toString();
  }

  private static ObjectNode json(List<RemoteNamespace> namespaces) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    ArrayNode list = object.putArray("nsid_list");
    namespaces.forEach(namespace -> list.addObject().put("nsid", namespace.nsid()));
    return object;
  }
}
