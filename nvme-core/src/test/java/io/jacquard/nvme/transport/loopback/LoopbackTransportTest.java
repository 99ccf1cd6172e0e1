package io.jacquard.nvme.transport.loopback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.command.CommandCounts;
import io.jacquard.nvme.command.CommandState;
import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.identity.TransportAddress;
import io.jacquard.nvme.loop.FixedLoops;
import io.jacquard.nvme.loop.ManualLoop;
import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.transport.CloseReason;
import io.jacquard.nvme.transport.HostChannel;
import io.jacquard.nvme.transport.ListenSettings;
import io.jacquard.nvme.transport.Listener;
import io.jacquard.nvme.transport.QueueConnection;
import io.jacquard.nvme.transport.QueueDial;
import io.jacquard.nvme.transport.QueueHandler;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LoopbackTransportTest {
  private static final TransportAddress AT = TransportAddress.parse("loop://test");

  private final ManualLoop loop = new ManualLoop();
  private final LoopbackTransport transport = new LoopbackTransport();
  private final Echo echo = new Echo();
  private final Recorder events = new Recorder();
  private Listener listener;

  @BeforeEach
  void listen() throws IOException {
    listener =
        transport.listen(
            AT, ListenSettings.defaults(), new FixedLoops(List.of(loop), () -> {}), echo::accept);
  }

  @AfterEach
  void stop() {
    listener.close();
  }

  private HostChannel dial() {
    transport.dial(
        new QueueDial(AT, Optional.empty(), 0, 4, 0, false, false, Duration.ofSeconds(1)),
        loop,
        events);
    loop.runReady();
    return events.opened.getLast();
  }

  @Test
  void dataGoesToTheControllerAndBack() {
    HostChannel channel = dial();
    HostCommand write = new HostCommand(NvmOpcode.WRITE, 4096);
    write.data().bytes().putLong(8, 0x1234_5678_9abcL);
    channel.submit(write);
    loop.runReady();
    HostCommand read = new HostCommand(NvmOpcode.READ, 4096);
    channel.submit(read);
    loop.runReady();
    assertThat(write.status).isZero();
    assertThat(read.status).isZero();
    assertThat(read.data().bytes().getLong(8)).isEqualTo(0x1234_5678_9abcL);
    assertThat(loop.buffers().heldBytes()).isZero();
    assertThat(echo.batches).isPositive();
  }

  @Test
  void slotsAreUsedAgainAndNeverOverbooked() {
    HostChannel channel = dial();
    for (int round = 0; round < 10; round++) {
      for (int i = 0; i < channel.capacity(); i++) {
        channel.submit(new HostCommand(NvmOpcode.FLUSH, 0));
      }
      assertThat(channel.available()).isZero();
      assertThatThrownBy(() -> channel.submit(new HostCommand(NvmOpcode.FLUSH, 0)))
          .isInstanceOf(IllegalStateException.class);
      loop.runReady();
      assertThat(channel.available()).isEqualTo(channel.capacity());
    }
  }

  @Test
  void aLostConnectionFailsWhatIsInFlightThenTellsOnce() {
    HostChannel channel = dial();
    echo.hold = true;
    HostCommand stuck = new HostCommand(NvmOpcode.READ, 4096);
    channel.submit(stuck);
    loop.runReady();
    assertThat(stuck.status).isEqualTo(-1);
    echo.connection.close(CloseReason.of(CloseReason.Kind.STOPPING, "test"));
    loop.runReady();
    assertThat(stuck.status).isEqualTo(Status.HOST_PATHING_ERROR);
    assertThat(events.closed)
        .extracting(CloseReason::kind)
        .containsExactly(CloseReason.Kind.STOPPING);
    assertThat(echo.closed).hasSize(1);
    assertThat(listener.connections()).isZero();
    assertThat(loop.buffers().heldBytes()).isZero();
  }

  @Test
  void anAbortedCommandCompletesOnceAndItsLateAnswerIsIgnored() {
    HostChannel channel = dial();
    echo.hold = true;
    HostCommand slow = new HostCommand(NvmOpcode.READ, 4096);
    channel.submit(slow);
    loop.runReady();
    assertThat(channel.commandIdOf(slow)).isNotNegative();
    channel.abort(slow);
    assertThat(slow.status).isEqualTo(Status.COMMAND_ABORTED_BY_HOST);
    assertThat(channel.commandIdOf(slow)).isEqualTo(-1);
    echo.releaseHeld();
    loop.runReady();
    assertThat(channel.available()).isEqualTo(channel.capacity());
  }

  @Test
  void aHandlerThatFailsLosesItsOwnQueueOnly() {
    HostChannel first = dial();
    QueueConnection ofFirst = echo.connection;
    HostChannel second = dial();
    echo.fail = true;
    first.submit(new HostCommand(NvmOpcode.FLUSH, 0));
    loop.runReady();
    echo.fail = false;
    HostCommand other = new HostCommand(NvmOpcode.FLUSH, 0);
    second.submit(other);
    loop.runReady();
    assertThat(other.status).isZero();
    assertThat(events.closed).extracting(CloseReason::kind).containsExactly(CloseReason.Kind.BUG);
    assertThat(ofFirst).isNotNull();
  }

  @Test
  void withoutAConnectInTimeTheConnectionEnds() {
    echo.bind = false;
    dial();
    loop.advance(TimeUnit.SECONDS.toNanos(11));
    assertThat(events.closed)
        .extracting(CloseReason::kind)
        .containsExactly(CloseReason.Kind.HANDSHAKE);
  }

  @Test
  void namesAreTakenOnceAndFreeAfterClose() throws IOException {
    FixedLoops loops = new FixedLoops(List.of(loop), () -> {});
    assertThatThrownBy(() -> transport.listen(AT, ListenSettings.defaults(), loops, echo::accept))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("taken");
    listener.close();
    transport.dial(
        new QueueDial(AT, Optional.empty(), 0, 4, 0, false, false, Duration.ofSeconds(1)),
        loop,
        events);
    loop.runReady();
    assertThat(events.closed).hasSize(1);
    listener = transport.listen(AT, ListenSettings.defaults(), loops, echo::accept);
  }

  /** Keeps what was written last and gives it to whoever reads. */
  private static final class Echo implements QueueHandler {
    private final byte[] last = new byte[4096];
    private final List<Command> held = new ArrayList<>();
    private final List<CloseReason> closed = new ArrayList<>();
    private QueueConnection connection;
    private boolean hold;
    private boolean fail;
    private boolean bind = true;
    private int batches;

    QueueHandler accept(QueueConnection from) {
      connection = from;
      if (bind) {
        from.bind(0, 4, false);
      }
      return this;
    }

    @Override
    public int arrived(Command command, int dataBytes) {
      if (fail) {
        throw new IllegalStateException("expected in this test");
      }
      return 0;
    }

    @Override
    public void execute(Command command) {
      command.moveTo(CommandState.EXECUTING);
      if (hold) {
        held.add(command);
        return;
      }
      if (command.sqe().opcode() == NvmOpcode.WRITE) {
        command.data().bytes().get(0, last, 0, command.length());
      } else if (command.sqe().opcode() == NvmOpcode.READ) {
        command.data().bytes().put(0, last, 0, command.length());
      }
      command.complete(0, 0);
    }

    void releaseHeld() {
      held.forEach(c -> c.complete(0, 0));
      held.clear();
    }

    @Override
    public void dropped(Command command, int status) {
      throw new AssertionError("nothing is dropped here");
    }

    @Override
    public void batchEnd() {
      batches++;
    }

    @Override
    public void closed(CloseReason reason) {
      closed.add(reason);
      releaseHeld();
    }
  }

  private static final class Recorder implements HostChannel.Events {
    private final List<HostChannel> opened = new ArrayList<>();
    private final List<CloseReason> closed = new ArrayList<>();

    @Override
    public void opened(HostChannel channel) {
      opened.add(channel);
    }

    @Override
    public void closed(CloseReason reason) {
      closed.add(reason);
    }
  }

  private static final class HostCommand extends Command {
    private int status = -1;

    HostCommand(int opcode, int length) {
      super(0, new CommandCounts());
      sqe().opcode(opcode);
      data(length == 0 ? IoBuffer.NONE : IoBuffer.allocate(length), length);
      moveTo(CommandState.RECEIVED);
      moveTo(CommandState.EXECUTING);
    }

    @Override
    protected void onComplete(int completedStatus, long result) {
      assertThat(status).isEqualTo(-1);
      status = completedStatus;
    }
  }
}
