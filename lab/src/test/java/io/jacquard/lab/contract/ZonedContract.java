package io.jacquard.lab.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.identify.CommandSetIdentifier;
import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.namespace.Capability;
import io.jacquard.nvme.namespace.ZoneGeometry;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.zone.ZoneDescriptor;
import io.jacquard.nvme.zone.ZoneManagementReceive;
import io.jacquard.nvme.zone.ZoneManagementSend;
import io.jacquard.nvme.zone.ZoneReport;
import io.jacquard.nvme.zone.ZoneReportFilter;
import io.jacquard.nvme.zone.ZoneSendAction;
import io.jacquard.nvme.zone.ZoneState;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every zoned namespace does, whatever is behind it: eight zones or more, of 64 blocks or
 * more.
 */
abstract class ZonedContract extends NamespaceContract {
  private static final int MANY = 32;
  ZoneGeometry geometry;
  ZoneUser zones;
  int count;
  long capacity;

  @BeforeEach
  void empty() throws Exception {
    geometry = namespace.zones().orElseThrow();
    zones = new ZoneUser(user);
    count = Math.toIntExact(namespace.geometry().blocks() / geometry.zoneBlocks());
    QueueUser.succeeded(zones.actOnAll(ZoneSendAction.RESET));
    capacity = zones.zone(0).capacity();
    assertThat(count).isGreaterThanOrEqualTo(8);
    assertThat(capacity).isGreaterThanOrEqualTo(64);
  }

  long start(int zone) {
    return zone * geometry.zoneBlocks();
  }

  ZoneState state(int zone) throws Exception {
    return zones.zone(start(zone)).state();
  }

  /** Fills a zone but for {@code left} blocks. */
  void fill(int zone, long left) throws Exception {
    long at = zones.zone(start(zone)).writePointer();
    long end = start(zone) + capacity - left;
    IoBuffer data = random(zone, 64);
    while (at < end) {
      int blocks = (int) Math.min(64, end - at);
      QueueUser.succeeded(
          user.write(at, IoBuffer.wrap(data.segment().asSlice(0, (long) blocks * block)), blocks));
      at += blocks;
    }
  }

  private static void ends(int status, int code) {
    assertThat(Status.name(Status.code(status))).isEqualTo(Status.name(code));
  }

  @Test
  void theReportListsEveryZone() throws Exception {
    assertThat(namespace.commandSet()).isEqualTo(CommandSetIdentifier.ZONED_NAMESPACE);
    ZoneReport report = zones.report(0, count, ZoneReportFilter.ALL);

    assertThat(report.zones()).isEqualTo(count);
    assertThat(report.descriptors()).hasSize(count);
    for (int i = 0; i < count; i++) {
      ZoneDescriptor zone = report.descriptors().get(i);
      assertThat(zone.type()).isEqualTo(ZoneDescriptor.SEQUENTIAL_WRITE_REQUIRED);
      assertThat(zone.start()).isEqualTo(start(i));
      assertThat(zone.state()).isEqualTo(ZoneState.EMPTY);
      assertThat(zone.writePointer()).isEqualTo(start(i));
      assertThat(zone.capacity()).isBetween(1L, geometry.zoneBlocks());
    }
  }

  @Test
  void aReportBeginsAtTheZoneOfItsBlockAndEndsWithItsData() throws Exception {
    ZoneReport middle = zones.report(start(3) + 1, 2, ZoneReportFilter.ALL);
    assertThat(middle.zones()).isEqualTo(count - 3);
    assertThat(middle.descriptors())
        .extracting(ZoneDescriptor::start)
        .containsExactly(start(3), start(4));

    ZoneReport partial = zones.report(new ZoneManagementReceive(start(3), 192, 0, 0, true), 0);
    assertThat(partial.zones()).isEqualTo(2);
    assertThat(partial.descriptors()).hasSize(2);

    ZoneReport cut = zones.report(new ZoneManagementReceive(start(3), 188, 0, 0, false), 0);
    assertThat(cut.descriptors()).hasSize(1);
    ZoneReport header = zones.report(new ZoneManagementReceive(0, 64, 0, 0, false), 0);
    assertThat(header.zones()).isEqualTo(count);
    assertThat(header.descriptors()).isEmpty();
    ZoneReport last =
        zones.report(new ZoneManagementReceive(start(count - 1), 4096, 0, 0, true), 0);
    assertThat(last.zones()).isEqualTo(1);
  }

