package io.jacquard.initiator.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jacquard.nvme.identify.IdentifyController;
import io.jacquard.nvme.identify.PowerState;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Shows Identify Controller as nvme-cli does. */
final class IdentifyControllerText {
  private static final Set<String> TEXTS = Set.of("SN", "MN", "FR", "SUBNQN");
  private static final Set<String> IDENTIFIERS = Set.of("FGUID");
  private static final Set<String> DECIMALS =
      Set.of(
          "RAB",
          "MDTS",
          "CNTRLTYPE",
          "CRDT1",
          "CRDT2",
          "CRDT3",
          "ACL",
          "AERL",
          "ELPE",
          "NPSS",
          "WCTEMP",
          "CCTEMP",
          "MTFA",
          "HMPRE",
          "HMMIN",
          "EDSTT",
          "DSTO",
          "FWUG",
          "KAS",
          "MNTMT",
          "MXTMT",
          "HMMINDS",
          "HMMAXD",
          "NSETIDMAX",
          "ENDGIDMAX",
          "ANATT",
          "ANACAP",
          "ANAGRPMAX",
          "NANAGRPID",
          "PELS",
          "DOMAINID",
          "MAXCMD",
          "NN",
          "AWUN",
          "AWUPF",
          "ICSVSCC",
          "NWPC",
          "ACWU",
          "MNAN",
          "MAXCNA",
          "IOCCSZ",
          "IORCSZ",
          "ICDOFF",
          "FCATT",
          "MSDBD",
          "OFCS",
          "DCTYPE");
  private static final Set<String> SKIPPED =
      Stream.concat(Stream.of("VS"), IntStream.range(0, 32).mapToObj(i -> "PSD " + i))
          .collect(Collectors.toUnmodifiableSet());

  private IdentifyControllerText() {}

  static String lines(IdentifyController identify) {
    return "NVME Identify Controller:"
        + System.lineSeparator()
        + text(identify).lines()
        + powerStateLines(identify);
  }

  static ObjectNode json(IdentifyController identify) {
    ObjectNode json = text(identify).json();
    json.set("psds", powerStates(identify));
    return json;
  }

  private static StructureText text(IdentifyController identify) {
    return new StructureText(identify, TEXTS, IDENTIFIERS, DECIMALS, SKIPPED);
  }

  private static int lastPowerState(IdentifyController identify) {
    return Math.min(identify.getInt(IdentifyController.NPSS), 31);
  }

  private static String powerStateLines(IdentifyController identify) {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i <= lastPowerState(identify); i++) {
      PowerState state = identify.powerState(i);
      boolean fine = (state.getInt(PowerState.FLAGS) & 1) != 0;
      lines.append(
          String.format(
              "ps %4d   : mp:%.4fW enlat:%d exlat:%d rrt:%d rrl:%d rwt:%d rwl:%d%n",
              i,
              state.getInt(PowerState.MP) / (fine ? 10_000.0 : 100.0),
              state.get(PowerState.ENLAT),
              state.get(PowerState.EXLAT),
              state.getInt(PowerState.RRT),
              state.getInt(PowerState.RRL),
              state.getInt(PowerState.RWT),
              state.getInt(PowerState.RWL)));
    }
    return lines.toString();
  }

  private static ArrayNode powerStates(IdentifyController identify) {
    ArrayNode all = StructureText.array();
    for (int i = 0; i <= lastPowerState(identify); i++) {
      PowerState state = identify.powerState(i);
      int flags = state.getInt(PowerState.FLAGS);
      int active = state.getInt(PowerState.APW_APS);
      ObjectNode object = all.addObject();
      object.put("max_power", state.getInt(PowerState.MP));
      object.put("max_power_scale", flags & 1);
      object.put("non-operational_state", flags >>> 1 & 1);
      object.put("entry_lat", state.get(PowerState.ENLAT));
      object.put("exit_lat", state.get(PowerState.EXLAT));
      object.put("read_tput", state.getInt(PowerState.RRT));
      object.put("read_lat", state.getInt(PowerState.RRL));
      object.put("write_tput", state.getInt(PowerState.RWT));
      object.put("write_lat", state.getInt(PowerState.RWL));
      object.put("idle_power", state.getInt(PowerState.IDLP));
      object.put("idle_scale", state.getInt(PowerState.IPS) >>> 6);
      object.put("active_power", state.getInt(PowerState.ACTP));
      object.put("active_power_work", active & 7);
      object.put("active_scale", active >>> 6);
    }
    return all;
  }
}
