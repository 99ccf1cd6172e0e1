package io.jacquard.initiator.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jacquard.nvme.identify.IdentifyNamespace;
import io.jacquard.nvme.identify.LbaFormat;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Shows Identify Namespace as nvme-cli does. */
final class IdentifyNamespaceText {
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

  private IdentifyNamespaceText() {}

  static String lines(IdentifyNamespace identify, long nsid) {
    return "NVME Identify Namespace %d:%n".formatted(nsid)
        + text(identify).lines()
        + formatLines(identify);
  }

  static ObjectNode json(IdentifyNamespace identify) {
    ObjectNode json = text(identify).json();
    json.set("lbafs", formats(identify));
    return json;
  }

  private static StructureText text(IdentifyNamespace identify) {
    return new StructureText(identify, Set.of(), IDENTIFIERS, DECIMALS, SKIPPED);
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
