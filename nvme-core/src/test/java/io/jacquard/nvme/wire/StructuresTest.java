package io.jacquard.nvme.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jacquard.nvme.discovery.DiscoveryLogEntry;
import io.jacquard.nvme.discovery.DiscoveryLogHeader;
import io.jacquard.nvme.feature.HostBehaviorSupport;
import io.jacquard.nvme.identify.IdentifyController;
import io.jacquard.nvme.identify.IdentifyNamespace;
import io.jacquard.nvme.identify.IndependentIdentifyNamespace;
import io.jacquard.nvme.identify.NvmIdentifyController;
import io.jacquard.nvme.identify.NvmIdentifyNamespace;
import io.jacquard.nvme.identify.NvmSet;
import io.jacquard.nvme.identify.PowerState;
import io.jacquard.nvme.identify.ZonedIdentifyController;
import io.jacquard.nvme.identify.ZonedIdentifyNamespace;
import io.jacquard.nvme.log.CommandEffectsLog;
import io.jacquard.nvme.log.ErrorLogEntry;
import io.jacquard.nvme.log.FeatureEffectsLog;
import io.jacquard.nvme.log.FirmwareSlotLog;
import io.jacquard.nvme.log.MiCommandEffectsLog;
import io.jacquard.nvme.log.SmartHealthLog;
import io.jacquard.nvme.log.SupportedLogPagesLog;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every structure that is held as its bytes must do. */
class StructuresTest {
  record Kind(Layout layout, int size, Function<ByteBuffer, ? extends Structure> decode) {
    Structure.Builder<? extends Structure> builder() {
      return new Structure.Builder<>(layout, decode::apply);
    }

    @Override
    public String toString() {
      return layout.name();
    }
  }