  @Test
  void aReportListsTheZonesInOneState() throws Exception {
    write(start(1), random(1, 4));
    QueueUser.succeeded(zones.act(ZoneSendAction.OPEN, start(2)));
    write(start(4), random(2, 4));
    QueueUser.succeeded(zones.act(ZoneSendAction.CLOSE, start(4)));
    QueueUser.succeeded(zones.act(ZoneSendAction.FINISH, start(5)));

    assertThat(listed(ZoneReportFilter.IMPLICITLY_OPENED)).containsExactly(start(1));
    assertThat(listed(ZoneReportFilter.EXPLICITLY_OPENED)).containsExactly(start(2));
    assertThat(listed(ZoneReportFilter.CLOSED)).containsExactly(start(4));
    assertThat(listed(ZoneReportFilter.FULL)).containsExactly(start(5));
    assertThat(listed(ZoneReportFilter.READ_ONLY)).isEmpty();
    assertThat(listed(ZoneReportFilter.OFFLINE)).isEmpty();
    assertThat(zones.report(0, 1, ZoneReportFilter.EMPTY).zones()).isEqualTo(count - 4);
  }

  private List<Long> listed(ZoneReportFilter filter) throws Exception {
    return zones.report(0, count, filter).descriptors().stream()
        .map(ZoneDescriptor::start)
        .toList();
  }

  @Test
  void reportsThatMakeNoSenseAreRefused() throws Exception {
    for (ZoneManagementReceive request :
        List.of(
            new ZoneManagementReceive(0, 4096, 2, 0, false),
            new ZoneManagementReceive(0, 4096, 0, 8, false),
            new ZoneManagementReceive(0, 60, 0, 0, false))) {
      IoBuffer data = IoBuffer.allocate((int) request.length());
      ends(user.run(ZoneUser.receive(request), data), Status.INVALID_FIELD);
    }
    ZoneManagementReceive beyond =
        ZoneManagementReceive.report(namespace.geometry().blocks(), 4096, ZoneReportFilter.ALL);
    ends(user.run(ZoneUser.receive(beyond), IoBuffer.allocate(4096)), Status.LBA_OUT_OF_RANGE);
  }

  @Test
  void writesAtTheWritePointerMoveItAndCanBeRead() throws Exception {
    IoBuffer first = random(1, 8);
    IoBuffer second = random(2, 16);
    write(start(1), first);
    write(start(1) + 8, second);

    ZoneDescriptor zone = zones.zone(start(1));
    assertThat(zone.state()).isEqualTo(ZoneState.IMPLICITLY_OPENED);
    assertThat(zone.writePointer()).isEqualTo(start(1) + 24);
    assertBytes(read(start(1), 8)).isEqualTo(Contents.bytes(first));
    assertBytes(read(start(1) + 8, 16)).isEqualTo(Contents.bytes(second));
  }

  @Test
  void writesElsewhereAreRefusedAndChangeNothing() throws Exception {
    IoBuffer data = random(1, 8);
    write(start(1), data);
    ends(user.write(start(1) + 16, random(2, 8), 8), Status.ZONE_INVALID_WRITE);
    ends(user.write(start(1), random(2, 8), 8), Status.ZONE_INVALID_WRITE);
    ends(user.write(start(2) + 8, random(2, 8), 8), Status.ZONE_INVALID_WRITE);

    assertThat(zones.zone(start(1)).writePointer()).isEqualTo(start(1) + 8);
    assertThat(state(2)).isEqualTo(ZoneState.EMPTY);
    assertBytes(read(start(1), 8)).isEqualTo(Contents.bytes(data));
    write(start(1) + 8, data);
    ends(user.write(namespace.geometry().blocks(), data, 8), Status.LBA_OUT_OF_RANGE);
  }

