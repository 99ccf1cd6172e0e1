package io.jacquard.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.nvme.identity.TransportAddress;
import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.transport.CloseReason;
import io.jacquard.nvme.transport.ListenSettings;
import io.jacquard.nvme.transport.QueueConnection;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Our host against our controller over real sockets, on every engine of this machine. */
class LoopbackTest {
  private static final ListenSettings SMALL =
      new ListenSettings(4096, 16, Duration.ofSeconds(10), Duration.ofSeconds(30), 4096);

  static Stream<Arguments> variants() {
    List<Arguments> all = new ArrayList<>();
    for (String engine : new TcpTransport().engines()) {
      for (int digests = 0; digests < 4; digests++) {
        for (boolean flowControl : new boolean[] {true, false}) {
          for (boolean small : new boolean[] {true, false}) {
            all.add(
                Arguments.of(engine, (digests & 1) != 0, (digests & 2) != 0, flowControl, small));
          }
        }
      }
    }
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("variants")
  void everyByteThatIsWrittenIsReadBack(
      String engine, boolean header, boolean data, boolean flowControl, boolean small)
      throws Exception {
    ListenSettings settings = small ? SMALL : ListenSettings.defaults();
    try (TcpFixture fixture = new TcpFixture(TcpFixture.loopSettings(engine), settings)) {
      TcpFixture.HostSide host =
          fixture.connect(fixture.dial(header, data, small ? 0 : 8192), flowControl);
      Random random = new Random(42);
      for (int length : new int[] {512, 4096, 8192, 12288, 128 << 10, 1 << 20}) {
        IoBuffer out = IoBuffer.allocate(length);
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        out.bytes().put(0, bytes);
        HostCommand write = HostCommand.write(3, out, length).on(host.channel());
        assertThat(write.status.get(TcpFixture.SECONDS, TimeUnit.SECONDS)).isZero();
        IoBuffer in = IoBuffer.allocate(length);
        HostCommand read = HostCommand.read(3, in, length).on(host.channel());
        assertThat(read.status.get(TcpFixture.SECONDS, TimeUnit.SECONDS)).isZero();
        byte[] back = new byte[length];
        in.bytes().get(0, back);
        assertThat(back).isEqualTo(bytes);
      }
      HostCommand flush = HostCommand.flush().on(host.channel());
      assertThat(flush.status.get(TcpFixture.SECONDS, TimeUnit.SECONDS)).isZero();
      assertThat(flush.result).isEqualTo(7);
      fixture.awaitNothingHeld();
      host.channel().loop().execute(host.channel()::close);
      assertThat(host.closed.get(TcpFixture.SECONDS, TimeUnit.SECONDS).kind())
          .isEqualTo(CloseReason.Kind.DISCONNECTED);
      MemoryController controller = fixture.controllers.getFirst();
      TcpFixture.await("controller is told", () -> !controller.closes.isEmpty());
      TcpFixture.await("connection is gone", () -> fixture.listener.connections() == 0);
      fixture.awaitNothingHeld();
    }
  }

  @Test
  void manyCommandsAtOnceKeepTheirData() throws Exception {
    try (TcpFixture fixture = new TcpFixture(TcpFixture.loopSettings("auto"), SMALL)) {
      TcpFixture.HostSide host = fixture.connect(fixture.dial(true, true, 4096), false);
      Random random = new Random(7);
      ByteBuffer expected = ByteBuffer.allocate(fixture.memory.capacity());
      for (int round = 0; round < 20; round++) {
        List<HostCommand> commands = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
          int length = 512 * (1 + random.nextInt(64));
          IoBuffer out = IoBuffer.allocate(length);
          byte[] bytes = new byte[length];
          random.nextBytes(bytes);
          out.bytes().put(0, bytes);
          expected.put(i * 128 * 512, bytes);
          commands.add(HostCommand.write(i * 128L, out, length).on(host.channel()));
        }
        for (HostCommand command : commands) {
          assertThat(command.status.get(TcpFixture.SECONDS, TimeUnit.SECONDS)).isZero();
        }
      }
      List<HostCommand> reads = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        reads.add(HostCommand.read(i * 128L, IoBuffer.allocate(65536), 65536).on(host.channel()));
      }
      for (int i = 0; i < 60; i++) {
        assertThat(reads.get(i).status.get(TcpFixture.SECONDS, TimeUnit.SECONDS)).isZero();
        assertThat(reads.get(i).data().bytes().slice(0, 65536))
            .isEqualTo(expected.slice(i * 65536, 65536));
      }
    }
  }

  @Test
  void ipv6WorksAsWell() throws Exception {
    try (TcpFixture fixture = new TcpFixture(TcpFixture.loopSettings("auto"), SMALL, "::1")) {
      TcpFixture.HostSide host = fixture.connect(fixture.dial(false, false, 4096), true);
      HostCommand flush = HostCommand.flush().on(host.channel());
      assertThat(flush.status.get(TcpFixture.SECONDS, TimeUnit.SECONDS)).isZero();
      assertThat(fixture.controllers.getFirst().connection().localAddress().traddr())
          .isEqualTo("::1");
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void anIpv4HostOfAnIpv6SocketIsAnIpv4Host(String engine) throws Exception {
    try (TcpFixture fixture = new TcpFixture(TcpFixture.loopSettings(engine), SMALL, "::")) {
      assertThat(fixture.listener.address().isWildcard()).isTrue();
      TransportAddress local = TransportAddress.tcp("127.0.0.1", fixture.listener.address().port());
      try (RawHost host = new RawHost(local, false, false).connected(4, true)) {
        QueueConnection connection = fixture.controllers.getFirst().connection();
        assertThat(connection.localAddress()).isEqualTo(local);
        assertThat(connection.remoteAddress())
            .isEqualTo("tcp://127.0.0.1:" + host.socket.getLocalPort());
      }
    }
  }

  static List<String> engines() {
    return new TcpTransport().engines();
  }

  @Test
  void commandsInFlightEndWithHostPathingErrorWhenTheControllerCloses() throws Exception {
    try (TcpFixture fixture = new TcpFixture(TcpFixture.loopSettings("auto"), SMALL)) {
      TcpFixture.HostSide host = fixture.connect(fixture.dial(false, false, 4096), true);
      MemoryController controller = fixture.controllers.getFirst();
      controller.hold = true;
      HostCommand flush = HostCommand.flush().on(host.channel());
      HostCommand read = HostCommand.read(0, IoBuffer.allocate(4096), 4096).on(host.channel());
      TcpFixture.await("both are executing", () -> controller.executed == 3);
      controller
          .connection()
          .close(CloseReason.of(CloseReason.Kind.STOPPING, "the test wants it so"));
      assertThat(flush.status.get(TcpFixture.SECONDS, TimeUnit.SECONDS))
          .isEqualTo(Status.HOST_PATHING_ERROR);
      assertThat(read.status.get(TcpFixture.SECONDS, TimeUnit.SECONDS))
          .isEqualTo(Status.HOST_PATHING_ERROR);
      assertThat(host.closed.get(TcpFixture.SECONDS, TimeUnit.SECONDS).kind())
          .isEqualTo(CloseReason.Kind.PEER_CLOSED);
      TcpFixture.await("controller is told", () -> !controller.closes.isEmpty());
      assertThat(controller.closes.peek().kind()).isEqualTo(CloseReason.Kind.STOPPING);
      fixture.awaitNothingHeld();
    }
  }

  @Test
  void nobodyListening() throws Exception {
    try (TcpFixture fixture = new TcpFixture(TcpFixture.loopSettings("auto"), SMALL)) {
      fixture.listener.close();
      TcpFixture.HostSide host = new TcpFixture.HostSide();
      fixture.transport.dial(fixture.dial(false, false, 0), fixture.hostLoops.next(), host);
      assertThat(host.closed.get(TcpFixture.SECONDS, TimeUnit.SECONDS).kind())
          .isEqualTo(CloseReason.Kind.CONNECTION_LOST);
    }
  }
}
