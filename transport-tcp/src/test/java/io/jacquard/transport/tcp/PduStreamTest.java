package io.jacquard.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The state machine gives the same result for every way of cutting a stream into pieces. */
class PduStreamTest {

  /** What a host may send: every PDU type, with and without data, with padding. */
  private static ByteBuffer hostStream(boolean headers, boolean data) {
    ByteBuffer b = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
    int at = PduEncoder.icReq(b, 0, 0, 3, 0);
    ByteBuffer sqe = ByteBuffer.allocate(64);
    for (int i = 0; i < 64; i++) {
      sqe.put(i, (byte) i);
    }
    for (int pda : new int[] {0, 3, 31}) {
      PduEncoder encoder = new PduEncoder(headers, data, pda);
      at += encoder.capsuleCmd(b, at, sqe, 0, 0);
      int start = at + encoder.capsuleCmd(b, at, sqe, 0, 333);
      at = start + fill(b, start, 333);
      at += encoder.dataDigest(b, at, b, start, 333);
      start = at + encoder.dataHeader(b, at, Pdu.H2C_DATA, Pdu.LAST_PDU, 7, 9, 100, 71);
      at = start + fill(b, start, 71);
      at += encoder.dataDigest(b, at, b, start, 71);
    }
    at += PduEncoder.termReq(b, at, Pdu.H2C_TERM_REQ, 1, 2, sqe, 0, 48);
    return b.limit(at);
  }

  /** What a controller may send. */
  private static ByteBuffer controllerStream(boolean headers, boolean data) {
    ByteBuffer b = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
    int at = PduEncoder.icResp(b, 0, 0, 3, 8192);
    for (int pda : new int[] {0, 3, 31}) {
      PduEncoder encoder = new PduEncoder(headers, data, pda);
      at += encoder.capsuleResp(b, at, 0x1122334455667788L, 5, 6, 0x4001);
      at += encoder.r2t(b, at, 3, 4, 4096, 8192);
      int start = at + encoder.dataHeader(b, at, Pdu.C2H_DATA, Pdu.LAST_PDU, 7, 0, 0, 512);
      at = start + fill(b, start, 512);
      at += encoder.dataDigest(b, at, b, start, 512);
    }
    at += PduEncoder.termReq(b, at, Pdu.C2H_TERM_REQ, 1, 2, b, 0, 0);
    return b.limit(at);
  }

  private static int fill(ByteBuffer b, int at, int length) {
    for (int i = 0; i < length; i++) {
      b.put(at + i, (byte) (i * 31));
    }
    return length;
  }

  private static List<String> run(
      ByteBuffer bytes, boolean host, boolean headers, boolean data, boolean defer, int... cuts)
      throws PduViolation {
    RecordingSink sink = new RecordingSink(headers, data, defer);
    PduStream stream = host ? PduStream.ofHost(sink) : PduStream.ofController(sink);
    sink.stream(stream);
    int end = bytes.limit();
    int from = 0;
    for (int i = 0; i <= cuts.length; i++) {
      int to = i < cuts.length ? cuts[i] : end;
      // A copy: the stream must not look outside of its piece.
      ByteBuffer piece = ByteBuffer.allocate(to - from).order(ByteOrder.LITTLE_ENDIAN);
      piece.put(0, bytes, from, to - from);
      int at = 0;
      do {
        at = stream.feed(piece, at, to - from);
      } while (at < to - from);
      from = to;
      bytes.limit(end);
    }
    stream.feed(ByteBuffer.allocate(0), 0, 0);
    assertThat(stream.atBoundary()).isTrue();
    return sink.events;
  }

  @ParameterizedTest
  @CsvSource({
    "false,false,false", "false,true,false", "true,false,false", "true,true,false",
    "false,false,true", "false,true,true", "true,false,true", "true,true,true"
  })
  void everySplitGivesTheSameResult(boolean headers, boolean data, boolean host)
      throws PduViolation {
    ByteBuffer bytes = host ? controllerStream(headers, data) : hostStream(headers, data);
    List<String> whole = run(bytes, host, headers, data, false);
    assertThat(whole).hasSize(host ? 14 : 18).noneMatch(e -> e.startsWith("damaged"));
    int end = bytes.limit();
    for (int cut = 1; cut < end; cut++) {
      assertThat(run(bytes, host, headers, data, false, cut)).isEqualTo(whole);
      assertThat(run(bytes, host, headers, data, true, cut)).isEqualTo(whole);
    }
    int[] all = new int[end - 1];
    for (int i = 0; i < all.length; i++) {
      all[i] = i + 1;
    }
    assertThat(run(bytes, host, headers, data, false, all)).isEqualTo(whole);
    assertThat(run(bytes, host, headers, data, true, all)).isEqualTo(whole);
    Random random = new Random(1);
    for (int round = 0; round < 200; round++) {
      int[] cuts = random.ints(1 + random.nextInt(20), 1, end).sorted().distinct().toArray();
      assertThat(run(bytes, host, headers, data, random.nextBoolean(), cuts)).isEqualTo(whole);
    }
  }

  @Test
  void everyFlippedBitOfADigestedStreamIsFound() throws PduViolation {
    ByteBuffer bytes = hostStream(true, true);
    int end = bytes.limit();
    List<String> whole = run(bytes, false, true, true, false);
    // From the first capsule to the end of the last H2CData everything but padding is covered.
    int first = Pdu.IC_BYTES;
    int last = end - Pdu.TERM_BYTES - 48;
    int found = 0;
    for (int at = first; at < last; at++) {
      bytes.put(at, (byte) (bytes.get(at) ^ 0x10));
      if (!sameResult(bytes, whole)) {
        found++;
      }
      bytes.limit(end).put(at, (byte) (bytes.get(at) ^ 0x10));
    }
    int padding = padding(3) + padding(31);
    assertThat(found).isEqualTo(last - first - padding);
  }

  private static int padding(int pda) {
    PduEncoder encoder = new PduEncoder(true, true, pda);
    return encoder.dataOffset(Pdu.CAPSULE_CMD_BYTES)
        - Pdu.CAPSULE_CMD_BYTES
        - Pdu.DIGEST_BYTES
        + encoder.dataOffset(Pdu.DATA_BYTES)
        - Pdu.DATA_BYTES
        - Pdu.DIGEST_BYTES;
  }

  private static boolean sameResult(ByteBuffer bytes, List<String> whole) {
    RecordingSink sink = new RecordingSink(true, true, false);
    PduStream stream = PduStream.ofController(sink);
    sink.stream(stream);
    try {
      stream.feed(bytes, 0, bytes.limit());
    } catch (PduViolation found) {
      return false;
    }
    return sink.events.equals(whole);
  }

  @Test
  void aWrongHeaderDigestIsReportedWithTheDigestReceived() {
    ByteBuffer bytes = hostStream(true, false);
    bytes.putInt(Pdu.IC_BYTES + Pdu.CAPSULE_CMD_BYTES, 0xCAFEBABE);
    RecordingSink sink = new RecordingSink(true, false, false);
    PduStream stream = PduStream.ofController(sink);
    sink.stream(stream);
    PduViolation violation =
        catchThrowableOfType(PduViolation.class, () -> stream.feed(bytes, 0, bytes.limit()));
    assertThat(violation.status()).isEqualTo(PduViolation.HEADER_DIGEST_ERROR);
    assertThat(violation.information()).isEqualTo(0xCAFEBABE);
    assertThat(stream.offenderBytes()).isEqualTo(Pdu.CAPSULE_CMD_BYTES);
  }
}
