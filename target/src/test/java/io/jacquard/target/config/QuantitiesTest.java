package io.jacquard.target.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantitiesTest {

  @Test
  void formattedDurationsAreReadBack() {
    Random random = new Random(11);
    for (int i = 0; i < 10_000; i++) {
      long value = random.nextLong(1L << (1 + random.nextInt(40))) << random.nextInt(20);
      Duration duration = Duration.ofNanos(value % 1_000_000_000_001L);
      assertThat(DurationText.parse(DurationText.format(duration))).isEqualTo(duration);
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "50us, 50000", "50µs, 50000", "1ms, 1000000", "2s, 2000000000", "7ns, 7"})
  void durationsAreReadAsPeopleWriteThem(String text, long nanos) {
    assertThat(DurationText.parse(text)).isEqualTo(Duration.ofNanos(nanos));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "50", "-1s", "1h", "fast", "1.5s"})
  void otherTextsAreNoDurations(String text) {
    assertThatThrownBy(() -> DurationText.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("50us");
  }

  @ParameterizedTest
  @CsvSource({
    "9420, 127.0.0.1:9420",
    ":9420, 127.0.0.1:9420",
    "0.0.0.0:1, 0.0.0.0:1",
    "[::1]:9420, [::1]:9420",
    "localhost:80, localhost:80"
  })
  void addressesAreOnLoopbackUnlessTheySayOtherwise(String text, String formatted) {
    assertThat(SocketAddressText.format(SocketAddressText.parse(text))).isEqualTo(formatted);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "host", "1.2.3.4", "::1", "1.2.3.4:99999", "a b:1"})
  void otherTextsAreNoAddresses(String text) {
    assertThatThrownBy(() -> SocketAddressText.parse(text))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
