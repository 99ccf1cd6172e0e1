package io.jacquard.lab.rdma;

import static org.assertj.core.api.Assertions.assertThat;

import com.ibm.disni.verbs.RdmaCmEvent.EventType;
import io.jacquard.lab.contract.Await;
import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.identity.TransportAddress;
import io.jacquard.nvme.identity.TransportType;
import io.jacquard.nvme.loop.LoopGroup;
import io.jacquard.nvme.loop.LoopSettings;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.transport.CloseReason;
import io.jacquard.nvme.transport.ListenSettings;
import io.jacquard.nvme.transport.Listener;
import io.jacquard.nvme.wire.Cqe;
import io.jacquard.nvme.wire.Sgl;
import io.jacquard.nvme.wire.Sqe;
import io.jacquard.transport.rdma.RdmaTransport;
import io.jacquard.transport.rdma.verbs.ConnectionEvent;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a controller answers to hosts that break rules, and to SGLs that Linux does not send. */
class ControllerRulesInGuest {
  private static final int DATA = 4096;
  private static final int CAPSULE = 512 << 10;

  private final RdmaTransport transport = new RdmaTransport();
  private final List<EchoQueue> queues = new CopyOnWriteArrayList<>();
  private LoopGroup loops;
  private Listener listener;

  @BeforeEach
  void listen() throws IOException {
    loops = transport.openLoops(LoopSettings.defaults().withCount(1));
    ListenSettings settings =
        new ListenSettings(4096, 2, Duration.ofSeconds(20), Duration.ofSeconds(20), 128 << 10);
    listener =
        transport.listen(
            TransportAddress.of(TransportType.RDMA, RdmaAddress.text(), 0),
            settings,
            loops,
            connection -> {
              EchoQueue queue = new EchoQueue(connection);
              queues.add(queue);
              return queue;
            });
  }

  @AfterEach
  void stop() {
    listener.close();
    Await.until("connections end", () -> listener.connections() == 0);
    loops.close();
  }

  private RawHost host() throws IOException {
    return new RawHost(new InetSocketAddress(RdmaAddress.address(), listener.address().port()));
  }

  @ParameterizedTest
  @CsvSource({
    "format,          1,     1, 32,    31, 0,      16, 2",
    "queue ID,        0, 65535, 32,    31, 0,      16, 3",
    "one entry,       0,     1, 32,     0, 0,      16, 4",
    "too deep,        0,     1, 32, 65535, 0,      16, 4",
    "no receives,     0,     1,  0,    31, 0,      16, 5",
    "serves no reads, 0,     1, 32,    31, 0,       0, 7",
    "controller ID,   0,     1, 32,    31, 65520,  16, 9",
    "admin's CNTLID,  0,     0, 32,    31, 1,      16, 9",
  })
  void aWrongRequestIsRejectedWithItsStatus(
      String what,
      int format,
      int queueId,
      int receives,
      int sends,
      int controllerId,
      int reads,
      int status)
      throws IOException {
    try (RawHost host = host()) {
      host.connect(RawHost.request(format, queueId, receives, sends, controllerId), reads);
      assertThat(host.rejection()).as(what).isEqualTo(status);
    }
    try (RawHost host = host()) {
      host.connect(32);
      host.disconnect();
    }
  }

  @Test
  void noPrivateDataIsRejected() throws IOException {
    try (RawHost host = host()) {
      host.connect(new byte[0], 16);
      // The connection manager fills up what is missing with zeroes.
      assertThat(host.rejection()).isEqualTo(4);
    }
  }

  @Test
  void oneConnectionTooManyIsRejectedForLackOfResources() throws IOException {
    try (RawHost first = host();
        RawHost second = host();
        RawHost third = host()) {
      first.connect(32);
      second.connect(32);
      third.connect(RawHost.request(0, 1, 32, 31, 0), 16);
      assertThat(third.rejection()).isEqualTo(6);
    }
  }

