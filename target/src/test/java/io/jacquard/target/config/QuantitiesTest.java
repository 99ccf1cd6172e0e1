package io.jacquard.target.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jacquard.nvme.namespace.ByteSize;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantitiesTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "512, 512",
    "8K, 8192",
    "8k, 8192",
    "64M, 67108864",
    "1 GiB, 1073741824",
    "2GB, 2147483648",
    "10g, 10737418240",
    "1T, 1099511627776",
    "4096B, 4096"
  })
  void sizesAreReadAsPeopleWriteThem(String text, long bytes) {
    assertThat(ByteSize.parse(text)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "1.5G", "64 Mega", "G", "99999999999T", "1KK", "0x10"})
  void otherTextsAreNoSizes(String text) {
    assertThatThrownBy(() -> ByteSize.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + text + "'");
  }

  @Test
  void formattedQuantitiesAreReadBack() {
    Random random = new Random(11);
    for (int i = 0; i < 10_000; i++) {
      long value = random.nextLong(1L << (1 + random.nextInt(40))) << random.nextInt(20);
      assertThat(ByteSize.parse(ByteSize.format(value))).isEqualTo(value);
      Duration duration = Duration.ofNanos(value % 1_000_000_000_001L);
      assertThat(DurationText.parse(DurationText.format(duration))).isEqualTo(duration);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 B",
    "512, 512 B",
    "4096, 4 KiB",
    "67108864, 64 MiB",
    "1572864, 1.5 MiB",
    "10737418240, 10 GiB",
    "1073741824, 1 GiB",
    "104857600, 100 MiB",
    "1567612928, 1.46 GiB"
  })
  void sizesAreDescribedForPeople(long bytes, String text) {
    assertThat(ByteSize.describe(bytes)).isEqualTo(text);
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
