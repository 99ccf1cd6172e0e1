package io.jacquard.nvme.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jacquard.nvme.wire.MalformedException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NqnTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "nqn.2014-08.org.nvmexpress.discovery",
        "nqn.2014-08.com.example:nvme:nvm-subsystem-sn-d78432",
        "nqn.2014-08.com.example",
        "nqn.2014-08.org.nvmexpress:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
        "nqn.2016-06.io.spdk:cnode1",
        "nqn.1988-11.com.dell:PowerStore:00:a1b2",
        "nqn.2026-12.io.jacquard:größe"
      })
  void namesOfTheFormatAreParsed(String text) {
    Nqn nqn = Nqn.parse(text);
    assertThat(nqn).hasToString(text);
    assertThat(nqn.violation()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          blktests-subsystem-1                   | must start with "nqn."
          NQN.2014-08.com.example:a              | must start with "nqn."
          nqn.                                   | date
          nqn.2014-13.com.example:a              | date
          nqn.2014-8.com.example:a               | date
          nqn.2014-08                            | reverse domain
          nqn.2014-08com.example:a               | reverse domain
          nqn.2014-08.com..example:a             | reverse domain
          nqn.2014-08.-com.example:a             | reverse domain
          nqn.2014-08.:a                         | reverse domain
          nqn.2014-08.com.example:               | after the colon
          nqn.2014-08.org.nvmexpress:uuid:12     | UUID
          """)
  void otherNamesAreRefusedWithAReasonButCanBeAccepted(String text, String reason) {
    assertThatThrownBy(() -> Nqn.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(text)
        .hasMessageContaining(reason);
    assertThat(Nqn.accept(text).violation()).isPresent();
  }

  @Test
  void theLimitIs223BytesOfUtf8() {
    String start = "nqn.2014-08.com.example:";
    String longest = start + "a".repeat(223 - start.length());
    assertThat(Nqn.parse(longest).value()).hasSize(223);
    assertThatThrownBy(() -> Nqn.accept(longest + "a")).hasMessageContaining("224 bytes");
    String umlauts = start + "ü".repeat(100);
    assertThatThrownBy(() -> Nqn.accept(umlauts)).hasMessageContaining("224 bytes");
    assertThatThrownBy(() -> Nqn.accept("")).hasMessageContaining("empty");
    assertThatThrownBy(() -> Nqn.accept("a\nb")).hasMessageContaining("control");
    assertThatThrownBy(() -> Nqn.accept("\ud800")).hasMessageContaining("surrogate");
  }

  @Test
  void namesTravelInANulPaddedFieldOf256Bytes() {
    ByteBuffer buffer = ByteBuffer.allocate(300);
    for (int i = 0; i < buffer.capacity(); i++) {
      buffer.put(i, (byte) 0x55);
    }
    Nqn nqn = Nqn.ofUuid(UUID.fromString("f81d4fae-7dec-11d0-a765-00a0c91e6bf6"));
    nqn.encode(buffer, 20);
    assertThat(buffer.get(19)).isEqualTo((byte) 0x55);
    assertThat(buffer.get(20 + nqn.value().length())).isZero();
    assertThat(buffer.get(275)).isZero();
    assertThat(buffer.get(276)).isEqualTo((byte) 0x55);
    assertThat(Nqn.decode(buffer, 0, 20, "Test", "NQN")).isEqualTo(nqn);
  }

  @Test
  void fieldsThatHoldNoNameAreMalformed() {
    byte[] bytes = new byte[512];
    assertMalformed(bytes, "empty");
    Arrays.fill(bytes, 256, 512, (byte) 'a');
    assertMalformed(bytes, "NUL-terminated");
    bytes[511] = 0;
    assertMalformed(bytes, "255 bytes");
    bytes[300] = 0;
    bytes[299] = (byte) 0xC0;
    assertMalformed(bytes, "UTF-8");
    bytes[299] = 'z';
    assertThat(Nqn.decode(ByteBuffer.wrap(bytes), 0, 256, "Test", "NQN").value()).hasSize(44);
  }

  private static void assertMalformed(byte[] bytes, String reason) {
    assertThatThrownBy(() -> Nqn.decode(ByteBuffer.wrap(bytes), 0, 256, "Test", "NQN"))
        .isInstanceOfSatisfying(
            MalformedException.class,
            e -> {
              assertThat(e.field()).isEqualTo("NQN");
              assertThat(e.offset()).isEqualTo(256);
              assertThat(e).hasMessageContaining(reason);
            });
  }

  @Test
  void randomFieldsAreANameOrMalformed() {
    Random random = new Random(19);
    byte[] bytes = new byte[256];
    int names = 0;
    for (int i = 0; i < 20_000; i++) {
      random.nextBytes(bytes);
      for (int b = 0; b < 256; b++) {
        bytes[b] = (byte) (i % 2 == 0 ? bytes[b] & 0x7F | 0x20 : bytes[b]);
      }
      bytes[random.nextInt(256)] = 0;
      try {
        Nqn nqn = Nqn.decode(ByteBuffer.wrap(bytes), 0, 0, "Test", "NQN");
        assertThat(nqn.value().getBytes(StandardCharsets.UTF_8).length).isBetween(1, 223);
        names++;
      } catch (MalformedException e) {
        assertThat(e.field()).isEqualTo("NQN");
      }
    }
    assertThat(names).isPositive();
  }
}
