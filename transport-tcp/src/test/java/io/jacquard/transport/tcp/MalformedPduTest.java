package io.jacquard.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.transport.CloseReason;
import io.jacquard.nvme.transport.ListenSettings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a controller says to a host that breaks the rules, and that nobody else suffers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MalformedPduTest {
  private static final ListenSettings SETTINGS =
      new ListenSettings(4096, 64, Duration.ofSeconds(10), Duration.ofSeconds(30), 4096);
  private static final byte[] NONE = {};
  private static final int CID = 0x1234;
  private static final int WRITE_BYTES = 6144;

  private TcpFixture fixture;
  private TcpFixture.HostSide bystander;

  @BeforeAll
  void open() throws Exception {
    fixture = new TcpFixture(TcpFixture.loopSettings("auto"), SETTINGS);
    bystander = fixture.connect(fixture.dial(true, true, 4096), true);
  }

  @AfterAll
  void close() {
    fixture.close();
  }

  @AfterEach
  void nobodyElseSuffers() throws Exception {
    TcpFixture.await("only the bystander is left", () -> fixture.listener.connections() == 1);
    HostCommand flush = HostCommand.flush().on(bystander.channel());
    assertThat(flush.status.get(TcpFixture.SECONDS, TimeUnit.SECONDS)).isZero();
    fixture.awaitNothingHeld();
  }

  private RawHost raw(boolean headerDigest, boolean dataDigest) throws IOException {
    return new RawHost(fixture.listener.address(), headerDigest, dataDigest);
  }

  /** A PDU with one change and what the controller must say about it. */
  private static Arguments wrong(
      String what, int pdu, Consumer<ByteBuffer> change, int fes, long fei) {
    return Arguments.of(what, pdu, change, fes, (int) fei);
  }

  private static Consumer<ByteBuffer> u8(int at, int value) {
    return b -> b.put(at, (byte) value);
  }

  private static Consumer<ByteBuffer> u16(int at, int value) {
    return b -> b.putShort(at, (short) value);
  }

  private static Consumer<ByteBuffer> u32(int at, int value) {
    return b -> b.putInt(at, value);
  }

  static List<Arguments> wrongFields() {
    int field = PduViolation.INVALID_HEADER_FIELD;
    int sequence = PduViolation.SEQUENCE_ERROR;
    int range = PduViolation.DATA_OUT_OF_RANGE;
    int limit = PduViolation.LIMIT_EXCEEDED;
    int unsupported = PduViolation.UNSUPPORTED_PARAMETER;
    List<Arguments> all = new ArrayList<>();
    int ic = Pdu.IC_REQ;
    int cmd = Pdu.CAPSULE_CMD;
    int data = Pdu.H2C_DATA;
    for (int pdu : new int[] {ic, cmd, data}) {
      String name = Pdu.nameOf(pdu);
      for (int type : new int[] {1, 3, 5, 7, 8, 9, 10, 0x40, 0x7F, 0x80, 0xFF}) {
        all.add(wrong(name + " type " + type, pdu, u8(Pdu.TYPE, type), field, Pdu.TYPE));
      }
      for (int hlen : new int[] {0, 1, 7, 8, 23, 25, 71, 73, 127, 129, 255}) {
        all.add(wrong(name + " HLEN " + hlen, pdu, u8(Pdu.HLEN, hlen), field, Pdu.HLEN));
      }
      for (int plen : new int[] {0, 1, 7, 8, 23}) {
        all.add(wrong(name + " PLEN " + plen, pdu, u32(Pdu.PLEN, plen), field, Pdu.PLEN));
      }
    }
    for (int plen : new int[] {127, 129, 4096, Integer.MAX_VALUE, Integer.MIN_VALUE, -1}) {
      all.add(wrong("ICReq PLEN " + plen, ic, u32(Pdu.PLEN, plen), field, Pdu.PLEN));
    }
    for (int plen : new int[] {1 << 20, Integer.MAX_VALUE, Integer.MIN_VALUE, -1}) {
      all.add(wrong("CapsuleCmd PLEN " + plen, cmd, u32(Pdu.PLEN, plen), limit, 0));
      all.add(wrong("H2CData PLEN " + plen, data, u32(Pdu.PLEN, plen), limit, 0));
    }
    for (int pdo : new int[] {0, 1, 24, 68, 71, 73, 74, 75}) {
      all.add(wrong("CapsuleCmd PDO " + pdo, cmd, u8(Pdu.PDO, pdo), field, Pdu.PDO));
    }
    for (int pdo : new int[] {0, 1, 20, 23, 25, 26, 27, 255}) {
      all.add(wrong("H2CData PDO " + pdo, data, u8(Pdu.PDO, pdo), field, Pdu.PDO));
    }
    for (int flags : new int[] {Pdu.HDGSTF, Pdu.DDGSTF, Pdu.HDGSTF | Pdu.DDGSTF, 0xFF}) {
      all.add(wrong("CapsuleCmd flags " + flags, cmd, u8(Pdu.FLAGS, flags), field, Pdu.FLAGS));
      all.add(wrong("H2CData flags " + flags, data, u8(Pdu.FLAGS, flags), field, Pdu.FLAGS));
    }
    for (int pfv : new int[] {1, 0x100, 0xFFFF}) {
      all.add(wrong("PFV " + pfv, ic, u16(Pdu.PFV, pfv), unsupported, Pdu.PFV));
    }
    for (int hpda : new int[] {32, 0x80, 0xFF}) {
      all.add(wrong("HPDA " + hpda, ic, u8(Pdu.PDA, hpda), field, Pdu.PDA));
    }
    for (int dgst : new int[] {4, 0x80, 0xFF}) {
      all.add(wrong("DGST " + dgst, ic, u8(Pdu.DGST, dgst), unsupported, Pdu.DGST));
    }
    all.add(wrong("a capsule first", ic, u32(0, 0x00480004), sequence, 0));
    all.add(wrong("data first", ic, u32(0, 0x00180006), sequence, 0));
    all.add(wrong("a second ICReq", cmd, u32(0, 0x00800000), sequence, 0));
    for (int ttag : new int[] {1, 62, 63, 64, 65, 0x7FFF, 0x8000, 0xFFFF}) {
      all.add(wrong("TTAG " + ttag, data, u16(Pdu.TTAG, ttag), field, Pdu.TTAG));
    }
    for (int cccid : new int[] {0, CID - 1, 0x9234, 0xFFFF}) {
      all.add(wrong("CCCID " + cccid, data, u16(Pdu.CCCID, cccid), field, Pdu.CCCID));
    }
    for (int offset : new int[] {1, 4, 4096, 6144, Integer.MAX_VALUE, Integer.MIN_VALUE, -1}) {
      all.add(wrong("DATAO " + offset, data, u32(Pdu.DATAO, offset), range, 0));
    }
    for (int length : new int[] {0, 1, 4095, 4097, Integer.MAX_VALUE, Integer.MIN_VALUE, -1}) {
      all.add(wrong("DATAL " + length, data, u32(Pdu.DATAL, length), field, Pdu.DATAL));
    }
    all.add(wrong("LAST_PDU missing", data, u8(Pdu.FLAGS, 0), field, Pdu.FLAGS));
    return all;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrongFields")
  void wrongFieldsAreAnsweredByATerminationRequest(
      String what, int pdu, Consumer<ByteBuffer> change, int fes, int fei) throws IOException {
    try (RawHost host = raw(false, false)) {
      ByteBuffer bytes = prepare(host, pdu);
      change.accept(bytes);
      host.send(bytes);
      expectTermination(host, bytes, fes, fei);
    }
  }

  /** Brings the connection to where {@code pdu} is due, and makes a right one. */
  private static ByteBuffer prepare(RawHost host, int pdu) throws IOException {
    if (pdu == Pdu.IC_REQ) {
      return host.icReq();
    }
    host.connected(64, true);
    if (pdu == Pdu.CAPSULE_CMD) {
      return host.capsule(NvmOpcode.WRITE, CID, 0, new byte[512]);
    }
    host.send(host.capsule(NvmOpcode.WRITE, CID, WRITE_BYTES, NONE));
    ByteBuffer r2t = host.readUntil(Pdu.R2T);
    assertThat(r2t.getInt(Pdu.R2TO)).isZero();
    assertThat(r2t.getInt(Pdu.R2TL)).isEqualTo(4096);
    int ttag = r2t.getShort(Pdu.TTAG);
    return host.data(Pdu.LAST_PDU, CID, ttag, 0, new byte[4096]);
  }

  private static void expectTermination(RawHost host, ByteBuffer sent, int fes, int fei)
      throws IOException {
    ByteBuffer term = host.readUntil(Pdu.C2H_TERM_REQ);
    assertThat(term.get(Pdu.FLAGS)).isZero();
    assertThat(term.get(Pdu.HLEN)).isEqualTo((byte) Pdu.TERM_BYTES);
    assertThat(term.getShort(Pdu.FES)).as("FES").isEqualTo((short) fes);
    assertThat(term.getInt(Pdu.FEI)).as("FEI").isEqualTo(fei);
    int length = term.capacity() - Pdu.TERM_BYTES;
    assertThat(length).isBetween(Pdu.COMMON_BYTES, Pdu.MAX_TERM_DATA);
    assertThat(term.slice(Pdu.TERM_BYTES, length)).isEqualTo(sent.slice(0, length));
    assertThat(host.atEnd()).isTrue();
  }

  @Test
  void aWrongHeaderDigestEndsTheConnection() throws IOException {
    try (RawHost host = raw(true, true).connected(64, true)) {
      ByteBuffer bytes = host.capsule(NvmOpcode.FLUSH, CID, 0, NONE);
      bytes.putInt(Pdu.CAPSULE_CMD_BYTES, 0x01020304);
      host.send(bytes);
      expectTermination(host, bytes, PduViolation.HEADER_DIGEST_ERROR, 0x01020304);
    }
  }

  @Test
  void clearDigestFlagsEndTheConnectionWhereDigestsWereAgreed() throws IOException {
    for (int flags : new int[] {0, Pdu.HDGSTF, Pdu.DDGSTF}) {
      try (RawHost host = raw(true, true).connected(64, true)) {
        ByteBuffer bytes = host.capsule(NvmOpcode.WRITE, CID, 0, new byte[512]);
        bytes.put(Pdu.FLAGS, (byte) flags);
        host.send(bytes);
        expectTermination(host, bytes, PduViolation.INVALID_HEADER_FIELD, Pdu.FLAGS);
      }
    }
  }

  @Test
  void moreCommandsThanTheQueueHasEntriesEndTheConnection() throws Exception {
    try (RawHost host = raw(false, false).connected(4, true)) {
      MemoryController controller = fixture.controllers.getLast();
      controller.hold = true;
      for (int i = 0; i < 4; i++) {
        host.send(host.capsule(NvmOpcode.READ, i, 512, NONE));
      }
      ByteBuffer last = host.capsule(NvmOpcode.READ, 4, 512, NONE);
      host.send(last);
      expectTermination(host, last, PduViolation.SEQUENCE_ERROR, 0);
      TcpFixture.await("the handler is told", () -> !controller.closes.isEmpty());
      assertThat(controller.closes.peek().kind()).isEqualTo(CloseReason.Kind.PROTOCOL_ERROR);
    }
  }

  @Test
  void aTerminationRequestIsNeverAnsweredByAnother() throws Exception {
    for (int plen : new int[] {24, 96, 152, 153, 23, 0, Integer.MAX_VALUE, -1}) {
      try (RawHost host = raw(true, true).connected(64, true)) {
        MemoryController controller = fixture.controllers.getLast();
        ByteBuffer term = RawHost.buffer(Math.clamp(plen, 24, 200));
        ByteBuffer nothing = RawHost.buffer(128);
        PduEncoder.termReq(term, 0, Pdu.H2C_TERM_REQ, 1, 2, nothing, 0, 0);
        term.putInt(Pdu.PLEN, plen);
        host.send(term);
        assertThat(host.atEnd()).as("PLEN " + plen).isTrue();
        TcpFixture.await("the handler is told", () -> !controller.closes.isEmpty());
        boolean right = plen >= 24 && plen <= 152;
        assertThat(controller.closes.peek().kind())
            .isEqualTo(
                right ? CloseReason.Kind.TERMINATED_BY_PEER : CloseReason.Kind.PROTOCOL_ERROR);
      }
    }
  }

  @Test
  void aConnectionCutAnywhereLeavesNothingBehind() throws Exception {
    try (RawHost template = raw(true, true)) {
      ByteBuffer write = template.capsule(NvmOpcode.WRITE, CID, 0, new byte[600]);
      for (int cut = 0; cut < write.limit(); cut += 37) {
        try (RawHost host = raw(true, true).connected(64, true)) {
          MemoryController controller = fixture.controllers.getLast();
          host.send(host.capsule(NvmOpcode.WRITE, CID + 1, WRITE_BYTES, NONE));
          host.readUntil(Pdu.R2T);
          byte[] part = new byte[cut];
          write.get(0, part);
          host.send(part).socket.shutdownOutput();
          assertThat(host.atEnd()).isTrue();
          TcpFixture.await("the handler is told", () -> !controller.closes.isEmpty());
          assertThat(controller.dropped).isEqualTo(cut >= 76 ? 2 : 1);
        }
      }
    }
  }
}