  @Test
  void theAcceptanceTellsTheReceiveQueueSize() throws IOException {
    try (RawHost host = host()) {
      host.connect(RawHost.request(0, 1, 32, 31, 0), 16);
      ConnectionEvent accepted = host.expect(EventType.RDMA_CM_EVENT_ESTABLISHED);
      ByteBuffer data =
          ByteBuffer.wrap(accepted.parameters().privateData()).order(ByteOrder.LITTLE_ENDIAN);
      assertThat(data.getShort(0)).isZero();
      assertThat(data.getShort(2)).isGreaterThanOrEqualTo((short) 32);
    }
  }

  private static Sqe command(RawHost host, int opcode, int cid) {
    for (int i = 0; i < Sqe.BYTES; i++) {
      host.memory().put(CAPSULE + i, (byte) 0);
    }
    Sqe sqe = new Sqe().wrap(host.memory(), CAPSULE);
    sqe.opcode(opcode);
    sqe.cid(cid);
    sqe.buffer().put(CAPSULE + Sqe.FLAGS, (byte) (Sqe.PSDT_SGL << 6));
    return sqe;
  }

  private static int status(RawHost host, int cid) throws IOException {
    Cqe cqe = new Cqe().wrap(ByteBuffer.wrap(host.receive()), 0);
    assertThat(cqe.cid()).isEqualTo(cid);
    return cqe.status();
  }

  @Test
  void severalBlocksAreReadAndWrittenInOrder() throws IOException {
    try (RawHost host = host()) {
      host.connect(32);
      byte[] data = new byte[3 * DATA];
      new Random(1).nextBytes(data);
      host.memory().put(0, data);
      int[] from = {0, DATA, DATA + 512};
      int[] lengths = {DATA, 512, 2 * DATA - 512};
      host.send(CAPSULE, segment(host, NvmOpcode.WRITE, 7, from, lengths));
      assertThat(status(host, 7)).isZero();

      int[] to = {64 << 10, 128 << 10, 192 << 10};
      int[] others = {512, DATA, 2 * DATA - 512};
      host.send(CAPSULE, segment(host, NvmOpcode.READ, 8, to, others));
      assertThat(status(host, 8)).isZero();
      byte[] back = new byte[3 * DATA];
      int at = 0;
      for (int i = 0; i < to.length; i++) {
        host.memory().get(to[i], back, at, others[i]);
        at += others[i];
      }
      assertThat(back).isEqualTo(data);
    }
  }

  /** Writes a command with a last segment in its capsule; returns the capsule's length. */
  private static int segment(RawHost host, int opcode, int cid, int[] offsets, int[] lengths) {
    Sqe sqe = command(host, opcode, cid);
    int bytes = offsets.length * Sgl.BYTES;
    sqe.sgl1().set(0, bytes, Sgl.TYPE_LAST_SEGMENT << 4 | Sgl.SUBTYPE_OFFSET);
    for (int i = 0; i < offsets.length; i++) {
      new Sgl()
          .wrap(host.memory(), CAPSULE + Sqe.BYTES + i * Sgl.BYTES)
          .setKeyed(host.address() + offsets[i], lengths[i], host.key(), false);
    }
    return Sqe.BYTES + bytes;
  }

  @Test
  void wrongSglsAreStatusesAndTheQueueGoesOn() throws IOException {
    try (RawHost host = host()) {
      host.connect(32);
      Sqe sqe = command(host, NvmOpcode.WRITE, 1);
      sqe.sgl1().setTransport(DATA);
      host.send(CAPSULE, Sqe.BYTES);
      assertThat(status(host, 1)).isEqualTo(Status.withDnr(Status.SGL_DESCRIPTOR_TYPE_INVALID));

      sqe = command(host, NvmOpcode.WRITE, 2);
      sqe.sgl1().setInCapsule(0, DATA);
      host.send(CAPSULE, Sqe.BYTES + 512);
      assertThat(status(host, 2)).isEqualTo(Status.withDnr(Status.SGL_OFFSET_INVALID));

      int[] many = new int[17];
      host.send(CAPSULE, segment(host, NvmOpcode.WRITE, 3, many, many));
      assertThat(status(host, 3))
          .isEqualTo(Status.withDnr(Status.INVALID_NUMBER_OF_SGL_DESCRIPTORS));

      sqe = command(host, NvmOpcode.READ, 4);
      sqe.sgl1().setKeyed(host.address(), (128 << 10) + 1, host.key(), false);
      host.send(CAPSULE, Sqe.BYTES);
      assertThat(status(host, 4)).isEqualTo(Status.withDnr(Status.INVALID_FIELD));

      sqe = command(host, NvmOpcode.FLUSH, 5);
      sqe.sgl1().setKeyed(0, 0, 0, false);
      host.send(CAPSULE, Sqe.BYTES);
      assertThat(status(host, 5)).isZero();
    }
  }

