package io.jacquard.nvme.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jacquard.nvme.identify.Cns;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.wire.MalformedException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LogTest {
  private static AnaLog randomLog(Random random) {
    List<AnaGroup> groups = new ArrayList<>();
    for (int g = 1 + random.nextInt(3); g < 40; g += 1 + random.nextInt(10)) {
      List<Integer> nsids = new ArrayList<>();
      for (int n = random.nextInt(300); n > 0; n--) {
        nsids.add(random.nextInt());
      }
      AnaState state = AnaState.values()[random.nextInt(AnaState.values().length)];
      groups.add(new AnaGroup(g, random.nextLong(), state, nsids));
    }
    return new AnaLog(random.nextLong(), groups);
  }

  @Test
  void anaLogsReadBack() {
    Random random = new Random(71);
    for (int i = 0; i < 200; i++) {
      AnaLog log = randomLog(random);
      ByteBuffer bytes = ByteBuffer.allocate(log.bytes(false) + 100);
      log.encode(bytes, false);
      assertThat(bytes.position()).isEqualTo(log.bytes(false));
      assertThat(AnaLog.decode(bytes.flip())).isEqualTo(log);
      bytes.clear();
      log.encode(bytes, true);
      assertThat(bytes.position()).isEqualTo(16 + 32 * log.groups().size());
      assertThat(AnaLog.decode(bytes.flip()).groups()).allMatch(g -> g.nsids().isEmpty());
    }
  }

  @Test
  void theAnaLogIsLaidOutAsTheSpecificationHasIt() {
    AnaGroup group = new AnaGroup(1, 5, AnaState.CHANGE, List.of(2, 3));
    ByteBuffer bytes = ByteBuffer.allocate(56).order(ByteOrder.LITTLE_ENDIAN);
    new AnaLog(9, List.of(group)).encode(bytes, false);
    assertThat(bytes.getLong(0)).isEqualTo(9);
    assertThat(bytes.getLong(8)).isEqualTo(1);
    assertThat(bytes.getInt(16)).isEqualTo(1);
    assertThat(bytes.getInt(20)).isEqualTo(2);
    assertThat(bytes.getLong(24)).isEqualTo(5);
    assertThat(bytes.get(32)).isEqualTo((byte) 0xF);
    assertThat(bytes.getInt(48)).isEqualTo(2);
    assertThat(bytes.getInt(52)).isEqualTo(3);
  }

  @Test
  void randomAnaLogsAreAValueOrMalformed() {
    Random random = new Random(73);
    int values = 0;
    for (int i = 0; i < 5_000; i++) {
      AnaLog log = randomLog(random);
      ByteBuffer bytes = ByteBuffer.allocate(log.bytes(false));
      log.encode(bytes, false);
      bytes.put(random.nextInt(bytes.capacity()), (byte) random.nextInt());
      bytes.flip().limit(random.nextInt(4) == 0 ? random.nextInt(bytes.limit()) : bytes.limit());
      try {
        assertThat(AnaLog.decode(bytes).groups()).isNotNull();
        values++;
      } catch (MalformedException e) {
        assertThat(e.field()).isIn("AGID", "NNV", "AGST", "length");
      }
    }
    assertThat(values).isBetween(1, 4_999);
  }

  @Test
  void anaStatesHaveStatusAndCapability() {
    int capabilities = 0;
    for (AnaState state : AnaState.values()) {
      assertThat(AnaState.ofCode(state.code())).contains(state);
      capabilities |= state.capability();
    }
    assertThat(capabilities).isEqualTo(0x1F);
    assertThat(AnaState.ofCode(0)).isEmpty();
    assertThat(AnaState.INACCESSIBLE.status()).isEqualTo(Status.ANA_INACCESSIBLE);
    assertThat(AnaState.NON_OPTIMIZED.status()).isEqualTo(Status.SUCCESS);
    assertThatThrownBy(() -> new AnaGroup(0, 0, AnaState.CHANGE, List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void effectsAreFoundByOpcode() {
    CommandEffectsLog log =
        CommandEffectsLog.builder()
            .set(CommandEffectsLog.admin(0xFF), 0x1_0001)
            .set(CommandEffectsLog.io(1), CommandEffectsLog.SUPPORTED | 2)
            .build();
    ByteBuffer bytes = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
    log.encode(bytes);
    assertThat(bytes.getInt(4 * 255)).isEqualTo(0x1_0001);
    assertThat(bytes.getInt(1024 + 4)).isEqualTo(3);
    assertThat(SupportedLogPagesLog.page(0x70).offset()).isEqualTo(4 * 0x70);
    assertThat(FeatureEffectsLog.feature(0x81).offset()).isEqualTo(4 * 0x81);
    assertThat(MiCommandEffectsLog.command(3).offset()).isEqualTo(12);
    assertThatThrownBy(() -> CommandEffectsLog.io(256))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void theErrorLogsStatusHasAPhaseTag() {
    ErrorLogEntry entry =
        ErrorLogEntry.builder()
            .set(ErrorLogEntry.STS, Status.withDnr(Status.INVALID_FIELD) << 1 | 1)
            .build();
    assertThat(entry.status()).isEqualTo(0x4002);
    assertThat(ErrorLogEntry.OPC.offset()).isEqualTo(31);
    assertThat(ErrorLogEntry.LPVER.offset()).isEqualTo(63);
  }

  @Test
  void smartFieldsAreWhereTheSpecificationHasThem() {
    assertThat(SmartHealthLog.CTEMP.offset()).isEqualTo(1);
    assertThat(SmartHealthLog.DUR.offset()).isEqualTo(32);
    assertThat(SmartHealthLog.PWRC.offset()).isEqualTo(112);
    assertThat(SmartHealthLog.NEILE.offset()).isEqualTo(176);
    assertThat(SmartHealthLog.WCTT.offset()).isEqualTo(192);
    assertThat(SmartHealthLog.temperatureSensor(1).offset()).isEqualTo(200);
    assertThat(SmartHealthLog.temperatureSensor(8).end()).isEqualTo(216);
    assertThat(FirmwareSlotLog.FRS1.offset()).isEqualTo(8);
    assertThat(FirmwareSlotLog.FRS7.end()).isEqualTo(64);
  }

  @Test
  void numbersHaveNames() {
    assertThat(LogPageId.nameOf(LogPageId.ASYMMETRIC_NAMESPACE_ACCESS))
        .isEqualTo("Asymmetric Namespace Access");
    assertThat(LogPageId.nameOf(0xC0)).isEqualTo("Log Page c0h");
    assertThat(Cns.nameOf(0x1C)).isEqualTo("I/O Command Set Data Structure");
    assertThat(Cns.nameOf(0xFF)).isEqualTo("CNS ffh");
  }
}
