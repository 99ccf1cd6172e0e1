package io.jacquard.transport.rdma;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.transport.rdma.verbs.ConnectionParameters;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Private data of the connection manager's messages. */
class CmPrivateDataTest {
  private static final HexFormat HEX = HexFormat.of();

  /** What Linux 6.12 sends for an I/O queue of 128 entries of controller 3, by its source. */
  private static final String LINUX_REQUEST = "0000" + "0100" + "8000" + "7f00" + "0300";

  private static byte[] padded(String hex, int length) {
    return Arrays.copyOf(HEX.parseHex(hex), length);
  }

  @Test
  void aRequestIsReadAndWrittenAsTheSpecificationLaysItOut() {
    CmRequest request = new CmRequest(0, 1, 128, 127, 3);
    assertThat(request.encode()).isEqualTo(padded(LINUX_REQUEST, 32));
    assertThat(CmRequest.decode(padded(LINUX_REQUEST, 56))).isEqualTo(request);
    assertThat(request.entries()).isEqualTo(128);
  }

  @Test
  void theRequestOfALargestQueueFits() {
    CmRequest request = CmRequest.of(7, 65536);
    assertThat(request.hostSends()).isEqualTo(65535);
    assertThat(request.hostReceives()).isEqualTo(65535);
    assertThat(CmRequest.decode(request.encode())).isEqualTo(request);
  }

  @Test
  void anAcceptanceIsReadAndWritten() {
    assertThat(new CmAccept(0, 129).encode()).isEqualTo(padded("00008100", 32));
    assertThat(CmAccept.decode(padded("00008100", 196))).isEqualTo(new CmAccept(0, 129));
    assertThat(CmAccept.decode(new byte[0])).isEqualTo(new CmAccept(0, 0));
  }

  @ParameterizedTest
  @EnumSource(CmReject.class)
  void aRejectionIsReadAndWritten(CmReject reason) {
    byte[] data = reason.encode();
    assertThat(data).isEqualTo(new byte[] {0, 0, (byte) reason.code(), 0});
    assertThat(CmReject.decode(Arrays.copyOf(data, 148))).contains(reason);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "000006", "00000000", "00000a00", "01000600"})
  void aRejectionThatTellsNothingHasNoReason(String hex) {
    assertThat(CmReject.decode(HEX.parseHex(hex))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 31})
  void shortPrivateDataIsOfInvalidLength(int length) {
    assertThat(CmRequestCheck.check(new ConnectionParameters(new byte[length], 16, 16)))
        .contains(CmReject.INVALID_LENGTH);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 255})
  void whateverReadsAHostWantsServedItIsNotRefused(int outstanding) {
    byte[] request = CmRequest.of(1, 32).encode();
    assertThat(CmRequestCheck.check(new ConnectionParameters(request, outstanding, 1))).isEmpty();
  }

  @Test
  void everyRequestIsAcceptedOrHasAReason() {
    Random random = new Random(20);
    int accepted = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] data = new byte[random.nextInt(80)];
      random.nextBytes(data);
      if (data.length > 10) {
        // Mostly right, so that all checks are reached.
        data[0] = 0;
        data[1] = 0;
        data[7] &= 0x0F;
      }
      int reads = random.nextInt(4);
      Optional<CmReject> reason = CmRequestCheck.check(new ConnectionParameters(data, 0, reads));
      if (reason.isEmpty()) {
        CmRequest request = CmRequest.decode(data);
        assertThat(request.entries()).isBetween(2, CmRequestCheck.MAX_ENTRIES);
        assertThat(request.hostReceives()).isPositive();
        assertThat(reads).isPositive();
        accepted++;
      }
    }
    assertThat(accepted).isPositive();
  }
}
