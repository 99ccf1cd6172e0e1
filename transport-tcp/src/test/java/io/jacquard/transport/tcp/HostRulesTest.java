package io.jacquard.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.transport.CloseReason;
import io.jacquard.nvme.transport.CloseReason.Kind;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What our host does with a controller that keeps the rules, nearly, or not at all. */
class HostRulesTest {
  private static final int FIELD = PduViolation.INVALID_HEADER_FIELD;
  private static final int RANGE = PduViolation.DATA_OUT_OF_RANGE;

  /** Makes the PDU that is wrong for the command with {@code cid}. */
  @FunctionalInterface
  interface Wrong {
    ByteBuffer make(RawController controller, int cid);
  }

  private static HostCommand write(RawController c, int length) {
    IoBuffer data = IoBuffer.allocate(length);
    for (int i = 0; i < length; i++) {
      data.bytes().put(i, (byte) (i * 7 + (i >> 8)));
    }
    return HostCommand.write(0, data, length).on(c.host.channel());
  }

  private static HostCommand read(RawController c, int length) {
    return HostCommand.read(0, IoBuffer.allocate(length), length).on(c.host.channel());
  }

  private static int status(HostCommand command) throws Exception {
    return command.status.get(TcpFixture.SECONDS, TimeUnit.SECONDS);
  }

  private static void expectTermination(RawController c, int fes, int fei) throws Exception {
    ByteBuffer term = c.readUntil(Pdu.H2C_TERM_REQ);
    assertThat(term.getShort(Pdu.FES)).as("FES").isEqualTo((short) fes);
    assertThat(term.getInt(Pdu.FEI)).as("FEI").isEqualTo(fei);
    assertThat(c.host.closed.get(TcpFixture.SECONDS, TimeUnit.SECONDS).kind())
        .isEqualTo(Kind.PROTOCOL_ERROR);
    assertThat(c.atEnd()).isTrue();
    c.awaitNothingHeld();
  }