  @Test
  void dataInTheMiddleOfACapsuleIsFound() throws IOException {
    try (RawHost host = host()) {
      host.connect(32);
      Sqe sqe = command(host, NvmOpcode.WRITE, 1);
      sqe.sgl1().setInCapsule(1024, 512);
      for (int i = 0; i < 512; i++) {
        host.memory().put(CAPSULE + Sqe.BYTES + 1024 + i, (byte) i);
      }
      host.send(CAPSULE, Sqe.BYTES + 1536);
      assertThat(status(host, 1)).isZero();
      sqe = command(host, NvmOpcode.READ, 2);
      sqe.sgl1().setKeyed(host.address(), 512, host.key(), false);
      host.send(CAPSULE, Sqe.BYTES);
      assertThat(status(host, 2)).isZero();
      for (int i = 0; i < 512; i++) {
        assertThat(host.memory().get(i)).isEqualTo((byte) i);
      }
    }
  }

  @Test
  void anotherKeyEndsTheConnectionAndNoOther() throws Exception {
    try (RawHost good = host();
        RawHost bad = host()) {
      good.connect(32);
      bad.connect(32);
      Sqe sqe = command(bad, NvmOpcode.WRITE, 1);
      sqe.sgl1().setKeyed(bad.address(), DATA, bad.key() ^ 0x100, false);
      bad.send(CAPSULE, Sqe.BYTES);
      assertThat(reason(1).kind()).isEqualTo(CloseReason.Kind.CONNECTION_LOST);
      bad.expectEnd();
      command(good, NvmOpcode.FLUSH, 9);
      good.send(CAPSULE, Sqe.BYTES);
      assertThat(status(good, 9)).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource({"0", "1", "63"})
  void aShortCapsuleEndsTheConnection(int length) throws Exception {
    try (RawHost host = host()) {
      host.connect(32);
      host.send(CAPSULE, length);
      assertThat(reason(0).kind()).isEqualTo(CloseReason.Kind.PROTOCOL_ERROR);
      host.expectEnd();
    }
  }

  private CloseReason reason(int queue) throws Exception {
    return queues.get(queue).closed().get(30, TimeUnit.SECONDS);
  }

  @Test
  void randomCapsulesAreAnsweredOrEndTheirConnection() throws Exception {
    Random random = new Random(4711);
    for (int round = 0; round < 5; round++) {
      try (RawHost host = host()) {
        host.connect(32);
        byte[] noise = new byte[Sqe.BYTES + 512];
        boolean open = true;
        for (int i = 0; i < 100 && open; i++) {
          random.nextBytes(noise);
          // Remote addresses stay within the memory's key, so that SGLs matter more than keys.
          Sqe sqe = new Sqe().wrap(ByteBuffer.wrap(noise), 0);
          if (random.nextBoolean()) {
            sqe.sgl1().setKeyed(host.address(), random.nextInt(1 << 18), host.key(), false);
          }
          host.memory().put(CAPSULE, noise);
          host.send(CAPSULE, Sqe.BYTES + random.nextInt(512));
          try {
            host.receive();
          } catch (IllegalStateException flushed) {
            open = false;
          }
        }
      }
    }
    try (RawHost host = host()) {
      host.connect(32);
      command(host, NvmOpcode.FLUSH, 9);
      host.send(CAPSULE, Sqe.BYTES);
      assertThat(status(host, 9)).isZero();
    }
  }
}