  @Test
  void aZoneIsFullWhenItsCapacityIsWrittenAndTakesNoMore() throws Exception {
    fill(1, 8);
    ends(user.write(start(1) + capacity - 8, random(2, 16), 16), Status.ZONED_BOUNDARY_ERROR);
    ends(zones.append(start(1), random(2, 16), 16).status(), Status.ZONED_BOUNDARY_ERROR);
    IoBuffer end = random(3, 8);
    write(start(1) + capacity - 8, end);

    assertThat(state(1)).isEqualTo(ZoneState.FULL);
    assertBytes(read(start(1) + capacity - 8, 8)).isEqualTo(Contents.bytes(end));
    ends(zones.append(start(1), random(2, 8), 8).status(), Status.ZONE_IS_FULL);
    ends(user.write(start(1), random(2, 8), 8), Status.ZONE_IS_FULL);
    ends(zones.act(ZoneSendAction.OPEN, start(1)), Status.INVALID_ZONE_STATE_TRANSITION);
    ends(zones.act(ZoneSendAction.CLOSE, start(1)), Status.INVALID_ZONE_STATE_TRANSITION);
    QueueUser.succeeded(zones.act(ZoneSendAction.FINISH, start(1)));
  }

  @Test
  void appendsTellWhereTheyWrote() throws Exception {
    write(start(2), random(9, 8));
    IoBuffer first = random(1, 8);
    IoBuffer second = random(2, 24);

    QueueUser.Pending one = zones.append(start(2), first, 8);
    QueueUser.succeeded(one.status());
    QueueUser.Pending two = zones.append(start(2), second, 24);
    QueueUser.succeeded(two.status());

    assertThat(one.result()).isEqualTo(start(2) + 8);
    assertThat(two.result()).isEqualTo(start(2) + 16);
    assertBytes(read(start(2) + 8, 8)).isEqualTo(Contents.bytes(first));
    assertBytes(read(start(2) + 16, 24)).isEqualTo(Contents.bytes(second));
    assertThat(zones.zone(start(2)).writePointer()).isEqualTo(start(2) + 40);
  }

  @Test
  void appendsNameTheStartOfAZone() throws Exception {
    ends(zones.append(start(2) + 8, random(1, 8), 8).status(), Status.INVALID_FIELD);
    ends(
        zones.append(namespace.geometry().blocks(), random(1, 8), 8).status(),
        Status.LBA_OUT_OF_RANGE);
    assertThat(state(2)).isEqualTo(ZoneState.EMPTY);
  }

  @Test
  void zonesGoThroughTheirStates() throws Exception {
    QueueUser.succeeded(zones.act(ZoneSendAction.OPEN, start(3)));
    assertThat(state(3)).isEqualTo(ZoneState.EXPLICITLY_OPENED);
    IoBuffer data = random(1, 8);
    write(start(3), data);
    assertThat(state(3)).isEqualTo(ZoneState.EXPLICITLY_OPENED);
    QueueUser.succeeded(zones.act(ZoneSendAction.CLOSE, start(3)));
    assertThat(state(3)).isEqualTo(ZoneState.CLOSED);
    QueueUser.succeeded(zones.act(ZoneSendAction.CLOSE, start(3)));
    write(start(3) + 8, data);
    assertThat(state(3)).isEqualTo(ZoneState.IMPLICITLY_OPENED);
    QueueUser.succeeded(zones.act(ZoneSendAction.FINISH, start(3)));
    assertThat(state(3)).isEqualTo(ZoneState.FULL);
    assertBytes(read(start(3) + 8, 8)).isEqualTo(Contents.bytes(data));
    QueueUser.succeeded(zones.act(ZoneSendAction.RESET, start(3)));
    assertThat(zones.zone(start(3)).writePointer()).isEqualTo(start(3));
    assertThat(state(3)).isEqualTo(ZoneState.EMPTY);
    QueueUser.succeeded(zones.act(ZoneSendAction.RESET, start(3)));
    ends(zones.act(ZoneSendAction.CLOSE, start(3)), Status.INVALID_ZONE_STATE_TRANSITION);
    ends(zones.act(ZoneSendAction.OFFLINE, start(3)), Status.INVALID_ZONE_STATE_TRANSITION);
  }

