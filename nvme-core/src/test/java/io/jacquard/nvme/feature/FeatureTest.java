package io.jacquard.nvme.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jacquard.nvme.wire.MalformedException;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FeatureTest {
  @Test
  void numberOfQueuesIsZerosBasedOnTheWire() {
    NumberOfQueues asked = NumberOfQueues.decode(0x0003_0007);
    assertThat(asked).isEqualTo(new NumberOfQueues(8, 4));
    assertThat(asked.dword()).isEqualTo(0x0003_0007);
    assertThat(asked.isReserved()).isFalse();
    assertThat(NumberOfQueues.decode(0xFFFF_0000).isReserved()).isTrue();
    assertThat(NumberOfQueues.decode(0x0000_FFFF).isReserved()).isTrue();
    assertThatThrownBy(() -> new NumberOfQueues(0, 1)).isInstanceOf(IllegalArgumentException.class);
    Random random = new Random(67);
    for (int i = 0; i < 1000; i++) {
      int dword = random.nextInt();
      assertThat(NumberOfQueues.decode(dword).dword()).isEqualTo(dword);
    }
  }

  @Test
  void timestampsHave48Bits() {
    Timestamp now = new Timestamp(0x0123_4567_89ABL, Timestamp.SET_BY_HOST);
    ByteBuffer bytes = ByteBuffer.allocate(8);
    now.encode(bytes);
    assertThat(bytes.getLong(0)).isEqualTo(0xAB89674523010200L);
    assertThat(Timestamp.decode(bytes.flip())).isEqualTo(now);
    assertThatThrownBy(() -> new Timestamp(1L << 48, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Timestamp.decode(ByteBuffer.allocate(7)))
        .isInstanceOf(MalformedException.class);
  }

  @Test
  void hostBehaviorSwitchesAreZeroOrOne() {
    HostBehaviorSupport support =
        HostBehaviorSupport.builder().set(HostBehaviorSupport.ACRE, 1).build();
    assertThat(support.has(HostBehaviorSupport.ACRE, 1)).isTrue();
    assertThatThrownBy(
            () -> HostBehaviorSupport.builder().set(HostBehaviorSupport.LBAFEE, 2).build())
        .isInstanceOfSatisfying(MalformedException.class, e -> assertThat(e.offset()).isEqualTo(2));
  }

  @Test
  void eventConfigurationBitsAreNamed() {
    AsyncEventConfiguration config = new AsyncEventConfiguration(0x8000_0900);
    assertThat(config.has(AsyncEventConfiguration.NAMESPACE_ATTRIBUTE)).isTrue();
    assertThat(config.has(AsyncEventConfiguration.ANA_CHANGE)).isTrue();
    assertThat(config.has(AsyncEventConfiguration.DISCOVERY_LOG_PAGE)).isTrue();
    assertThat(config.has(AsyncEventConfiguration.FIRMWARE_ACTIVATION)).isFalse();
  }

  @Test
  void selectAndSaveAreReadFromDword10() {
    assertThat(FeatureSelect.fid(0x8000_030B)).isEqualTo(FeatureId.ASYNC_EVENT_CONFIGURATION);
    assertThat(FeatureSelect.of(0x8000_030B)).isEqualTo(FeatureSelect.SUPPORTED_CAPABILITIES);
    assertThat(FeatureSelect.save(0x8000_030B)).isTrue();
    assertThat(FeatureSelect.save(0x0000_030B)).isFalse();
    assertThat(FeatureId.nameOf(0x0F)).isEqualTo("Keep Alive Timer");
    assertThat(FeatureId.nameOf(0xC0)).isEqualTo("Feature c0h");
  }
}
