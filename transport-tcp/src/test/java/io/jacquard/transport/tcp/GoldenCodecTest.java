package io.jacquard.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.nvme.wire.Cqe;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What Linux has sent is read as it is meant, and written again to the same bytes. */
class GoldenCodecTest {

  @ParameterizedTest
  @FieldSource("io.jacquard.transport.tcp.GoldenPdus#CONNECTIONS")
  void bothDirectionsAreWellFormedStreams(String connection) throws Exception {
    List<GoldenPdus.Pdu> pdus = GoldenPdus.read(connection);
    int digests = digests(pdus);
    for (boolean fromHost : new boolean[] {true, false}) {
      RecordingSink sink =
          new RecordingSink(
              (digests & Pdu.DGST_HEADER) != 0, (digests & Pdu.DGST_DATA) != 0, false);
      PduStream stream = fromHost ? PduStream.ofController(sink) : PduStream.ofHost(sink);
      sink.stream(stream);
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      int headers = 0;
      for (GoldenPdus.Pdu pdu : pdus) {
        if (pdu.fromHost() == fromHost) {
          bytes.writeBytes(pdu.bytes());
          headers++;
        }
      }
      ByteBuffer all = ByteBuffer.wrap(bytes.toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
      stream.feed(all, 0, all.capacity());
      assertThat(stream.atBoundary()).isTrue();
      assertThat(sink.events).noneMatch(event -> event.startsWith("damaged"));
      assertThat(sink.events.stream().filter(event -> event.contains(" data "))).hasSize(headers);
    }
  }

  @ParameterizedTest
  @FieldSource("io.jacquard.transport.tcp.GoldenPdus#CONNECTIONS")
  void everyPduIsWrittenAgainToTheSameBytes(String connection) throws IOException {
    List<GoldenPdus.Pdu> pdus = GoldenPdus.read(connection);
    int digests = digests(pdus);
    PduEncoder encoder =
        new PduEncoder((digests & Pdu.DGST_HEADER) != 0, (digests & Pdu.DGST_DATA) != 0, 0);
    for (GoldenPdus.Pdu pdu : pdus) {
      ByteBuffer golden = ByteBuffer.wrap(pdu.bytes().clone()).order(ByteOrder.LITTLE_ENDIAN);
      ByteBuffer ours = ByteBuffer.allocate(golden.capacity()).order(ByteOrder.LITTLE_ENDIAN);
      normalize(golden, (digests & Pdu.DGST_HEADER) != 0);
      assertThat(encode(encoder, golden, ours)).as(pdu.toString()).isEqualTo(golden.capacity());
      assertThat(ours.array()).as(pdu.toString()).isEqualTo(golden.array());
    }
  }

  private static int digests(List<GoldenPdus.Pdu> pdus) {
    return pdus.get(1).bytes()[Pdu.DGST];
  }

  /**
   * Linux fills in two fields that mean nothing: the PDO of a capsule without data, and the SQID,
   * which is reserved over fabrics.
   */
  private static void normalize(ByteBuffer pdu, boolean headerDigest) {
    int type = pdu.get(Pdu.TYPE);
    int hlen = pdu.get(Pdu.HLEN) & 0xFF;
    boolean bare = pdu.getInt(Pdu.PLEN) == hlen + (headerDigest ? Pdu.DIGEST_BYTES : 0);
    if (type == Pdu.CAPSULE_CMD && bare) {
      pdu.put(Pdu.PDO, (byte) 0);
    } else if (type == Pdu.CAPSULE_RESP) {
      pdu.putShort(Pdu.CQE + Cqe.SQID, (short) 0);
    } else {
      return;
    }
    if (headerDigest) {
      pdu.putInt(hlen, new Digest().of(pdu, 0, hlen));
    }
  }

  private static int encode(PduEncoder encoder, ByteBuffer from, ByteBuffer to) {
    int type = from.get(Pdu.TYPE);
    int cccid = from.getShort(Pdu.CCCID) & 0xFFFF;
    int ttag = from.getShort(Pdu.TTAG) & 0xFFFF;
    return switch (type) {
      case Pdu.IC_REQ ->
          PduEncoder.icReq(to, 0, from.get(Pdu.PDA), from.get(Pdu.DGST), from.getInt(Pdu.MAXR2T));
      case Pdu.IC_RESP ->
          PduEncoder.icResp(
              to, 0, from.get(Pdu.PDA), from.get(Pdu.DGST), from.getInt(Pdu.MAXH2CDATA));
      case Pdu.CAPSULE_CMD -> {
        int length = dataLength(encoder, from, Pdu.CAPSULE_CMD_BYTES);
        yield withData(encoder, from, to, encoder.capsuleCmd(to, 0, from, Pdu.SQE, length), length);
      }
      case Pdu.CAPSULE_RESP -> {
        Cqe cqe = new Cqe().wrap(from, Pdu.CQE);
        yield encoder.capsuleResp(to, 0, cqe.result(), cqe.sqhd(), cqe.cid(), cqe.status());
      }
      case Pdu.H2C_DATA, Pdu.C2H_DATA -> {
        int flags = from.get(Pdu.FLAGS) & (Pdu.LAST_PDU | Pdu.SUCCESS);
        int length = from.getInt(Pdu.DATAL);
        int at =
            encoder.dataHeader(to, 0, type, flags, cccid, ttag, from.getInt(Pdu.DATAO), length);
        yield withData(encoder, from, to, at, length);
      }
      case Pdu.R2T -> encoder.r2t(to, 0, cccid, ttag, from.getInt(Pdu.R2TO), from.getInt(Pdu.R2TL));
      default -> throw new AssertionError("no golden file has " + Pdu.nameOf(type));
    };
  }

  private static int dataLength(PduEncoder encoder, ByteBuffer pdu, int hlen) {
    int beyond = pdu.capacity() - encoder.dataOffset(hlen);
    return beyond == 0 ? 0 : beyond - encoder.dataTrailer();
  }

  private static int withData(
      PduEncoder encoder, ByteBuffer from, ByteBuffer to, int at, int length) {
    if (length == 0) {
      return at;
    }
    to.put(at, from, at, length);
    return at + length + encoder.dataDigest(to, at + length, to, at, length);
  }
}
