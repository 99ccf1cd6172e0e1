package io.jacquard.initiator.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jacquard.nvme.command.AdminOpcode;
import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.discovery.DiscoveryLog;
import io.jacquard.nvme.feature.FeatureId;
import io.jacquard.nvme.log.AnaGroup;
import io.jacquard.nvme.log.AnaLog;
import io.jacquard.nvme.log.CommandEffectsLog;
import io.jacquard.nvme.log.ErrorLogEntry;
import io.jacquard.nvme.log.FeatureEffectsLog;
import io.jacquard.nvme.log.FirmwareSlotLog;
import io.jacquard.nvme.log.LogPageId;
import io.jacquard.nvme.log.SmartHealthLog;
import io.jacquard.nvme.log.SupportedLogPagesLog;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.wire.MalformedException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Shows log pages that are known here by their fields; bytes where a page is not, or is cut. */
final class LogText {
  private static final int OPCODES = 256;

  /** What the bits of an effect say, by their abbreviations in the specification. */
  private static final Map<Integer, String> EFFECTS =
      new TreeMap<>(
          Map.of(
              CommandEffectsLog.CONTENT_CHANGE, "LBCC",
              CommandEffectsLog.NAMESPACE_CAPABILITY_CHANGE, "NCC",
              CommandEffectsLog.NAMESPACE_INVENTORY_CHANGE, "NIC",
              CommandEffectsLog.CONTROLLER_CAPABILITY_CHANGE, "CCC"));

  private LogText() {}

  static Shown of(int lid, ByteBuffer data) {
    try {
      return switch (lid) {
        case LogPageId.SUPPORTED_LOG_PAGES -> supported(data);
        case LogPageId.ERROR_INFORMATION -> errors(data);
        case LogPageId.SMART_HEALTH -> HealthText.of(SmartHealthLog.decode(data.duplicate()), data);
        case LogPageId.FIRMWARE_SLOT_INFORMATION -> firmware(data);
        case LogPageId.CHANGED_ATTACHED_NAMESPACE_LIST -> changed(data);
        case LogPageId.COMMANDS_SUPPORTED_AND_EFFECTS -> commands(data);
        case LogPageId.FEATURE_IDENTIFIERS_SUPPORTED_AND_EFFECTS -> features(data);
        case LogPageId.ASYMMETRIC_NAMESPACE_ACCESS -> ana(data);
        case LogPageId.DISCOVERY -> discovery(data);
        default -> Shown.raw(data);
      };
    } catch (MalformedException e) {
      return Shown.raw(data); // not read to its end
    }
  }