  @Test
  void aZoneThatWasResetCanBeWrittenAgainAndForgetsItsBlocks() throws Exception {
    fill(1, 0);
    QueueUser.succeeded(zones.act(ZoneSendAction.RESET, start(1)));
    if (namespace.geometry().deallocatedReadsZero()) {
      assertBytes(read(start(1), 64)).isEqualTo(zeroes(64));
      assertBytes(read(start(1) + capacity - 8, 8)).isEqualTo(zeroes(8));
    }
    IoBuffer data = random(5, 8);
    write(start(1), data);
    assertBytes(read(start(1), 8)).isEqualTo(Contents.bytes(data));
    assertThat(zones.zone(start(1)).writePointer()).isEqualTo(start(1) + 8);
  }

  @Test
  void everyZoneIsResetAtOnce() throws Exception {
    IoBuffer data = random(1, 8);
    write(start(0), data);
    fill(count - 1, 0);
    QueueUser.succeeded(zones.act(ZoneSendAction.FINISH, start(2)));
    QueueUser.succeeded(zones.act(ZoneSendAction.OPEN, start(4)));

    QueueUser.succeeded(zones.actOnAll(ZoneSendAction.RESET));

    assertThat(zones.report(0, 1, ZoneReportFilter.EMPTY).zones()).isEqualTo(count);
    write(start(count - 1), data);
  }

  @Test
  void openZonesAreClosedAndFinishedAtOnce() throws Exception {
    write(start(1), random(1, 8));
    QueueUser.succeeded(zones.act(ZoneSendAction.OPEN, start(2)));
    write(start(2), random(1, 8));
    QueueUser.succeeded(zones.actOnAll(ZoneSendAction.CLOSE));
    assertThat(state(1)).isEqualTo(ZoneState.CLOSED);
    assertThat(state(2)).isEqualTo(ZoneState.CLOSED);
    QueueUser.succeeded(zones.actOnAll(ZoneSendAction.OPEN));
    assertThat(state(1)).isEqualTo(ZoneState.EXPLICITLY_OPENED);
    QueueUser.succeeded(zones.actOnAll(ZoneSendAction.FINISH));
    assertThat(zones.report(0, 1, ZoneReportFilter.FULL).zones()).isEqualTo(2);
    assertThat(zones.report(0, 1, ZoneReportFilter.EMPTY).zones()).isEqualTo(count - 2);
  }

  @Test
  void actionsThatMakeNoSenseAreRefused() throws Exception {
    ends(zones.act(ZoneSendAction.OPEN, start(1) + 1), Status.INVALID_FIELD);
    ends(zones.act(0x6F, start(1)), Status.INVALID_FIELD);
    // An extension has to come with data, and it is for one zone: either may be seen first.
    assertThat(Status.code(zones.actOnAll(ZoneSendAction.SET_DESCRIPTOR_EXTENSION)))
        .isIn(Status.INVALID_FIELD, Status.DATA_SGL_LENGTH_INVALID);
    ends(zones.act(ZoneSendAction.RESET, namespace.geometry().blocks()), Status.LBA_OUT_OF_RANGE);
  }

  @Test
  void explicitlyOpenZonesAreLimited() throws Exception {
    int most = geometry.maxOpenZones();
    boolean limited = most > 0 && most < count;
    for (int zone = 0; zone < (limited ? most : Math.min(count, MANY)); zone++) {
      QueueUser.succeeded(zones.act(ZoneSendAction.OPEN, start(zone)));
    }
    if (!limited) {
      return;
    }
    ends(zones.act(ZoneSendAction.OPEN, start(most)), Status.TOO_MANY_OPEN_ZONES);
    ends(user.write(start(most), random(1, 8), 8), Status.TOO_MANY_OPEN_ZONES);
    ends(zones.append(start(most), random(1, 8), 8).status(), Status.TOO_MANY_OPEN_ZONES);
    assertThat(state(most)).isEqualTo(ZoneState.EMPTY);
    QueueUser.succeeded(zones.act(ZoneSendAction.RESET, start(0)));
    write(start(most), random(1, 8));
  }

