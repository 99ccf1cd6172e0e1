package io.jacquard.lab.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class PduTextTest {

  @Test
  void runsOfEightOrMoreAreCounted() {
    byte[] bytes = HexFormat.of().parseHex("0102" + "00".repeat(7) + "03" + "ff".repeat(8) + "04");

    assertThat(PduText.hex(bytes)).isEqualTo("01020000000000000003 ff*8 04");
  }

  @Test
  void aPduOfOneRunHasNoLiteral() {
    assertThat(PduText.hex(new byte[300])).isEqualTo("00*300");
  }

  @Test
  void aResponseIsDescribedWithoutItsPhaseBit() {
    byte[] response = new byte[24];
    response[0] = 0x05;
    response[8 + 12] = 0x1F;
    response[8 + 14] = 0x0C;
    response[8 + 15] = (byte) 0x80;

    assertThat(PduText.describe(response, true))
        .isEqualTo("CapsuleResp for command 31, status 4006h");
  }
}
