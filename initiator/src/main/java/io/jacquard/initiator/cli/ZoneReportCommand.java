package io.jacquard.initiator.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jacquard.initiator.DirectNamespace;
import io.jacquard.nvme.namespace.ZoneGeometry;
import io.jacquard.nvme.wire.Sqe;
import io.jacquard.nvme.zone.ZoneDescriptor;
import io.jacquard.nvme.zone.ZoneManagementReceive;
import io.jacquard.nvme.zone.ZoneReport;
import io.jacquard.nvme.zone.ZoneReportFilter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code jacquard zoned report}. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Lists zones with their state, capacity and write pointer.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  jacquard zoned report /dev/nvme0n1 --limit 4",
      "  jacquard zoned report /dev/nullb0 --state full -o json",
    })
final class ZoneReportCommand implements Callable<Integer> {
  private static final int DATA_BYTES = 65536;

  @Spec private CommandSpec spec;

  @Mixin private ZoneFlags zone;

  @Mixin private FormatFlags output;

  @Option(
      names = "--slba",
      paramLabel = "LBA",
      defaultValue = "0",
      converter = ParameterConverters.ToNumber.class,
      description = "Begin with the zone of this block; default ${DEFAULT-VALUE}.")
  private long slba;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "0",
      converter = ParameterConverters.ToNumber.class,
      description = "List no more than so many zones; 0, the default, for all.")
  private long limit;

  @Option(
      names = "--state",
      paramLabel = "STATE",
      defaultValue = "all",
      description = "Only zones in this state: ${COMPLETION-CANDIDATES}.")
  private ZoneReportFilter state;

  @Override
  public Integer call() throws IOException {
    try (DirectNamespace namespace = zone.device.namespace()) {
      List<ZoneDescriptor> zones = read(namespace, zone.geometry(namespace));
      switch (output.format()) {
        case normal -> CommandOutput.print(spec, lines(zones));
        case json -> CommandOutput.print(spec, json(zones));
        case binary -> CommandOutput.printBytes(bytes(zones));
      }
    }
    return 0;
  }

  private List<ZoneDescriptor> read(DirectNamespace namespace, ZoneGeometry geometry)
      throws IOException {
    List<ZoneDescriptor> all = new ArrayList<>();
    long from = slba;
    long blocks = namespace.geometry().blocks();
    if (slba < 0 || slba >= blocks) {
      throw zone.device.wrong("--slba " + slba + " is not from 0 to " + (blocks - 1));
    }
    if (limit < 0) {
      throw zone.device.wrong("--limit " + limit + " is not 0, for all, or more");
    }
    while (from < blocks && (limit == 0 || all.size() < limit)) {
      ByteBuffer data = DirectNamespace.allocate(DATA_BYTES);
      Sqe sqe = Sqe.allocate();
      ZoneManagementReceive.report(from, DATA_BYTES, state).encode(sqe);
      zone.device.run(namespace, sqe, data, "--slba");
      List<ZoneDescriptor> some = ZoneReport.decode(data, 0).descriptors();
      if (some.isEmpty()) {
        break;
      }
      all.addAll(some);
      from = some.getLast().start() + geometry.zoneBlocks();
    }
    return limit == 0 ? all : all.subList(0, (int) Math.min(limit, all.size()));
  }

  private static String pointer(ZoneDescriptor zone) {
    return zone.writePointer() == ZoneDescriptor.NO_WRITE_POINTER
        ? "-"
        : "0x" + Long.toHexString(zone.writePointer());
  }

  private static String lines(List<ZoneDescriptor> zones) {
    StringBuilder text =
        new StringBuilder("%-14s %-14s %-14s %s%n".formatted("SLBA", "CAPACITY", "WP", "STATE"));
    for (ZoneDescriptor zone : zones) {
      text.append(
          "0x%-12x 0x%-12x %-14s %s%n"
              .formatted(zone.start(), zone.capacity(), pointer(zone), zone.state()));
    }
    return text.append("zones: %d%n".formatted(zones.size())).toString();
  }

  private static ObjectNode json(List<ZoneDescriptor> zones) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("nr_zones", zones.size());
    ArrayNode list = json.putArray("zone_list");
    for (ZoneDescriptor zone : zones) {
      ObjectNode one = list.addObject().put("slba", zone.start());
      one.put("cap", zone.capacity()).put("state", zone.state().toString());
      if (zone.writePointer() != ZoneDescriptor.NO_WRITE_POINTER) {
        one.put("wp", zone.writePointer());
      }
      one.put("attrs", zone.attributes());
    }
    return json;
  }

  private static ByteBuffer bytes(List<ZoneDescriptor> zones) {
    ByteBuffer all = ByteBuffer.allocate(zones.size() * ZoneDescriptor.BYTES);
    zones.forEach(zone -> zone.encode(all));
    return all.flip();
  }
}