  @Test
  void activeZonesAreLimited() throws Exception {
    int most = geometry.maxActiveZones();
    boolean limited = most > 0 && most < count;
    for (int zone = 0; zone < (limited ? most : Math.min(count, MANY)); zone++) {
      write(start(zone), random(1, 8));
      QueueUser.succeeded(zones.act(ZoneSendAction.CLOSE, start(zone)));
    }
    if (!limited) {
      return;
    }
    ends(user.write(start(most), random(1, 8), 8), Status.TOO_MANY_ACTIVE_ZONES);
    ends(zones.act(ZoneSendAction.OPEN, start(most)), Status.TOO_MANY_ACTIVE_ZONES);
    QueueUser.succeeded(zones.act(ZoneSendAction.FINISH, start(0)));
    write(start(most), random(1, 8));
  }

  @Test
  void readsCrossZonesIfTheNamespaceSaysSo() throws Exception {
    fill(1, 0);
    IoBuffer next = random(7, 8);
    write(start(2), next);
    IoBuffer into = IoBuffer.allocate(16 * block);
    int status = user.read(start(2) - 8, into, 16);
    if (geometry.readAcrossZones()) {
      QueueUser.succeeded(status);
      byte[] both = Contents.bytes(into);
      assertBytes(java.util.Arrays.copyOfRange(both, 8 * block, 16 * block))
          .isEqualTo(Contents.bytes(next));
    } else {
      ends(status, Status.ZONED_BOUNDARY_ERROR);
    }
  }

  @Test
  void writeZeroesIsAWrite() throws Exception {
    write(start(1), random(1, 8));
    if (!namespace.capabilities().contains(Capability.WRITE_ZEROES)) {
      assertThat(none(user, NvmOpcode.WRITE_ZEROES, start(1) + 8, 8, 0)).isNotZero();
      assertThat(zones.zone(start(1)).writePointer()).isEqualTo(start(1) + 8);
      return;
    }
    ends(none(user, NvmOpcode.WRITE_ZEROES, start(1), 8, 0), Status.ZONE_INVALID_WRITE);
    QueueUser.succeeded(none(user, NvmOpcode.WRITE_ZEROES, start(1) + 8, 8, 0));
    assertThat(zones.zone(start(1)).writePointer()).isEqualTo(start(1) + 16);
    assertBytes(read(start(1) + 8, 8)).isEqualTo(zeroes(8));
  }

  @Test
  void extensionsOfZonesAreKeptUntilTheirReset() throws Exception {
    int bytes = geometry.extensionBytes();
    IoBuffer data = Contents.random(3, Math.max(bytes, ZoneDescriptor.BYTES));
    int status =
        user.run(
            ZoneUser.send(ZoneManagementSend.of(ZoneSendAction.SET_DESCRIPTOR_EXTENSION, start(2))),
            data);
    if (bytes == 0) {
      assertThat(status).as("there are no extensions").isNotZero();
      assertThat(state(2)).isEqualTo(ZoneState.EMPTY);
      return;
    }
    QueueUser.succeeded(status);
    ZoneReport.Entry entry = extended(2, bytes);
    assertThat(entry.zone().state()).isEqualTo(ZoneState.CLOSED);
    assertThat(entry.zone().attributes() & ZoneDescriptor.EXTENSION_VALID).isNotZero();
    List<Byte> back = new ArrayList<>();
    List<Byte> sent = new ArrayList<>();
    for (int i = 0; i < bytes; i++) {
      back.add(entry.extension().get(i));
      sent.add(data.bytes().get(i));
    }
    assertThat(back).isEqualTo(sent);
    QueueUser.succeeded(zones.act(ZoneSendAction.RESET, start(2)));
    assertThat(extended(2, bytes).zone().attributes()).isZero();
  }

  private ZoneReport.Entry extended(int zone, int bytes) throws Exception {
    long length = ZoneReport.HEADER_BYTES + 2L * (ZoneDescriptor.BYTES + bytes);
    return zones
        .report(new ZoneManagementReceive(start(zone), length, 1, 0, true), bytes)
        .entries()
        .getFirst();
  }
}
