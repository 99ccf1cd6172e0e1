package io.jacquard.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.transport.ListenSettings;
import io.jacquard.nvme.wire.Cqe;
import io.jacquard.nvme.wire.Sgl;
import io.jacquard.nvme.wire.Sqe;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the controller side does with commands that keep the transport's rules, or nearly so. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ControllerRulesTest {
  private static final ListenSettings SETTINGS =
      new ListenSettings(4096, 64, Duration.ofSeconds(10), Duration.ofSeconds(30), 4096);
  private static final byte[] NONE = {};
  private static final int CID = 0x1234;

  private TcpFixture fixture;

  @BeforeAll
  void open() throws Exception {
    fixture = new TcpFixture(TcpFixture.loopSettings("auto"), SETTINGS);
  }

  @AfterAll
  void close() {
    fixture.close();
  }

  @AfterEach
  void nothingIsLeft() throws Exception {
    TcpFixture.await("all connections are gone", () -> fixture.listener.connections() == 0);
    fixture.awaitNothingHeld();
  }

  private RawHost raw(boolean headerDigest, boolean dataDigest) throws IOException {
    return new RawHost(fixture.listener.address(), headerDigest, dataDigest);
  }

  private static Cqe response(ByteBuffer pdu) {
    assertThat(pdu.get(Pdu.TYPE)).isEqualTo((byte) Pdu.CAPSULE_RESP);
    return new Cqe().wrap(pdu, Pdu.CQE);
  }

  private static int dnr(int status) {
    return Status.withDnr(status);
  }

  @Test
  void wrongSglsAreRefusedOneByOne() throws IOException {
    try (RawHost host = raw(true, true).connected(64, true)) {
      Sqe sqe = Sqe.allocate();
      sqe.copyFrom(new Sqe().wrap(host.capsule(NvmOpcode.WRITE, CID, 512, NONE), Pdu.SQE));
      sqe.sgl1().setDataBlock(0x1000, 512);
      expect(host, sqe, NONE, dnr(Status.SGL_DESCRIPTOR_TYPE_INVALID));
      expect(host, sqe, new byte[512], dnr(Status.SGL_DESCRIPTOR_TYPE_INVALID));
      sqe.sgl1().setKeyed(0x1000, 512, 1, false);
      expect(host, sqe, NONE, dnr(Status.SGL_DESCRIPTOR_TYPE_INVALID));
      sqe.sgl1().set(0, 512, Sgl.TYPE_LAST_SEGMENT << 4 | Sgl.SUBTYPE_OFFSET);
      expect(host, sqe, new byte[512], dnr(Status.SGL_DESCRIPTOR_TYPE_INVALID));
      sqe.sgl1().setInCapsule(0, 513);
      expect(host, sqe, new byte[512], dnr(Status.DATA_SGL_LENGTH_INVALID));
      sqe.sgl1().setInCapsule(0, 512);
      expect(host, sqe, NONE, dnr(Status.DATA_SGL_LENGTH_INVALID));
      sqe.sgl1().setInCapsule(512, 512);
      expect(host, sqe, new byte[512], dnr(Status.SGL_OFFSET_INVALID));
      sqe.sgl1().setInCapsule(0, 4608);
      expect(host, sqe, new byte[4608], dnr(Status.SGL_OFFSET_INVALID));
      sqe.sgl1().setTransport(512);
      expect(host, sqe, new byte[512], dnr(Status.DATA_SGL_LENGTH_INVALID));
      for (long length :
          new long[] {(1 << 20) + 1, Integer.MAX_VALUE, 0x8000_0000L, 0xFFFF_FFFFL}) {
        sqe.sgl1().setTransport(length);
        expect(host, sqe, NONE, dnr(Status.INVALID_FIELD));
      }
      sqe.sgl1().setInCapsule(0, 512);
      sqe.buffer().put(Sqe.FLAGS, (byte) 0);
      expect(host, sqe, new byte[512], dnr(Status.INVALID_FIELD));
      sqe.buffer().put(Sqe.FLAGS, (byte) (Sqe.PSDT_SGL << 6));
      expect(host, sqe, new byte[512], Status.SUCCESS);
      sqe.buffer().put(Sqe.OPC, (byte) NvmOpcode.READ);
      expect(host, sqe, new byte[512], dnr(Status.INVALID_FIELD));
      sqe.buffer().put(Sqe.OPC, (byte) 0x83);
      expect(host, sqe, new byte[512], dnr(Status.INVALID_FIELD));
    }
  }

  @Test
  void theHandlerLearnsOfCapsulesThatAreRefused() throws IOException {
    try (RawHost host = raw(false, false).connected(64, true)) {
      Sqe sqe = Sqe.allocate();
      sqe.copyFrom(new Sqe().wrap(host.capsule(NvmOpcode.WRITE, CID, 512, NONE), Pdu.SQE));
      sqe.sgl1().setDataBlock(0x1000, 512);
      expect(host, sqe, NONE, dnr(Status.SGL_DESCRIPTOR_TYPE_INVALID));
      assertThat(fixture.controllers.getLast().refusals)
          .containsExactly(dnr(Status.SGL_DESCRIPTOR_TYPE_INVALID));
    }
  }

  private static void expect(RawHost host, Sqe sqe, byte[] inCapsule, int status)
      throws IOException {
    host.send(host.capsule(sqe, inCapsule));
    Cqe cqe = response(host.read());
    assertThat(Status.describe(cqe.status())).isEqualTo(Status.describe(status));
    assertThat(cqe.cid()).isEqualTo(CID);
  }

  @Test
  void aWrongDataDigestFailsTheCommandAndNothingElse() throws IOException {
    try (RawHost host = raw(false, true).connected(64, true)) {
      ByteBuffer write = host.capsule(NvmOpcode.WRITE, CID, 0, new byte[512]);
      write.put(Pdu.CAPSULE_CMD_BYTES + 100, (byte) 1);
      host.send(write);
      assertThat(response(host.read()).status()).isEqualTo(Status.TRANSIENT_TRANSPORT_ERROR);
      host.send(host.capsule(NvmOpcode.WRITE, CID, 6144, NONE));
      ByteBuffer r2t = host.read();
      int ttag = r2t.getShort(Pdu.TTAG);
      ByteBuffer first = host.data(0, CID, ttag, 0, new byte[1024]);
      first.put(Pdu.DATA_BYTES, (byte) 1);
      host.send(first);
      host.send(host.data(Pdu.LAST_PDU, CID, ttag, 1024, new byte[3072]));
      assertThat(response(host.read()).status()).isEqualTo(Status.TRANSIENT_TRANSPORT_ERROR);
      host.send(host.capsule(NvmOpcode.FLUSH, CID, 0, NONE));
      assertThat(response(host.read()).status()).isZero();
      assertThat(fixture.controllers.getLast().dropped).isEqualTo(2);
    }
  }

  @Test
  void twoCommandsWithOneIdentifierAreBothAnswered() throws Exception {
    try (RawHost host = raw(false, false).connected(64, true)) {
      host.send(host.capsule(NvmOpcode.WRITE, CID, 4096, NONE));
      int first = host.readUntil(Pdu.R2T).getShort(Pdu.TTAG);
      host.send(host.capsule(NvmOpcode.WRITE, CID, 4096, NONE));
      int second = host.readUntil(Pdu.R2T).getShort(Pdu.TTAG);
      assertThat(second).isNotEqualTo(first);
      host.send(host.data(Pdu.LAST_PDU, CID, second, 0, new byte[4096]));
      assertThat(response(host.read()).cid()).isEqualTo(CID);
      host.send(host.data(Pdu.LAST_PDU, CID, first, 0, new byte[4096]));
      assertThat(response(host.read()).cid()).isEqualTo(CID);
    }
  }

  @Test
  void sqhdCountsResponsesModuloTheQueueSize() throws IOException {
    try (RawHost host = raw(false, false)) {
      host.initialize().send(host.connect(CID, 5, true));
      assertThat(response(host.read()).sqhd()).isEqualTo(1);
      for (int i = 2; i < 23; i++) {
        host.send(host.capsule(NvmOpcode.FLUSH, i, 0, NONE));
        assertThat(response(host.read()).sqhd()).isEqualTo(i % 5);
      }
    }
  }

  @Test
  void withoutFlowControlReadsSucceedWithoutAResponse() throws IOException {
    try (RawHost host = raw(true, true)) {
      host.initialize().send(host.connect(CID, 64, false));
      assertThat(response(host.read()).sqhd()).isEqualTo(Cqe.SQHD_FLOW_CONTROL_DISABLED);
      host.send(host.capsule(NvmOpcode.READ, CID, 1024, NONE));
      ByteBuffer data = host.read();
      assertThat(data.get(Pdu.TYPE)).isEqualTo((byte) Pdu.C2H_DATA);
      assertThat(data.get(Pdu.FLAGS) & 0xFF)
          .isEqualTo(Pdu.LAST_PDU | Pdu.SUCCESS | Pdu.HDGSTF | Pdu.DDGSTF);
      host.send(host.capsule(NvmOpcode.FLUSH, CID + 1, 0, NONE));
      Cqe flush = response(host.read());
      assertThat(flush.cid()).isEqualTo(CID + 1);
      assertThat(flush.sqhd()).isZero();
      assertThat(flush.result()).isEqualTo(7);
    }
  }

  @Test
  void withFlowControlReadsAreFollowedByAResponse() throws IOException {
    try (RawHost host = raw(true, true).connected(64, true)) {
      host.send(host.capsule(NvmOpcode.READ, CID, 1024, NONE));
      ByteBuffer data = host.read();
      assertThat(data.get(Pdu.FLAGS) & 0xFF).isEqualTo(Pdu.LAST_PDU | Pdu.HDGSTF | Pdu.DDGSTF);
      Cqe cqe = response(host.read());
      assertThat(cqe.cid()).isEqualTo(CID);
      assertThat(cqe.status()).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource({"0,24", "1,24", "3,32", "7,32", "31,128"})
  void dataStartsWhereTheHostWantsIt(int hpda, int pdo) throws IOException {
    try (RawHost host = raw(false, false)) {
      ByteBuffer icReq = host.icReq();
      icReq.put(Pdu.PDA, (byte) hpda);
      host.send(icReq);
      ByteBuffer icResp = host.read();
      assertThat(icResp.get(Pdu.TYPE)).isEqualTo((byte) Pdu.IC_RESP);
      assertThat(icResp.get(Pdu.PDA)).isZero();
      assertThat(icResp.getInt(Pdu.MAXH2CDATA)).isEqualTo(4096);
      host.send(host.connect(CID, 64, true));
      host.read();
      fixture.memory.put(0, (byte) 0x5A);
      host.send(host.capsule(NvmOpcode.READ, CID, 512, NONE));
      ByteBuffer data = host.read();
      assertThat(data.get(Pdu.PDO) & 0xFF).isEqualTo(pdo);
      assertThat(data.capacity()).isEqualTo(pdo + 512);
      assertThat(data.get(pdo)).isEqualTo((byte) 0x5A);
      response(host.read());
    }
  }

  @Test
  void largeWritesAreAskedForInRounds() throws IOException {
    try (RawHost host = raw(false, false).connected(64, true)) {
      host.send(host.capsule(NvmOpcode.WRITE, CID, 10240, NONE));
      int offset = 0;
      while (offset < 10240) {
        ByteBuffer r2t = host.read();
        assertThat(r2t.get(Pdu.TYPE)).isEqualTo((byte) Pdu.R2T);
        assertThat(r2t.getInt(Pdu.R2TO)).isEqualTo(offset);
        int length = r2t.getInt(Pdu.R2TL);
        assertThat(length).isEqualTo(Math.min(4096, 10240 - offset));
        host.send(host.data(Pdu.LAST_PDU, CID, r2t.getShort(Pdu.TTAG), offset, new byte[length]));
        offset += length;
      }
      assertThat(response(host.read()).status()).isZero();
    }
  }

  @Test
  void aCommandAnsweredWhileItsDataIsOnTheWayTakesTheDataFirst() throws Exception {
    try (RawHost host = raw(false, false).connected(64, true)) {
      host.send(host.capsule(NvmOpcode.WRITE, CID, 8192, NONE));
      int ttag = host.readUntil(Pdu.R2T).getShort(Pdu.TTAG);
      MemoryController controller = fixture.controllers.getLast();
      Command write = controller.seen.peekLast();
      TcpFixture.on(
          controller.connection().loop(),
          () -> {
            write.complete(Status.ABORT_REQUESTED, 0);
            return 0;
          });
      host.send(host.data(Pdu.LAST_PDU, CID, ttag, 0, new byte[4096]));
      assertThat(response(host.read()).status()).isEqualTo(Status.ABORT_REQUESTED);
      host.send(host.capsule(NvmOpcode.FLUSH, CID, 0, NONE));
      assertThat(response(host.read()).status()).isZero();
    }
  }

  @Test
  void fabricsCommandsMayCarryEightKibibytesOnAnyQueue() throws Exception {
    try (RawHost host = raw(false, false).connected(64, true)) {
      Sqe sqe = Sqe.allocate();
      sqe.copyFrom(new Sqe().wrap(host.connect(CID, 64, true), Pdu.SQE));
      sqe.buffer().put(Sqe.FCTYPE, (byte) 0x05);
      sqe.sgl1().setInCapsule(0, 8192);
      expect(host, sqe, new byte[8192], Status.SUCCESS);
    }
  }
}
