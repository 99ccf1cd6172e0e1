package io.jacquard.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.loop.LoopSettings;
import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.transport.CloseReason;
import io.jacquard.nvme.transport.CloseReason.Kind;
import io.jacquard.nvme.transport.ListenSettings;
import io.jacquard.nvme.transport.QueueDial;
import io.jacquard.nvme.transport.QueueHandler;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Hosts that are slow, silent or greedy, and buffers that do not suffice for everybody. */
class LimitsTest {
  private static final byte[] NONE = {};
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final long POOL_BYTES = 2 << 20;
  private static final int LARGEST = 128 << 10;

  static List<String> engines() {
    return new TcpTransport().engines();
  }

  private static LoopSettings smallPool(String engine) {
    return new LoopSettings(1, engine, Duration.ZERO, POOL_BYTES, LARGEST);
  }

  private static ListenSettings settings(int connections, Duration handshake, Duration stall) {
    return new ListenSettings(8192, connections, handshake, stall, LARGEST);
  }

  private static RawHost raw(TcpFixture fixture) throws IOException {
    return new RawHost(fixture.listener.address(), false, false);
  }

  @ParameterizedTest
  @MethodSource("engines")
  void aHostThatReadsNothingHoldsNoMoreThanItsShareAndIsGivenUp(String engine) throws Exception {
    try (TcpFixture fixture =
            new TcpFixture(smallPool(engine), settings(4, LONG, Duration.ofSeconds(2)));
        RawHost slow = raw(fixture)) {
      slow.socket.setReceiveBufferSize(4096);
      slow.connected(1024, true);
      for (int i = 0; i < 512; i++) {
        slow.send(slow.capsule(NvmOpcode.READ, i, LARGEST, NONE));
      }
      MemoryController slowController = fixture.controllers.getFirst();
      TcpFixture.await("the commands have arrived", () -> slowController.arrived > 500);
      TcpFixture.HostSide other = fixture.connect(fixture.dial(true, true, 8192), true);
      TcpLoop loop = (TcpLoop) fixture.loops.loops().getFirst();
      for (int i = 0; i < 50; i++) {
        IoBuffer data = IoBuffer.allocate(LARGEST);
        HostCommand read = HostCommand.read(0, data, LARGEST).on(other.channel());
        assertThat(read.status.get(TcpFixture.SECONDS, TimeUnit.SECONDS)).isZero();
        long held = TcpFixture.on(loop, () -> loop.buffers().heldBytes());
        assertThat(held).isLessThanOrEqualTo(POOL_BYTES / 4 + LARGEST);
      }
      TcpFixture.await("the slow one is given up", () -> !slowController.closes.isEmpty());
      assertThat(slowController.closes.peek().kind()).isEqualTo(Kind.CONNECTION_LOST);
      TcpFixture.await("one is left", () -> fixture.listener.connections() == 1);
      fixture.awaitNothingHeld();
    }
  }

  @Test
  void aHandlerThatFailsAtTheEndOfAConnectionKeepsNothingOpen() throws Exception {
    AtomicInteger told = new AtomicInteger();
    ByteBuffer memory = ByteBuffer.allocateDirect(4096);
    try (TcpFixture fixture =
            new TcpFixture(
                smallPool("auto"),
                settings(4, LONG, LONG),
                connection -> new FailingAtTheEnd(new MemoryController(connection, memory), told));
        RawHost host = raw(fixture).connected(64, true)) {
      host.send(host.capsule(NvmOpcode.FLUSH, 1, 0, NONE));
      host.readUntil(Pdu.CAPSULE_RESP);
      host.send(new byte[] {(byte) 0xFF, 0, 0, 0, 0, 0, 0, 0});
      host.readUntil(Pdu.C2H_TERM_REQ);
      assertThat(host.atEnd()).isTrue();
      host.close();
      TcpFixture.await("it is gone", () -> fixture.listener.connections() == 0);
      assertThat(told).hasValue(1);
      fixture.awaitNothingHeld();
    }
  }

  /** Serves commands well, but has a bug in its farewell. */
  private record FailingAtTheEnd(QueueHandler good, AtomicInteger told) implements QueueHandler {
    @Override
    public int arrived(Command command, int dataBytes) {
      return good.arrived(command, dataBytes);
    }

