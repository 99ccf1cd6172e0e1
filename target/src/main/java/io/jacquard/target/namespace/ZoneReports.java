package io.jacquard.target.namespace;

import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.namespace.ZoneGeometry;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.zone.ZoneDescriptor;
import io.jacquard.nvme.zone.ZoneManagementReceive;
import io.jacquard.nvme.zone.ZoneReceiveAction;
import io.jacquard.nvme.zone.ZoneReport;
import io.jacquard.nvme.zone.ZoneReportFilter;
import java.nio.ByteBuffer;

/**
 * Answers Zone Management Receive (Zoned Namespace Command Set 1.1, 3.4.2). Belongs to whoever runs
 * it at the moment.
 */
final class ZoneReports {
  private final ZoneGeometry geometry;
  private final Zones zones;
  private final ZoneSnapshot snapshot = new ZoneSnapshot();

  ZoneReports(ZoneGeometry geometry, Zones zones) {
    this.geometry = geometry;
    this.zones = zones;
  }

  /** Fills the data of a command that was checked. Blocks as the zones do. */
  int answer(Command command) {
    ZoneManagementReceive request = ZoneManagementReceive.decode(command.sqe());
    ByteBuffer data = command.data().bytes();
    command.data().segment().asSlice(0, command.length()).fill((byte) 0);
    boolean extended = request.action() == ZoneReceiveAction.EXTENDED_REPORT;
    int step = ZoneDescriptor.BYTES + (extended ? geometry.extensionBytes() : 0);
    long bytes = Math.min(request.length(), command.length()) - ZoneReport.HEADER_BYTES;
    long room = bytes / step;
    ZoneReportFilter filter = ZoneReportFilter.of(request.filter()).orElseThrow();
    int zone = (int) (request.slba() / geometry.zoneBlocks());
    long listed = 0;
    long matching = 0;
    while (zone < zones.count() && !(request.partial() && listed == room)) {
      snapshot.ask(zone, zones.count());
      int status = zones.describe(snapshot);
      if (status != Status.SUCCESS) {
        return status;
      }
      for (int i = 0; i < snapshot.count(); i++) {
        if (filter.accepts(snapshot.state(i))) {
          matching++;
          if (listed < room) {
            int at = (int) (ZoneReport.HEADER_BYTES + listed * step);
            snapshot.encode(i, data, at);
            if (extended) {
              zones.extension(zone + i, data, at + ZoneDescriptor.BYTES);
            }
            listed++;
          }
        }
      }
      zone += snapshot.count();
    }
    data.putLong(ZoneReport.NZ, request.partial() ? listed : matching);
    return Status.SUCCESS;
  }
}