  static List<Arguments> wrongInitializations() {
    int unsupported = PduViolation.UNSUPPORTED_PARAMETER;
    List<Arguments> all = new ArrayList<>();
    all.add(Arguments.of("CPDA 32", RawController.icResp(32, 0, 4096), FIELD, Pdu.PDA));
    all.add(Arguments.of("digests", RawController.icResp(0, 1, 4096), unsupported, Pdu.DGST));
    all.add(Arguments.of("digests", RawController.icResp(0, 4, 4096), unsupported, Pdu.DGST));
    for (int most : new int[] {0, 1, 4095, 4097, 4098, -1}) {
      all.add(
          Arguments.of(
              "MAXH2CDATA " + most, RawController.icResp(0, 0, most), FIELD, Pdu.MAXH2CDATA));
    }
    ByteBuffer pfv = RawController.icResp(0, 0, 4096).putShort(Pdu.PFV, (short) 1);
    all.add(Arguments.of("PFV 1", pfv, unsupported, Pdu.PFV));
    ByteBuffer plen = RawController.icResp(0, 0, 4096).putInt(Pdu.PLEN, 129);
    all.add(Arguments.of("PLEN 129", plen, FIELD, Pdu.PLEN));
    ByteBuffer request = RawController.icResp(0, 0, 4096).put(Pdu.TYPE, (byte) Pdu.IC_REQ);
    all.add(Arguments.of("ICReq", request, FIELD, Pdu.TYPE));
    return all;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrongInitializations")
  void wrongInitializationsAreRefused(String what, ByteBuffer icResp, int fes, int fei)
      throws Exception {
    try (RawController c = new RawController(false, false, 0)) {
      c.read();
      c.send(icResp);
      expectTermination(c, fes, fei);
    }
  }

  private static Arguments forWrite(String what, int fes, int fei, Wrong wrong) {
    return Arguments.of(what, true, wrong, fes, fei);
  }

  private static Arguments forRead(String what, int fes, int fei, Wrong wrong) {
    return Arguments.of(what, false, wrong, fes, fei);
  }

  static List<Arguments> wrongPdus() {
    List<Arguments> all = new ArrayList<>();
    all.add(forWrite("R2T of nothing", FIELD, Pdu.R2TL, (c, cid) -> c.r2t(cid, 0, 0, 0)));
    all.add(forWrite("R2T too long", RANGE, 0, (c, cid) -> c.r2t(cid, 0, 0, 8193)));
    all.add(forWrite("R2T huge", RANGE, 0, (c, cid) -> c.r2t(cid, 0, 0, -1)));
    all.add(forWrite("R2T past the end", RANGE, 0, (c, cid) -> c.r2t(cid, 0, 8192, 1)));
    all.add(forWrite("R2T with a gap", RANGE, 0, (c, cid) -> c.r2t(cid, 0, 512, 512)));
    all.add(forWrite("R2T offset huge", RANGE, 0, (c, cid) -> c.r2t(cid, 0, -1, 512)));
    all.add(forWrite("R2T for nobody", FIELD, Pdu.CCCID, (c, cid) -> c.r2t(cid ^ 8, 0, 0, 512)));
    all.add(forWrite("R2T for no slot", FIELD, Pdu.CCCID, (c, cid) -> c.r2t(cid | 7, 0, 0, 512)));
    all.add(
        forWrite(
            "two R2Ts at once",
            PduViolation.LIMIT_EXCEEDED,
            0,
            (c, cid) -> together(c.r2t(cid, 0, 0, 512), c.r2t(cid, 1, 512, 512))));
    all.add(forRead("R2T for a read", FIELD, Pdu.CCCID, (c, cid) -> c.r2t(cid, 0, 0, 512)));
    byte[] block = new byte[512];
    byte[] whole = new byte[8192];
    all.add(forWrite("data for a write", RANGE, 0, (c, cid) -> c.data(4, cid, 0, block)));
    all.add(forRead("data with a gap", RANGE, 0, (c, cid) -> c.data(0, cid, 512, block)));
    all.add(forRead("data past the end", RANGE, 0, (c, cid) -> c.data(4, cid, 8192, block)));
    all.add(forRead("data offset huge", RANGE, 0, (c, cid) -> c.data(0, cid, -1, block)));
    all.add(
        forRead(
            "SUCCESS without LAST",
            FIELD,
            Pdu.FLAGS,
            (c, cid) -> c.data(Pdu.SUCCESS, cid, 0, block)));
    all.add(forRead("LAST missing", FIELD, Pdu.FLAGS, (c, cid) -> c.data(0, cid, 0, whole)));
    all.add(forRead("data for nobody", FIELD, Pdu.CCCID, (c, cid) -> c.data(4, cid ^ 8, 0, block)));
    int cqeCid = Pdu.CQE + 12;
    all.add(forRead("response for nobody", FIELD, cqeCid, (c, cid) -> c.response(cid ^ 8, 0, 0)));
    all.add(
        forRead(
            "a second ICResp",
            PduViolation.SEQUENCE_ERROR,
            0,
            (c, cid) -> RawController.icResp(0, 0, 4096)));
    all.add(
        forRead(
            "a host's PDU",
            FIELD,
            Pdu.TYPE,
            (c, cid) -> c.response(cid, 0, 0).put(Pdu.TYPE, (byte) Pdu.H2C_DATA)));
    return all;
  }

  private static ByteBuffer together(ByteBuffer first, ByteBuffer second) {
    int length = first.limit() + second.limit();
    return RawHost.buffer(length)
        .put(0, first, 0, first.limit())
        .put(first.limit(), second, 0, second.limit());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrongPdus")
  void wrongPdusEndTheConnection(String what, boolean write, Wrong wrong, int fes, int fei)
      throws Exception {
    try (RawController c = new RawController(false, false, 0).initialize(0, 0, 4096)) {
      HostCommand command = write ? write(c, 8192) : read(c, 8192);
      int cid = RawController.cidOf(c.read());
      c.send(wrong.make(c, cid));
      expectTermination(c, fes, fei);
      assertThat(status(command)).isEqualTo(Status.HOST_PATHING_ERROR);
    }
  }

  @Test
  void dataIsSentInPiecesAsTheControllerWantsIt() throws Exception {
    try (RawController c = new RawController(true, true, 0).initialize(3, 3, 4096)) {
      HostCommand write = write(c, 10240);
      int cid = RawController.cidOf(c.read());
      PduEncoder aligned = new PduEncoder(true, true, 3);
      c.send(c.r2t(cid, 77, 0, 6144));
      int[][] expected = {{77, 0, 4096, 0}, {77, 4096, 2048, 1}, {78, 6144, 4096, 1}};
      for (int[] piece : expected) {
        if (piece[0] == 78) {
          c.send(c.r2t(cid, 78, 6144, 4096));
        }
        ByteBuffer data = c.read();
        assertThat(data.get(Pdu.TYPE)).isEqualTo((byte) Pdu.H2C_DATA);
        assertThat(data.get(Pdu.PDO) & 0xFF).isEqualTo(aligned.dataOffset(Pdu.DATA_BYTES));
        assertThat(data.getShort(Pdu.TTAG)).isEqualTo((short) piece[0]);
        assertThat(data.getInt(Pdu.DATAO)).isEqualTo(piece[1]);
        assertThat(data.getInt(Pdu.DATAL)).isEqualTo(piece[2]);
        assertThat((data.get(Pdu.FLAGS) & Pdu.LAST_PDU) != 0).isEqualTo(piece[3] == 1);
        int pdo = data.get(Pdu.PDO);
        assertThat(data.slice(pdo, piece[2]))
            .isEqualTo(write.data().bytes().slice(piece[1], piece[2]));
        assertThat(data.getInt(pdo + piece[2])).isEqualTo(new Digest().of(data, pdo, piece[2]));
      }
      c.send(c.response(cid, 0, 0x1_0000_0002L));
      assertThat(status(write)).isZero();
      assertThat(write.result).isEqualTo(0x1_0000_0002L);
    }
  }

  @Test
  void aWrongDataDigestIsATransientError() throws Exception {
    try (RawController c = new RawController(false, true, 0).initialize(0, 2, 4096)) {
      HostCommand read = read(c, 1024);
      int cid = RawController.cidOf(c.read());
      ByteBuffer first = c.data(0, cid, 0, new byte[512]);
      first.put(Pdu.DATA_BYTES, (byte) 1);
      c.send(first).send(c.data(Pdu.LAST_PDU | Pdu.SUCCESS, cid, 512, new byte[512]));
      assertThat(status(read)).isEqualTo(Status.TRANSIENT_TRANSPORT_ERROR);
      HostCommand again = read(c, 512);
      cid = RawController.cidOf(c.read());
      c.send(c.data(Pdu.LAST_PDU | Pdu.SUCCESS, cid, 0, new byte[512]));
      assertThat(status(again)).isZero();
    }
  }

  @Test
  void successWithLessDataThanAskedForIsAnError() throws Exception {
    try (RawController c = new RawController(false, false, 0).initialize(0, 0, 4096)) {
      HostCommand read = read(c, 1024);
      int cid = RawController.cidOf(c.read());
      c.send(c.data(Pdu.LAST_PDU, cid, 0, new byte[512])).send(c.response(cid, 0, 0));
      assertThat(status(read)).isEqualTo(Status.DATA_TRANSFER_ERROR);
    }
  }

  @Test
  void aLateAnswerOfAnAbortedCommandIsKnownAndHarmless() throws Exception {
    try (RawController c = new RawController(false, false, 0).initialize(0, 0, 4096)) {
      HostCommand read = read(c, 512);
      int cid = RawController.cidOf(c.read());
      c.host.channel().loop().execute(() -> c.host.channel().abort(read));
      assertThat(status(read)).isEqualTo(Status.COMMAND_ABORTED_BY_HOST);
      int before = TcpFixture.on(c.host.channel().loop(), c.host.channel()::available);
      c.send(c.data(Pdu.LAST_PDU, cid, 0, new byte[512])).send(c.response(cid, 0, 0));
      HostCommand next = read(c, 512);
      int nextCid = RawController.cidOf(c.read());
      assertThat(nextCid).isNotEqualTo(cid);
      c.send(c.response(nextCid, Status.ABORT_REQUESTED, 0));
      assertThat(status(next)).isEqualTo(Status.ABORT_REQUESTED);
      assertThat(TcpFixture.on(c.host.channel().loop(), c.host.channel()::available))
          .isEqualTo(before + 1);
    }
  }

  @Test
  void dataOfAnAbortedWriteIsNeverSent() throws Exception {
    try (RawController c = new RawController(false, false, 0).initialize(0, 0, 4096)) {
      HostCommand write = write(c, 8192);
      int cid = RawController.cidOf(c.read());
      c.host.channel().loop().execute(() -> c.host.channel().abort(write));
      assertThat(status(write)).isEqualTo(Status.COMMAND_ABORTED_BY_HOST);
      c.send(c.r2t(cid, 0, 0, 4096));
      assertThat(c.atEnd()).isTrue();
      assertThat(c.host.closed.get(TcpFixture.SECONDS, TimeUnit.SECONDS).kind())
          .isEqualTo(Kind.CONNECTION_LOST);
    }
  }

  @Test
  void aTerminationRequestEndsTheConnectionWithItsReason() throws Exception {
    try (RawController c = new RawController(false, false, 0).initialize(0, 0, 4096)) {
      HostCommand read = read(c, 512);
      c.read();
      ByteBuffer term = RawHost.buffer(Pdu.TERM_BYTES + 16);
      PduEncoder.termReq(term, 0, Pdu.C2H_TERM_REQ, 6, 11, RawHost.buffer(16), 0, 16);
      c.send(term);
      assertThat(status(read)).isEqualTo(Status.HOST_PATHING_ERROR);
      CloseReason reason = c.host.closed.get(TcpFixture.SECONDS, TimeUnit.SECONDS);
      assertThat(reason.kind()).isEqualTo(Kind.TERMINATED_BY_PEER);
      assertThat(reason.detail()).contains("Unsupported Parameter").contains("bh");
      assertThat(c.atEnd()).isTrue();
    }
  }

  @Test
  void commandsThatWaitForTheirDataToLeaveEndWithTheConnection() throws Exception {
    try (RawController c = new RawController(false, false, 0).initialize(0, 0, 1 << 20)) {
      int length = 8 << 20;
      HostCommand write = write(c, length);
      int cid = RawController.cidOf(c.read());
      c.send(c.r2t(cid, 0, 0, length));
      assertThat(c.read().get(Pdu.TYPE)).isEqualTo((byte) Pdu.H2C_DATA);
      // The rest does not fit the socket; the answer comes before it has left.
      c.send(c.response(cid, Status.ABORT_REQUESTED, 0));
      HostCommand flush = HostCommand.flush().on(c.host.channel());
      c.host.channel().loop().execute(c.host.channel()::close);
      assertThat(status(flush)).isEqualTo(Status.HOST_PATHING_ERROR);
      assertThat(status(write)).isIn(Status.HOST_PATHING_ERROR, Status.ABORT_REQUESTED);
      c.awaitNothingHeld();
    }
  }

  @Test
  void aControllerThatDoesNotAnswerIsGivenUp() throws Exception {
    try (RawController c = new RawController(false, false, 0, Duration.ofMillis(200))) {
      c.read();
      assertThat(c.host.closed.get(TcpFixture.SECONDS, TimeUnit.SECONDS).kind())
          .isEqualTo(Kind.HANDSHAKE);
      assertThat(c.host.channel).isCompletedExceptionally();
      assertThat(c.atEnd()).isTrue();
    }
  }
}