    @Override
    public void execute(Command command) {
      good.execute(command);
    }

    @Override
    public void dropped(Command command, int status) {
      good.dropped(command, status);
    }

    @Override
    public void batchEnd() {
      good.batchEnd();
    }

    @Override
    public void closed(CloseReason reason) {
      told.incrementAndGet();
      throw new IllegalStateException("a bug on purpose");
    }
  }

  @Test
  void aHostThatOwesDataIsGivenUp() throws Exception {
    try (TcpFixture fixture = new TcpFixture(smallPool("auto"), settings(4, LONG, SHORT));
        RawHost host = raw(fixture).connected(64, true)) {
      host.send(host.capsule(NvmOpcode.WRITE, 1, 65536, NONE));
      host.readUntil(Pdu.R2T);
      assertThat(host.atEnd()).isTrue();
      MemoryController controller = fixture.controllers.getFirst();
      TcpFixture.await("the handler is told", () -> !controller.closes.isEmpty());
      assertThat(controller.closes.peek().kind()).isEqualTo(Kind.CONNECTION_LOST);
      assertThat(controller.dropped).isEqualTo(1);
      fixture.awaitNothingHeld();
    }
  }

  @Test
  void aHostThatStopsInTheMiddleOfAPduIsGivenUp() throws Exception {
    try (TcpFixture fixture = new TcpFixture(smallPool("auto"), settings(4, LONG, SHORT));
        RawHost host = raw(fixture).connected(64, true)) {
      ByteBuffer capsule = host.capsule(NvmOpcode.WRITE, 1, 0, new byte[512]);
      host.send(capsule.limit(200));
      assertThat(host.atEnd()).isTrue();
      TcpFixture.await("it is gone", () -> fixture.listener.connections() == 0);
      fixture.awaitNothingHeld();
    }
  }

  @Test
  void aHostThatDoesNotConnectItsQueueIsGivenUp() throws Exception {
    try (TcpFixture fixture = new TcpFixture(smallPool("auto"), settings(4, SHORT, LONG));
        RawHost silent = raw(fixture);
        RawHost half = raw(fixture).initialize()) {
      assertThat(silent.atEnd()).isTrue();
      assertThat(half.atEnd()).isTrue();
      MemoryController controller = fixture.controllers.getFirst();
      TcpFixture.await("the handler is told", () -> !controller.closes.isEmpty());
      assertThat(controller.closes.peek().kind()).isEqualTo(Kind.HANDSHAKE);
      TcpFixture.await("both are gone", () -> fixture.listener.connections() == 0);
    }
  }

