package io.jacquard.lab.contract;

import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.wire.Sqe;
import io.jacquard.nvme.zone.ZoneDescriptor;
import io.jacquard.nvme.zone.ZoneManagementReceive;
import io.jacquard.nvme.zone.ZoneManagementSend;
import io.jacquard.nvme.zone.ZoneReport;
import io.jacquard.nvme.zone.ZoneReportFilter;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** The commands of the Zoned Namespace command set on one queue, used from test threads. */
final class ZoneUser {
  private final QueueUser user;

  ZoneUser(QueueUser user) {
    this.user = user;
  }

  static Consumer<Sqe> send(ZoneManagementSend command) {
    return sqe -> {
      command.encode(sqe);
      sqe.nsid(1);
    };
  }

  static Consumer<Sqe> receive(ZoneManagementReceive command) {
    return sqe -> {
      command.encode(sqe);
      sqe.nsid(1);
    };
  }

  /** Returns the status. */
  int act(int action, long slba) throws Exception {
    return user.run(send(ZoneManagementSend.of(action, slba)), IoBuffer.NONE);
  }

  /** Returns the status. */
  int actOnAll(int action) throws Exception {
    return user.run(send(ZoneManagementSend.all(action)), IoBuffer.NONE);
  }

  QueueUser.Pending append(long slba, IoBuffer data, int blocks) throws Exception {
    return user.submit(QueueUser.command(NvmOpcode.ZONE_APPEND, slba, blocks), data);
  }

  /** The zone that starts at a block. */
  ZoneDescriptor zone(long slba) throws Exception {
    return report(ZoneManagementReceive.report(slba, 128, ZoneReportFilter.ALL), 0)
        .descriptors()
        .getFirst();
  }

  /** All zones that match, from a block on. */
  ZoneReport report(long slba, int zones, ZoneReportFilter filter) throws Exception {
    long bytes = ZoneReport.HEADER_BYTES + (long) zones * ZoneDescriptor.BYTES;
    return report(ZoneManagementReceive.report(slba, bytes, filter), 0);
  }

  ZoneReport report(ZoneManagementReceive command, int extensionBytes) throws Exception {
    IoBuffer data = IoBuffer.allocate((int) command.length());
    data.segment().fill((byte) 0xA5); // what the namespace does not write shows
    QueueUser.succeeded(user.run(receive(command), data));
    ByteBuffer bytes = data.bytes().duplicate().clear();
    return ZoneReport.decode(bytes, extensionBytes);
  }
}
