package io.jacquard.initiator.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jacquard.initiator.RemoteController;
import io.jacquard.initiator.RemoteNamespace;
import io.jacquard.nvme.identify.IdentifyNamespace;
import io.jacquard.nvme.identify.LbaFormat;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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
  private static final Set<String> IDENTIFIERS = Set.of("NGUID", "EUI64");
  private static final Set<String> DECIMALS =
      Set.of(
          "NLBAF",
          "NAWUN",
          "NAWUPF",
          "NACWU",
          "NABSN",
          "NABO",
          "NABSPF",
          "NOIOB",
          "NPWG",
          "NPWA",
          "NPDG",
          "NPDA",
          "NOWS",
          "MSSRL",
          "MCL",
          "MSRC",
          "NULBAF",
          "ANAGRPID",
          "NVMSETID",
          "ENDGID");
  private static final Set<String> SKIPPED =
      Stream.concat(
              Stream.of("VS"),
              IntStream.range(0, IdentifyNamespace.LBA_FORMATS)
                  .mapToObj(i -> IdentifyNamespace.lbaf(i).name()))
          .collect(Collectors.toUnmodifiableSet());

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
    StructureText text = new StructureText(identify, Set.of(), IDENTIFIERS, DECIMALS, SKIPPED);
    switch (output.format()) {
      case normal ->
          CommandOutput.print(
              spec,
              "NVME Identify Namespace %d:%n".formatted(remote.nsid())
                  + text.lines()
                  + formatLines(identify));
      case json -> CommandOutput.print(spec, text.json().set("lbafs", formats(identify)));
      case binary -> CommandOutput.printBytes(identify);
    }
  }

  private static int lastFormat(IdentifyNamespace identify) {
    return Math.min(identify.getInt(IdentifyNamespace.NLBAF), IdentifyNamespace.LBA_FORMATS - 1);
  }

  private static String formatLines(IdentifyNamespace identify) {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i <= lastFormat(identify); i++) {
      LbaFormat format = identify.lbaFormat(i);
      lines.append(
          String.format(
              "lbaf %2d   : ms:%-3d lbads:%-2d rp:%x%s%n",
              i,
              format.ms(),
              format.lbads(),
              format.rp(),
              i == identify.lbaFormatIndex() ? " (in use)" : ""));
    }
    return lines.toString();
  }

  private static ArrayNode formats(IdentifyNamespace identify) {
    ArrayNode all = StructureText.array();
    for (int i = 0; i <= lastFormat(identify); i++) {
      LbaFormat format = identify.lbaFormat(i);
      ObjectNode object = all.addObject();
      object.put("lbaf", i);
      object.put("ms", format.ms());
      object.put("ds", format.lbads());
      object.put("rp", format.rp());
      object.put("in_use", i == identify.lbaFormatIndex() ? 1 : 0);
    }
    return all;
  }
}
