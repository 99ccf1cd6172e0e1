package io.jacquard.initiator;

import static io.jacquard.initiator.SimulatedHost.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.nvme.command.AdminOpcode;
import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.status.Status;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TimeoutTest {
  private static final Duration IO = Duration.ofSeconds(30);

  private final List<Integer> abortDwords = new ArrayList<>();
  private SimulatedHost host;

  @BeforeEach
  void start() throws IOException {
    host = new SimulatedHost();
  }

  @AfterEach
  void stop() {
    host.close();
  }

  private RemoteController connect() throws IOException {
    return host.connect(
        b -> b.timeouts(new TimeoutOptions(Duration.ofSeconds(5), Duration.ofSeconds(60), IO)));
  }

  private Answer holdReads(ScriptedQueue queue, Command command) {
    if (queue.queueId == 0 && command.sqe().opcode() == AdminOpcode.ABORT) {
      abortDwords.add(command.sqe().cdw10());
    }
    return queue.queueId > 0 && command.sqe().opcode() == NvmOpcode.READ
        ? Answer.HOLD
        : Answer.USUAL;
  }

  @Test
  void anOverdueCommandIsAbortedAndTimesOut() throws IOException {
    RemoteController controller = connect();
    host.controller.script = this::holdReads;
    CompletableFuture<Void> read =
        controller.namespace(1).orElseThrow().readAsync(0, ByteBuffer.allocate(512));
    host.advance(IO);
    assertThat(abortDwords).isEmpty();
    host.advance(Duration.ofSeconds(8));
    assertThat(abortDwords).hasSize(1);
    ScriptedQueue queue =
        host.controller.ioQueues().stream()
            .filter(q -> !q.held.isEmpty())
            .findFirst()
            .orElseThrow();
    Command held = queue.held.removeFirst();
    assertThat(abortDwords.getFirst()).isEqualTo(queue.queueId | held.sqe().cid() << 16);
    held.complete(Status.ABORT_REQUESTED, 0);
    host.run();
    assertThat(failure(read)).isInstanceOf(TimedOutException.class);
    assertThat(controller.state()).isEqualTo(ControllerState.LIVE);
    assertThat(controller.statistics().aborts()).isEqualTo(1);
    assertThat(controller.statistics().timeouts()).isEqualTo(1);
  }

  @Test
  void anOverdueCommandThatSucceedsAfterAllIsASuccess() throws IOException {
    RemoteController controller = connect();
    host.controller.script = this::holdReads;
    CompletableFuture<Void> read =
        controller.namespace(1).orElseThrow().readAsync(0, ByteBuffer.allocate(512));
    host.advance(IO.plusSeconds(8));
    assertThat(abortDwords).hasSize(1);
    host.controller.ioQueues().forEach(ScriptedQueue::release);
    host.run();
    assertThat(read).isCompleted();
  }

  @Test
  void whenAbortDoesNotHelpTheConnectionIsReset() throws IOException {
    RemoteController controller = connect();
    host.controller.script = this::holdReads;
    RemoteNamespace namespace = controller.namespace(1).orElseThrow();
    CompletableFuture<Void> read = namespace.readAsync(0, ByteBuffer.allocate(512));
    host.advance(IO.plusSeconds(8));
    host.controller.script = (queue, command) -> Answer.USUAL;
    host.advance(IO.plusSeconds(8));
    assertThat(failure(read)).isInstanceOf(TimedOutException.class);
    assertThat(host.states)
        .containsExactly(
            ControllerState.RESETTING, ControllerState.RECONNECTING, ControllerState.LIVE);
    CompletableFuture<Void> again = namespace.readAsync(0, ByteBuffer.allocate(512));
    host.run();
    assertThat(again).isCompleted();
  }

  @Test
  void aControllerThatNeverAnswersConnectFailsTheConnect() throws IOException {
    host.controller.script = (queue, command) -> Answer.HOLD;
    CompletableFuture<RemoteController> connecting =
        host.connecting(
            b -> b.timeouts(new TimeoutOptions(Duration.ofSeconds(5), Duration.ofSeconds(4), IO)));
    host.advance(Duration.ofSeconds(8));
    assertThat(failure(connecting)).isInstanceOf(TimedOutException.class);
    host.run();
    assertThat(host.controller.open()).isEmpty();
  }

  @Test
  void aControllerThatNeverBecomesReadyFailsTheConnect() throws IOException {
    host.controller.readyAfterPolls = Integer.MAX_VALUE;
    CompletableFuture<RemoteController> connecting = host.connecting(b -> b);
    host.advance(Duration.ofSeconds(3));
    assertThat(failure(connecting)).hasMessageContaining("did not become ready");
  }

  @Test
  void aStatusThatMayPassIsRetriedAfterTheDelayTheControllerAsksFor() throws IOException {
    host.controller.identify =
        b -> b.set(io.jacquard.nvme.identify.IdentifyController.CRDT2, 30); // 3 s
    RemoteController controller = connect();
    List<Long> times = new ArrayList<>();
    host.controller.script =
        (queue, command) -> {
          if (queue.queueId == 0 || times.size() == 2) {
            return Answer.USUAL;
          }
          times.add(host.loop.nanoTime());
          return Answer.status(Status.withCrd(Status.NAMESPACE_NOT_READY, 2));
        };
    CompletableFuture<Void> read =
        controller.namespace(1).orElseThrow().readAsync(0, ByteBuffer.allocate(512));
    host.advance(Duration.ofSeconds(7));
    assertThat(read).isCompleted();
    assertThat(times.get(1) - times.get(0)).isEqualTo(3_000_000_000L);
  }

  @Test
  void aCommandThatWaitsForItsRetryFailsAtOnceWhenTheControllerIsClosed() throws IOException {
    host.controller.identify = b -> b.set(io.jacquard.nvme.identify.IdentifyController.CRDT1, 600);
    RemoteController controller = connect();
    host.controller.script =
        (queue, command) ->
            queue.queueId > 0
                ? Answer.status(Status.withCrd(Status.NAMESPACE_NOT_READY, 1))
                : Answer.USUAL;
    CompletableFuture<Void> read =
        controller.namespace(1).orElseThrow().readAsync(0, ByteBuffer.allocate(512));
    host.run();
    assertThat(read).isNotDone();
    controller.closeAsync();
    host.run();
    assertThat(failure(read)).isInstanceOf(PathLostException.class);
  }

  @Test
  void aStatusThatMayPassIsNotRetriedForEver() throws IOException {
    RemoteController controller = connect();
    List<Command> seen = new ArrayList<>();
    host.controller.script =
        (queue, command) -> {
          if (queue.queueId == 0) {
            return Answer.USUAL;
          }
          seen.add(command);
          return Answer.status(Status.COMMAND_INTERRUPTED);
        };
    CompletableFuture<Void> read =
        controller.namespace(1).orElseThrow().readAsync(0, ByteBuffer.allocate(512));
    host.run();
    assertThat(failure(read)).isInstanceOf(NvmeStatusException.class);
    assertThat(seen).hasSize(1 + Lane.MAX_REPEATS);
  }
}