  /** Rows of equal properties, as a table and as an array. */
  private static Shown rows(String name, List<ObjectNode> rows, ByteBuffer data) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    ArrayNode list = json.putArray(name);
    StringBuilder lines = new StringBuilder(name.replace('_', ' ') + ": " + rows.size());
    lines.append(System.lineSeparator());
    for (ObjectNode row : rows) {
      list.add(row);
      List<String> cells = new ArrayList<>();
      row.properties().forEach(p -> cells.add(p.getKey() + " " + p.getValue().asText()));
      lines.append("  ").append(String.join(", ", cells)).append(System.lineSeparator());
    }
    return new Shown(lines.toString(), json, data);
  }

  private static ObjectNode row() {
    return JsonNodeFactory.instance.objectNode();
  }

  private static String hex(int value) {
    return "0x%02x".formatted(value);
  }

  private static Shown supported(ByteBuffer data) {
    SupportedLogPagesLog log = SupportedLogPagesLog.decode(data.duplicate());
    List<ObjectNode> rows = new ArrayList<>();
    for (int lid = 0; lid < OPCODES; lid++) {
      if (log.has(SupportedLogPagesLog.page(lid), SupportedLogPagesLog.SUPPORTED)) {
        rows.add(row().put("lid", hex(lid)).put("name", LogPageId.nameOf(lid)));
      }
    }
    return rows("supported_log_pages", rows, data);
  }

  private static Shown errors(ByteBuffer data) {
    ByteBuffer entries = data.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    List<ObjectNode> rows = new ArrayList<>();
    while (entries.remaining() >= ErrorLogEntry.LAYOUT.size()) {
      ErrorLogEntry entry = ErrorLogEntry.decode(entries);
      if (entry.get(ErrorLogEntry.ECNT) != 0) {
        rows.add(
            row()
                .put("error_count", entry.get(ErrorLogEntry.ECNT))
                .put("sqid", entry.getInt(ErrorLogEntry.SQID))
                .put("cmdid", entry.getInt(ErrorLogEntry.CID))
                .put("status", Status.describe(entry.status()))
                .put("parm_error_location", hex(entry.getInt(ErrorLogEntry.PEL)))
                .put("lba", Long.toUnsignedString(entry.get(ErrorLogEntry.LBA)))
                .put("nsid", Integer.toUnsignedLong(entry.getInt(ErrorLogEntry.NSID))));
      }
    }
    return rows("errors", rows, data);
  }

  private static Shown firmware(ByteBuffer data) {
    FirmwareSlotLog log = FirmwareSlotLog.decode(data.duplicate());
    StructureText text =
        new StructureText(
            log,
            Set.of("FRS1", "FRS2", "FRS3", "FRS4", "FRS5", "FRS6", "FRS7"),
            Set.of(),
            Set.of(),
            Set.of());
    return new Shown(text.lines(), text.json(), data);
  }

  private static Shown changed(ByteBuffer data) {
    List<ObjectNode> rows = new ArrayList<>();
    ByteBuffer ids = data.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    while (ids.remaining() >= Integer.BYTES) {
      int nsid = ids.getInt();
      if (nsid != 0) {
        rows.add(row().put("nsid", Integer.toUnsignedLong(nsid)));
      }
    }
    return rows("changed_namespaces", rows, data);
  }

  private static Shown commands(ByteBuffer data) {
    CommandEffectsLog log = CommandEffectsLog.decode(data.duplicate());
    List<ObjectNode> rows = new ArrayList<>();
    for (int opcode = 0; opcode < OPCODES; opcode++) {
      addEffect(
          rows,
          "admin",
          opcode,
          AdminOpcode.nameOf(opcode),
          log.getInt(CommandEffectsLog.admin(opcode)));
    }
    for (int opcode = 0; opcode < OPCODES; opcode++) {
      addEffect(
          rows, "io", opcode, NvmOpcode.nameOf(opcode), log.getInt(CommandEffectsLog.io(opcode)));
    }
    return rows("supported_commands", rows, data);
  }

  private static void addEffect(
      List<ObjectNode> rows, String set, int number, String name, int effects) {
    if ((effects & CommandEffectsLog.SUPPORTED) == 0) {
      return;
    }
    List<String> names = new ArrayList<>();
    EFFECTS.forEach(
        (bit, effect) -> {
          if ((effects & bit) != 0) {
            names.add(effect);
          }
        });
    rows.add(
        row()
            .put("set", set)
            .put("opcode", hex(number))
            .put("name", name)
            .put("effects", names.isEmpty() ? "-" : String.join("+", names)));
  }

  private static Shown features(ByteBuffer data) {
    FeatureEffectsLog log = FeatureEffectsLog.decode(data.duplicate());
    List<ObjectNode> rows = new ArrayList<>();
    for (int fid = 0; fid < OPCODES; fid++) {
      if (log.has(FeatureEffectsLog.feature(fid), FeatureEffectsLog.SUPPORTED)) {
        rows.add(row().put("fid", hex(fid)).put("name", FeatureId.nameOf(fid)));
      }
    }
    return rows("supported_features", rows, data);
  }

  private static Shown ana(ByteBuffer data) {
    List<ObjectNode> rows = new ArrayList<>();
    for (AnaGroup group : AnaLog.decode(data.duplicate()).groups()) {
      rows.add(
          row()
              .put("group", Integer.toUnsignedLong(group.grpid()))
              .put("state", group.state().toString())
              .put("nsids", group.nsids().toString()));
    }
    return rows("ana_groups", rows, data);
  }

  private static Shown discovery(ByteBuffer data) {
    DiscoveryText text = new DiscoveryText(DiscoveryLog.decode(data.duplicate()));
    return new Shown(text.lines(), text.json(), data);
  }
}
