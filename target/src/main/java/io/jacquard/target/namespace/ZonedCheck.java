package io.jacquard.target.namespace;

import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.namespace.Capability;
import io.jacquard.nvme.namespace.NamespaceGeometry;
import io.jacquard.nvme.namespace.ZoneGeometry;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.wire.Sqe;
import io.jacquard.nvme.zone.ZoneManagementReceive;
import io.jacquard.nvme.zone.ZoneManagementSend;
import io.jacquard.nvme.zone.ZoneReceiveAction;
import io.jacquard.nvme.zone.ZoneReport;
import io.jacquard.nvme.zone.ZoneReportFilter;
import io.jacquard.nvme.zone.ZoneSendAction;
import io.jacquard.nvme.zone.ZoneState;
import java.util.Set;

/**
 * Decides what can be decided of a command for a zoned namespace without looking at write pointers
 * (Zoned Namespace Command Set 1.1, 3 "I/O Commands"). What the NVM command set asks of reads and
 * writes beyond zones is left to the queue that carries them out. Allocates nothing.
 */
final class ZonedCheck {
  /** CDW12 of Zone Append: PRACT and PRCHK, bits 29:26, PIREMAP, bit 25, storage tag, bit 24. */
  private static final int APPEND_PROTECTION = 0x3F << 24;

  private static final int OUT_OF_RANGE = Status.withDnr(Status.LBA_OUT_OF_RANGE);
  private static final int WRONG_LENGTH = Status.withDnr(Status.DATA_SGL_LENGTH_INVALID);
  private static final int WRITE_PROTECTED = Status.withDnr(Status.NAMESPACE_WRITE_PROTECTED);
  private static final int UNKNOWN = Status.withDnr(Status.INVALID_OPCODE);

  private final NamespaceGeometry geometry;
  private final ZoneGeometry zoneGeometry;
  private final Zones zones;
  private final boolean writeZeroes;

  ZonedCheck(
      NamespaceGeometry geometry,
      ZoneGeometry zoneGeometry,
      Zones zones,
      Set<Capability> capabilities) {
    this.geometry = geometry;
    this.zoneGeometry = zoneGeometry;
    this.zones = zones;
    this.writeZeroes = capabilities.contains(Capability.WRITE_ZEROES);
  }

  /** The zone of a block that is in range. */
  int zoneOf(long block) {
    return (int) (block / zoneGeometry.zoneBlocks());
  }

  /** Read, Compare and Verify. */
  int read(Sqe sqe) {
    if (!inRange(sqe.slba(), sqe.blocks())) {
      return OUT_OF_RANGE;
    }
    int first = zoneOf(sqe.slba());
    int last = zoneOf(sqe.slba() + sqe.blocks() - 1);
    if (first != last && !zoneGeometry.readAcrossZones()) {
      return ZoneRules.BOUNDARY;
    }
    for (int zone = first; zone <= last; zone++) {
      if (zones.state(zone) == ZoneState.OFFLINE) {
        return ZoneRules.OFFLINE;
      }
    }
    return Status.SUCCESS;
  }

  /** Write, Write Zeroes and Zone Append. */
  int write(Command command) {
    Sqe sqe = command.sqe();
    if (sqe.opcode() == NvmOpcode.WRITE_ZEROES && !writeZeroes) {
      return UNKNOWN;
    }
    if (geometry.readOnly()) {
      return WRITE_PROTECTED;
    }
    if (sqe.opcode() == NvmOpcode.ZONE_APPEND) {
      return append(command);
    }
    return inRange(sqe.slba(), sqe.blocks()) ? Status.SUCCESS : OUT_OF_RANGE;
  }

  private int append(Command command) {
    Sqe sqe = command.sqe();
    if ((sqe.cdw12() & APPEND_PROTECTION) != 0) {
      return ZoneRules.INVALID_FIELD;
    }
    if (!inRange(sqe.slba(), 1)) {
      return OUT_OF_RANGE;
    }
    long bytes = (long) sqe.blocks() << geometry.blockShift();
    if (bytes != command.length()) {
      return WRONG_LENGTH;
    }
    boolean tooMuch =
        zoneGeometry.largestAppendBytes() > 0 && bytes > zoneGeometry.largestAppendBytes();
    return tooMuch || !isZoneStart(sqe.slba()) ? ZoneRules.INVALID_FIELD : Status.SUCCESS;
  }

  /** Zone Management Send. */
  int send(Command command) {
    Sqe sqe = command.sqe();
    if (geometry.readOnly()) {
      return WRITE_PROTECTED;
    }
    boolean all = ZoneManagementSend.selectAll(sqe);
    boolean known =
        switch (ZoneManagementSend.action(sqe)) {
          case ZoneSendAction.CLOSE,
              ZoneSendAction.FINISH,
              ZoneSendAction.OPEN,
              ZoneSendAction.RESET,
              ZoneSendAction.OFFLINE ->
              true;
          case ZoneSendAction.SET_DESCRIPTOR_EXTENSION -> zoneGeometry.extensionBytes() > 0 && !all;
          default -> false;
        };
    if (!known) {
      return ZoneRules.INVALID_FIELD;
    }
    if (ZoneManagementSend.action(sqe) == ZoneSendAction.SET_DESCRIPTOR_EXTENSION
        && command.length() < zoneGeometry.extensionBytes()) {
      return WRONG_LENGTH;
    }
    if (all) {
      return Status.SUCCESS;
    }
    if (!inRange(sqe.slba(), 1)) {
      return OUT_OF_RANGE;
    }
    return isZoneStart(sqe.slba()) ? Status.SUCCESS : ZoneRules.INVALID_FIELD;
  }

  /** Zone Management Receive. */
  int receive(Command command) {
    ZoneManagementReceive request = ZoneManagementReceive.decode(command.sqe());
    boolean known =
        request.action() == ZoneReceiveAction.REPORT
            || (request.action() == ZoneReceiveAction.EXTENDED_REPORT
                && zoneGeometry.extensionBytes() > 0);
    if (!known
        || ZoneReportFilter.of(request.filter()).isEmpty()
        || request.length() < ZoneReport.HEADER_BYTES) {
      return ZoneRules.INVALID_FIELD;
    }
    if (command.length() < request.length()) {
      return WRONG_LENGTH;
    }
    return inRange(request.slba(), 1) ? Status.SUCCESS : OUT_OF_RANGE;
  }

  private boolean isZoneStart(long block) {
    return block % zoneGeometry.zoneBlocks() == 0;
  }

  /** All values unsigned; written so that nothing can overflow. */
  private boolean inRange(long slba, long blocks) {
    long size = geometry.blocks();
    return slba >= 0 && slba <= size && blocks <= size - slba;
  }
}