  @Test
  void moreConnectionsThanAllowedAreClosedAtOnce() throws Exception {
    try (TcpFixture fixture = new TcpFixture(smallPool("auto"), settings(2, LONG, LONG))) {
      try (RawHost first = raw(fixture).connected(64, true);
          RawHost second = raw(fixture).connected(64, true);
          RawHost third = raw(fixture)) {
        assertThat(third.atEnd()).isTrue();
        assertThat(fixture.listener.connections()).isEqualTo(2);
        second.close();
        TcpFixture.await("there is room", () -> fixture.listener.connections() == 1);
        try (RawHost fourth = raw(fixture).connected(64, true)) {
          first.send(first.capsule(NvmOpcode.FLUSH, 1, 0, NONE));
          assertThat(first.read().get(Pdu.TYPE)).isEqualTo((byte) Pdu.CAPSULE_RESP);
          fourth.send(fourth.capsule(NvmOpcode.FLUSH, 1, 0, NONE));
          assertThat(fourth.read().get(Pdu.TYPE)).isEqualTo((byte) Pdu.CAPSULE_RESP);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void commandsThatDoNotFitThePoolWaitTheirTurn(String engine) throws Exception {
    try (TcpFixture fixture = new TcpFixture(smallPool(engine), settings(8, LONG, LONG))) {
      List<HostCommand> commands = new ArrayList<>();
      List<TcpFixture.HostSide> hosts = new ArrayList<>();
      for (int h = 0; h < 6; h++) {
        hosts.add(fixture.connect(fixture.dial(h % 2 == 0, h % 3 == 0, 8192), h % 2 == 1));
      }
      for (int i = 0; i < 360; i++) {
        int length = i % 3 == 0 ? LARGEST : i % 3 == 1 ? 8192 : 32768;
        IoBuffer data = IoBuffer.allocate(length);
        HostCommand command =
            i % 2 == 0 ? HostCommand.write(0, data, length) : HostCommand.read(0, data, length);
        commands.add(command.on(hosts.get(i % 6).channel()));
      }
      for (HostCommand command : commands) {
        assertThat(command.status.get(TcpFixture.SECONDS, TimeUnit.SECONDS)).isZero();
      }
      fixture.awaitNothingHeld();
    }
  }

  @Test
  void inCapsuleDataWaitsForABufferWithoutHarm() throws Exception {
    try (TcpFixture fixture = new TcpFixture(smallPool("auto"), settings(8, LONG, LONG))) {
      TcpFixture.HostSide host = fixture.connect(fixture.dial(true, true, 8192), true);
      TcpLoop loop = (TcpLoop) fixture.loops.loops().getFirst();
      List<IoBuffer> all = takeAll(loop);
      List<HostCommand> commands = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        commands.add(HostCommand.write(i, IoBuffer.allocate(4096), 4096).on(host.channel()));
        commands.add(HostCommand.flush().on(host.channel()));
      }
      MemoryController controller = fixture.controllers.getFirst();
      TcpFixture.await("the first write waits", () -> controller.arrived == 2);
      assertThat(commands.getFirst().status).isNotDone();
      giveBack(loop, all);
      for (HostCommand command : commands) {
        assertThat(command.status.get(TcpFixture.SECONDS, TimeUnit.SECONDS)).isZero();
      }
      fixture.awaitNothingHeld();
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void aPoolThatIsFullOfStuckIoStillServesConnectAndAdminCommands(String engine) throws Exception {
    try (TcpFixture fixture = new TcpFixture(smallPool(engine), settings(8, LONG, LONG))) {
      TcpFixture.HostSide io = fixture.connect(fixture.dial(true, true, 8192), true);
      TcpLoop loop = (TcpLoop) fixture.loops.loops().getFirst();
      List<IoBuffer> all = takeAll(loop);
      HostCommand inCapsule = HostCommand.write(0, IoBuffer.allocate(4096), 4096).on(io.channel());
      TcpFixture.HostSide other = fixture.connect(fixture.dial(false, false, 8192), true);
      HostCommand read = HostCommand.read(0, IoBuffer.allocate(4096), 4096).on(other.channel());
      TcpFixture.HostSide admin = fixture.connect(adminDial(fixture), true);
      List<HostCommand> commands = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        int length = i % 5 == 0 ? LARGEST : 4096;
        IoBuffer data = IoBuffer.allocate(length);
        commands.add(HostCommand.read(0, data, length).on(admin.channel()));
      }
      for (HostCommand command : commands) {
        assertThat(command.status.get(TcpFixture.SECONDS, TimeUnit.SECONDS)).isZero();
      }
      assertThat(inCapsule.status).isNotDone();
      assertThat(read.status).isNotDone();
      giveBack(loop, all);
      assertThat(inCapsule.status.get(TcpFixture.SECONDS, TimeUnit.SECONDS)).isZero();
      assertThat(read.status.get(TcpFixture.SECONDS, TimeUnit.SECONDS)).isZero();
      fixture.awaitNothingHeld();
    }
  }

  private static QueueDial adminDial(TcpFixture fixture) {
    Duration timeout = Duration.ofSeconds(TcpFixture.SECONDS);
    return new QueueDial(
        fixture.listener.address(), Optional.empty(), 0, 64, 8192, true, true, timeout);
  }

  private static List<IoBuffer> takeAll(TcpLoop loop) throws Exception {
    return TcpFixture.on(
        loop,
        () -> {
          List<IoBuffer> all = new ArrayList<>();
          IoBuffer taken = loop.buffers().acquire(1);
          while (!taken.isNone()) {
            all.add(taken);
            taken = loop.buffers().acquire(1);
          }
          return all;
        });
  }

  private static void giveBack(TcpLoop loop, List<IoBuffer> all) throws Exception {
    TcpFixture.on(
        loop,
        () -> {
          all.forEach(loop.buffers()::release);
          return 0;
        });
  }
}