  static Stream<Kind> kinds() {
    return Stream.of(
        new Kind(IdentifyController.LAYOUT, 4096, IdentifyController::decode),
        new Kind(NvmSet.LAYOUT, 128, NvmSet::decode),
        new Kind(PowerState.LAYOUT, 32, PowerState::decode),
        new Kind(IdentifyNamespace.LAYOUT, 4096, IdentifyNamespace::decode),
        new Kind(NvmIdentifyNamespace.LAYOUT, 4096, NvmIdentifyNamespace::decode),
        new Kind(NvmIdentifyController.LAYOUT, 4096, NvmIdentifyController::decode),
        new Kind(ZonedIdentifyNamespace.LAYOUT, 4096, ZonedIdentifyNamespace::decode),
        new Kind(ZonedIdentifyController.LAYOUT, 4096, ZonedIdentifyController::decode),
        new Kind(IndependentIdentifyNamespace.LAYOUT, 4096, IndependentIdentifyNamespace::decode),
        new Kind(ErrorLogEntry.LAYOUT, 64, ErrorLogEntry::decode),
        new Kind(SmartHealthLog.LAYOUT, 512, SmartHealthLog::decode),
        new Kind(FirmwareSlotLog.LAYOUT, 512, FirmwareSlotLog::decode),
        new Kind(CommandEffectsLog.LAYOUT, 4096, CommandEffectsLog::decode),
        new Kind(SupportedLogPagesLog.LAYOUT, 1024, SupportedLogPagesLog::decode),
        new Kind(FeatureEffectsLog.LAYOUT, 1024, FeatureEffectsLog::decode),
        new Kind(MiCommandEffectsLog.LAYOUT, 4096, MiCommandEffectsLog::decode),
        new Kind(DiscoveryLogEntry.LAYOUT, 1024, DiscoveryLogEntry::decode),
        new Kind(DiscoveryLogHeader.LAYOUT, 1024, DiscoveryLogHeader::decode),
        new Kind(HostBehaviorSupport.LAYOUT, 512, HostBehaviorSupport::decode));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void fieldsCoverTheStructureWithoutGapAndOverlap(Kind kind) {
    assertThat(kind.layout.size()).isEqualTo(kind.size);
    boolean[] covered = new boolean[kind.size];
    for (Layout.Field field : kind.layout.fields()) {
      for (int i = field.offset(); i < field.end(); i++) {
        assertThat(covered[i]).as("%s byte %d", field, i).isFalse();
        covered[i] = true;
        assertThat(kind.layout.fieldAt(i)).contains(field);
      }
    }
    assertThat(covered).doesNotContain(false);
    assertThat(
            kind.layout.fields().stream()
                .filter(f -> !f.reserved())
                .map(Layout.Field::name)
                .toList())
        .doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void randomBytesComeBackUnchangedOrAreMalformed(Kind kind) {
    Random random = new Random(29);
    byte[] bytes = new byte[kind.size + 7];
    for (int round = 0; round < 200; round++) {
      random.nextBytes(bytes);
      ByteBuffer source = ByteBuffer.wrap(bytes).position(5);
      try {
        Structure structure = kind.decode.apply(source);
        assertThat(source.position()).isEqualTo(5 + kind.size);
        ByteBuffer target = ByteBuffer.allocate(bytes.length).position(5);
        structure.encode(target);
        assertThat(target.position()).isEqualTo(5 + kind.size);
        assertThat(target.slice(5, kind.size)).isEqualTo(ByteBuffer.wrap(bytes, 5, kind.size));
        assertThat(structure.toString()).startsWith(kind.layout.name());
        assertThat(structure).isEqualTo(kind.decode.apply(target.position(5)));
      } catch (MalformedException e) {
        assertThat(kind.layout.fieldAt(e.offset()).orElseThrow().name()).isEqualTo(e.field());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void everyFieldKeepsWhatIsWrittenAndTouchesNoOther(Kind kind) {
    Random random = new Random(31);
    for (Layout.Field field : kind.layout.fields()) {
      byte[] value = new byte[field.length()];
      random.nextBytes(value);
      value[0] = 1; // the switches of Host Behavior Support are 0 or 1
      byte[] expected = new byte[kind.size];
      System.arraycopy(value, 0, expected, field.offset(), value.length);
      if (field.name().equals("RECFMT")) {
        continue; // must be 0
      }
      Structure structure = kind.builder().setBytes(field, value).build();
      assertThat(structure.getBytes(field)).isEqualTo(value);
      ByteBuffer encoded = ByteBuffer.allocate(kind.size);
      structure.encode(encoded);
      assertThat(encoded.array()).as(field.name()).isEqualTo(expected);
      Structure again = kind.builder().setBig(field, structure.getBig(field)).build();
      assertThat(again).isEqualTo(structure).hasSameHashCodeAs(structure);
      if (field.length() <= 8) {
        assertThat(kind.builder().set(field, structure.get(field)).build()).isEqualTo(structure);
        assertThat(structure.has(field, 1)).isTrue();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void tooFewBytesAreMalformed(Kind kind) {
    assertThatThrownBy(() -> kind.decode.apply(ByteBuffer.allocate(kind.size - 1)))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining(kind.layout.name());
  }

  @Test
  void valuesThatDoNotFitAreRefused() {
    Structure.Builder<IdentifyController> builder = IdentifyController.builder();
    assertThatThrownBy(() -> builder.set(IdentifyController.MDTS, 256))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder.set(IdentifyController.NN, -1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder.setText(IdentifyController.FR, "too long a text"))
        .hasMessageContaining("at most 8");
    assertThatThrownBy(() -> builder.setText(IdentifyController.FR, "ü"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder.setBig(IdentifyController.TNVMCAP, BigInteger.ONE.negate()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder.setBytes(IdentifyController.IEEE, new byte[2]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder.set(IdentifyNamespace.NSZE, 1))
        .hasMessageContaining("is not a field of Identify Controller");
    assertThat(builder.setInt(IdentifyController.NN, -1).build().get(IdentifyController.NN))
        .isEqualTo(0xFFFF_FFFFL);
  }

  @Test
  void textIsPaddedWithSpacesAndReadWithoutPadding() {
    IdentifyController.Builder<IdentifyController> builder =
        IdentifyController.builder().setText(IdentifyController.SN, "A 1");
    assertThat(builder.build().getBytes(IdentifyController.SN)).startsWith('A', ' ', '1', ' ');
    assertThat(builder.build().serialNumber()).isEqualTo("A 1");
    builder.setBytes(IdentifyController.FR, new byte[] {'1', 7, 'x', 0, 0, 0, 0, 0});
    assertThat(builder.build().firmwareRevision()).isEqualTo("1?x");
    assertThat(IdentifyController.builder().build().modelNumber()).isEmpty();
  }

  @Test
  void aBuilderStartsFromAStructureAndLeavesItAlone() {
    SmartHealthLog log = SmartHealthLog.builder().set(SmartHealthLog.CTEMP, 300).build();
    SmartHealthLog other = SmartHealthLog.builder().from(log).set(SmartHealthLog.AVSP, 100).build();
    assertThat(other.getInt(SmartHealthLog.CTEMP)).isEqualTo(300);
    assertThat(log.getInt(SmartHealthLog.AVSP)).isZero();
    assertThat(other).isNotEqualTo(log);
  }
}
