package io.jacquard.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The golden files are whole: every PDU has the length that its header says. */
class GoldenPdusTest {

  private static final int PLEN = 4;

  @ParameterizedTest
  @FieldSource("io.jacquard.transport.tcp.GoldenPdus#CONNECTIONS")
  void everyPduIsAsLongAsItsHeaderSays(String connection) throws IOException {
    List<GoldenPdus.Pdu> pdus = GoldenPdus.read(connection);

    assertThat(pdus)
        .hasSizeGreaterThanOrEqualTo(4)
        .allSatisfy(
            pdu ->
                assertThat(ByteBuffer.wrap(pdu.bytes()).order(ByteOrder.LITTLE_ENDIAN).getInt(PLEN))
                    .isEqualTo(pdu.bytes().length));
    assertThat(pdus.get(0).description()).isEqualTo("ICReq");
    assertThat(pdus.get(1).description()).isEqualTo("ICResp");
  }
}
