package io.jacquard.nvme.zone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.identify.ZonedIdentifyNamespace;
import io.jacquard.nvme.wire.MalformedException;
import io.jacquard.nvme.wire.Sqe;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ZoneStructuresTest {
  @ParameterizedTest
  @CsvSource({
    "ZOC, 0",
    "OZCS, 2",
    "MAR, 4",
    "MOR, 8",
    "RRL, 12",
    "FRL, 16",
    "RRL1, 20",
    "FRL3, 40",
    "NUMZRWA, 44",
    "ZRWAFG, 48",
    "ZRWASZ, 50",
    "ZRWACAP, 52",
    "LBAFE 0 ZSZE, 2816",
    "LBAFE 0 ZDES, 2824",
    "LBAFE 1 ZSZE, 2832",
    "LBAFE 63 ZSZE, 3824",
    "VS, 3840"
  })
  void identifyNamespaceHasTheOffsetsOfTheSpecification(String name, int offset) {
    assertThat(ZonedIdentifyNamespace.LAYOUT.fieldAt(offset).orElseThrow().name()).isEqualTo(name);
    assertThat(ZonedIdentifyNamespace.LAYOUT.fieldAt(offset).orElseThrow().offset())
        .isEqualTo(offset);
  }

  @Test
  void aZoneIsReadFromTheBytesOfTheSpecification() {
    ByteBuffer bytes = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put(0, (byte) 2).put(1, (byte) 0x40).put(2, (byte) 0x81).put(3, (byte) 3);
    bytes.putLong(8, 0x600).putLong(16, 0x1000).putLong(24, 0x1010);

    ZoneDescriptor zone = ZoneDescriptor.decode(bytes);

    assertThat(zone)
        .isEqualTo(new ZoneDescriptor(2, ZoneState.CLOSED, 0x81, 3, 0x600, 0x1000, 0x1010));
    assertThat(bytes.position()).isEqualTo(64);
    ByteBuffer again = ByteBuffer.allocate(64);
    zone.encode(again);
    assertThat(again.array()).isEqualTo(bytes.array());
  }

  @ParameterizedTest
  @EnumSource
  void everyStateHasItsCode(ZoneState state) {
    assertThat(ZoneState.of(state.code())).contains(state);
    assertThat(state.title()).isNotBlank();
    assertThat(state.isActive() || !state.isOpen()).isTrue();
    ByteBuffer bytes = ByteBuffer.allocate(64);
    ZoneDescriptor zone = ZoneDescriptor.of(state, 8, 16, 17);
    zone.encode(bytes);
    assertThat(bytes.get(1)).isEqualTo((byte) (state.code() << 4));
    assertThat(ZoneDescriptor.decode(bytes.flip())).isEqualTo(zone);
  }

  @Test
  void reservedStatesAreMalformed() {
    for (int code : new int[] {0, 5, 6, 7, 8, 9, 10, 11, 12}) {
      assertThat(ZoneState.of(code)).isEmpty();
      ByteBuffer bytes = ByteBuffer.allocate(64).put(1, (byte) (code << 4));
      assertThatThrownBy(() -> ZoneDescriptor.decode(bytes))
          .isInstanceOf(MalformedException.class)
          .hasMessageContaining("ZS");
    }
    assertThat(ZoneState.of(-1)).isEmpty();
    assertThat(ZoneState.of(16)).isEmpty();
  }

  @Test
  void everyReportingOptionAcceptsItsStateAlone() {
    for (ZoneReportFilter filter : ZoneReportFilter.values()) {
      assertThat(ZoneReportFilter.of(filter.code())).contains(filter);
      long accepted = Arrays.stream(ZoneState.values()).filter(filter::accepts).count();
      assertThat(accepted).isEqualTo(filter == ZoneReportFilter.ALL ? 7 : 1);
    }
    assertThat(ZoneReportFilter.FULL.code()).isEqualTo(5);
    assertThat(ZoneReportFilter.READ_ONLY.code()).isEqualTo(6);
    assertThat(ZoneReportFilter.FULL.accepts(ZoneState.FULL)).isTrue();
    assertThat(ZoneReportFilter.of(8)).isEmpty();
  }

  @Test
  void managementSendHasItsFieldsWhereLinuxPutsThem() {
    Sqe sqe = Sqe.allocate();
    ZoneManagementSend.of(ZoneSendAction.RESET, 0x1_2345_6789L).encode(sqe);

    assertThat(sqe.opcode()).isEqualTo(0x79);
    assertThat(sqe.buffer().getLong(40)).isEqualTo(0x1_2345_6789L);
    assertThat(sqe.buffer().get(52)).isEqualTo((byte) 4);
    assertThat(sqe.buffer().get(53)).isZero();
    assertThat(ZoneManagementSend.decode(sqe))
        .isEqualTo(ZoneManagementSend.of(ZoneSendAction.RESET, 0x1_2345_6789L));

    ZoneManagementSend.all(ZoneSendAction.OFFLINE).encode(sqe);
    assertThat(sqe.buffer().get(53)).isEqualTo((byte) 1);
    assertThat(ZoneManagementSend.decode(sqe))
        .isEqualTo(ZoneManagementSend.all(ZoneSendAction.OFFLINE));
  }

  @Test
  void managementReceiveHasItsFieldsWhereLinuxPutsThem() {
    Sqe sqe = Sqe.allocate();
    ZoneManagementReceive wanted = new ZoneManagementReceive(0x2000, 4096, 1, 5, true);
    wanted.encode(sqe);

    assertThat(sqe.opcode()).isEqualTo(NvmOpcode.ZONE_MANAGEMENT_RECEIVE);
    assertThat(sqe.buffer().getLong(40)).isEqualTo(0x2000);
    assertThat(sqe.buffer().getInt(48)).isEqualTo(1023);
    assertThat(sqe.buffer().get(52)).isEqualTo((byte) 1);
    assertThat(sqe.buffer().get(53)).isEqualTo((byte) 5);
    assertThat(sqe.buffer().get(54)).isEqualTo((byte) 1);
    assertThat(ZoneManagementReceive.decode(sqe)).isEqualTo(wanted);
    sqe.cdw12(-1);
    assertThat(ZoneManagementReceive.decode(sqe).length()).isEqualTo(1L << 34);
    assertThatThrownBy(() -> ZoneManagementReceive.report(0, 6, ZoneReportFilter.ALL))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void actionsHaveNames() {
    assertThat(
            List.of(
                ZoneSendAction.nameOf(ZoneSendAction.CLOSE),
                ZoneSendAction.nameOf(ZoneSendAction.FINISH),
                ZoneSendAction.nameOf(ZoneSendAction.OPEN),
                ZoneSendAction.nameOf(ZoneSendAction.RESET),
                ZoneSendAction.nameOf(ZoneSendAction.OFFLINE),
                ZoneSendAction.nameOf(ZoneSendAction.SET_DESCRIPTOR_EXTENSION)))
        .doesNotHaveDuplicates()
        .noneMatch(name -> name.matches(".*[0-9a-f]{2}h"));
    assertThat(ZoneSendAction.nameOf(0x7F)).contains("7fh");
  }

  @Test
  void aReportWithExtensionsIsReadUpToWhereItWasCutOff() {
    ByteBuffer bytes = ByteBuffer.allocate(64 + 2 * 128 + 100).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(0, 9).position(64);
    for (int i = 0; i < 2; i++) {
      ZoneDescriptor.of(ZoneState.EMPTY, 8, 16L * i, 16L * i).encode(bytes);
      bytes.put(bytes.position() + 63, (byte) (i + 1)).position(bytes.position() + 64);
    }

    ZoneReport report = ZoneReport.decode(bytes.rewind(), 64);

    assertThat(report.zones()).isEqualTo(9);
    assertThat(report.descriptors()).extracting(ZoneDescriptor::start).containsExactly(0L, 16L);
    assertThat(report.entries().get(1).extension().get(63)).isEqualTo((byte) 2);
    assertThatThrownBy(() -> ZoneReport.decode(ByteBuffer.allocate(63), 0))
        .isInstanceOf(MalformedException.class);
  }

  @Test
  void bytesBehindTheZonesOfAPartialReportAreNotZones() {
    ByteBuffer bytes = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN).putLong(0, 1);
    ZoneDescriptor.of(ZoneState.FULL, 8, 0, -1).encode(bytes.position(64));

    assertThat(ZoneReport.decode(bytes.rewind(), 0).entries()).hasSize(1);
  }

  @Test
  void randomBytesAreAReportOrMalformed() {
    Random random = new Random(5);
    byte[] bytes = new byte[1024];
    int reports = 0;
    for (int i = 0; i < 2000; i++) {
      random.nextBytes(bytes);
      int length = random.nextInt(bytes.length);
      try {
        ZoneReport.decode(ByteBuffer.wrap(bytes, 0, length), 64 * random.nextInt(3));
        reports++;
      } catch (MalformedException e) {
        assertThat(e.getMessage()).isNotBlank();
      }
    }
    assertThat(reports).isPositive().isLessThan(2000);
  }
}
