package io.jacquard.initiator;

import static io.jacquard.initiator.ControllerState.DEAD;
import static io.jacquard.initiator.ControllerState.DELETING;
import static io.jacquard.initiator.ControllerState.LIVE;
import static io.jacquard.initiator.ControllerState.RECONNECTING;
import static io.jacquard.initiator.ControllerState.RESETTING;
import static io.jacquard.initiator.SimulatedHost.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.nvme.command.AdminOpcode;
import io.jacquard.nvme.command.ConnectInvalidParameter;
import io.jacquard.nvme.command.FabricsCommandType;
import io.jacquard.nvme.command.Identify;
import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.identify.Cns;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.wire.Sqe;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReconnectTest {
  private static final Duration DELAY = Duration.ofSeconds(10);

  private SimulatedHost host;

  @BeforeEach
  void start() throws IOException {
    host = new SimulatedHost();
  }

  @AfterEach
  void stop() {
    host.close();
  }

  private RemoteController connect(Optional<Duration> loss, Optional<Duration> fastFail)
      throws IOException {
    return host.connect(b -> b.recovery(new RecoveryOptions(Duration.ZERO, DELAY, loss, fastFail)));
  }

  private void refuseConnects(int status) {
    host.controller.script =
        (queue, command) ->
            command.sqe().isFabrics() && command.sqe().fctype() == FabricsCommandType.CONNECT
                ? Answer.status(status)
                : Answer.USUAL;
  }

  private void hold(int opcode) {
    host.controller.script =
        (queue, command) ->
            queue.queueId > 0 && command.sqe().opcode() == opcode ? Answer.HOLD : Answer.USUAL;
  }

  private void serveAll() {
    host.controller.script = (queue, command) -> Answer.USUAL;
  }

  @Test
  void aCommandOnItsWayIsRepeatedAfterTheReconnect() throws IOException {
    RemoteController controller = connect(Optional.of(Duration.ofMinutes(10)), Optional.empty());
    RemoteNamespace namespace = controller.namespace(1).orElseThrow();
    hold(NvmOpcode.WRITE);
    byte[] data = new byte[512];
    data[7] = 42;
    CompletableFuture<Void> write = namespace.writeAsync(9, ByteBuffer.wrap(data));
    host.run();
    assertThat(write).isNotDone();
    host.controller.drop();
    host.run();
    assertThat(controller.state()).isEqualTo(RECONNECTING);
    serveAll();
    host.advance(DELAY.minusMillis(1));
    assertThat(controller.state()).isEqualTo(RECONNECTING);
    host.advance(Duration.ofMillis(1));
    assertThat(write).isCompleted();
    assertThat(host.controller.namespaces.get(1).bytes[9 * 512 + 7]).isEqualTo((byte) 42);
    assertThat(host.states).containsExactly(RESETTING, RECONNECTING, LIVE);
    assertThat(controller.statistics().resets()).isEqualTo(1);
    assertThat(controller.statistics().repeats()).isEqualTo(1);
  }

  @Test
  void requestsMadeWhileDisconnectedWaitForTheConnection() throws IOException {
    RemoteController controller = connect(Optional.empty(), Optional.empty());
    RemoteNamespace namespace = controller.namespace(1).orElseThrow();
    host.stopListening();
    host.controller.drop();
    host.run();
    CompletableFuture<Void> read = namespace.readAsync(0, ByteBuffer.allocate(512));
    CompletableFuture<ByteBuffer> admin = controller.identifyAsync(Identify.of(1, 0));
    host.advance(Duration.ofHours(1));
    assertThat(read).isNotDone();
    assertThat(admin).isNotDone();
    assertThat(controller.statistics().reconnectAttempts()).isEqualTo(360);
    host.listen();
    host.advance(DELAY);
    assertThat(read).isCompleted();
    assertThat(admin).isCompleted();
  }

  @Test
  void afterTheFastFailTimeRequestsFailButTheControllerStays() throws IOException {
    RemoteController controller =
        connect(Optional.of(Duration.ofMinutes(10)), Optional.of(Duration.ofSeconds(25)));
    RemoteNamespace namespace = controller.namespace(1).orElseThrow();
    hold(NvmOpcode.READ);
    CompletableFuture<Void> underWay = namespace.readAsync(0, ByteBuffer.allocate(512));
    host.run();
    host.stopListening();
    host.controller.drop();
    host.run();
    CompletableFuture<Void> held = namespace.readAsync(1, ByteBuffer.allocate(512));
    host.advance(Duration.ofSeconds(24));
    assertThat(underWay).isNotDone();
    assertThat(held).isNotDone();
    host.advance(Duration.ofSeconds(2));
    assertThat(failure(underWay)).isInstanceOf(PathLostException.class);
    assertThat(failure(held)).hasMessageContaining("fast-io-fail");
    CompletableFuture<Void> late = namespace.readAsync(2, ByteBuffer.allocate(512));
    host.run();
    assertThat(failure(late)).isInstanceOf(PathLostException.class);
    assertThat(controller.state()).isEqualTo(RECONNECTING);
    serveAll();
    host.listen();
    host.advance(DELAY);
    assertThat(controller.state()).isEqualTo(LIVE);
    CompletableFuture<Void> again = namespace.readAsync(2, ByteBuffer.allocate(512));
    host.run();
    assertThat(again).isCompleted();
  }

  @Test
  void afterTheLossTimeTheControllerIsRemoved() throws IOException {
    RemoteController controller = connect(Optional.of(Duration.ofSeconds(35)), Optional.empty());
    RemoteNamespace namespace = controller.namespace(1).orElseThrow();
    host.stopListening();
    host.controller.drop();
    host.run();
    CompletableFuture<Void> held = namespace.readAsync(0, ByteBuffer.allocate(512));
    host.advance(Duration.ofSeconds(39));
    assertThat(controller.state())
        .as("the fourth of 4 attempts is to come")
        .isEqualTo(RECONNECTING);
    host.advance(Duration.ofSeconds(2));
    assertThat(controller.state()).isEqualTo(DEAD);
    assertThat(failure(held))
        .isInstanceOf(PathLostException.class)
        .hasMessageContaining("was removed");
    assertThat(host.states).containsExactly(RESETTING, RECONNECTING, DELETING, DEAD);
    CompletableFuture<Void> late = namespace.readAsync(0, ByteBuffer.allocate(512));
    host.run();
    assertThat(failure(late)).isInstanceOf(PathLostException.class);
  }

  @Test
  void withLossTimeZeroThereIsNoAttempt() throws IOException {
    RemoteController controller = connect(Optional.of(Duration.ZERO), Optional.empty());
    host.controller.drop();
    host.run();
    assertThat(controller.state()).isEqualTo(DEAD);
    assertThat(controller.statistics().reconnectAttempts()).isZero();
  }

  @Test
  void aRefusalForGoodEndsTheAttempts() throws IOException {
    RemoteController controller = connect(Optional.empty(), Optional.empty());
    refuseConnects(Status.withDnr(Status.CONNECT_INVALID_HOST));
    host.controller.drop();
    host.advance(DELAY);
    assertThat(controller.state()).isEqualTo(DEAD);
    assertThat(controller.statistics().reconnectAttempts()).isEqualTo(1);
    assertThat(host.controller.open()).isEmpty();
  }

  @Test
  void aRefusalThatMayPassIsTriedAgain() throws IOException {
    RemoteController controller = connect(Optional.empty(), Optional.empty());
    refuseConnects(Status.CONNECT_CONTROLLER_BUSY);
    host.controller.drop();
    host.advance(DELAY.multipliedBy(3));
    assertThat(controller.state()).isEqualTo(RECONNECTING);
    serveAll();
    host.advance(DELAY);
    assertThat(controller.state()).isEqualTo(LIVE);
  }

  /** The target has taken a slow host for dead in the middle of an attempt, or was started anew. */
  @Test
  void anIoQueueWhoseControllerIsGoneAlreadyIsTriedAgainWithANewOne() throws IOException {
    RemoteController controller = connect(Optional.empty(), Optional.empty());
    int gone = Status.withDnr(Status.CONNECT_INVALID_PARAMETERS);
    host.controller.script =
        (queue, command) ->
            command.sqe().isFabrics()
                    && command.sqe().fctype() == FabricsCommandType.CONNECT
                    && command.sqe().cdw10() >>> 16 != 0
                ? Answer.status(gone, ConnectInvalidParameter.inData(16).dw0())
                : Answer.USUAL;
    host.controller.drop();
    host.advance(DELAY.multipliedBy(2));
    assertThat(controller.state()).isEqualTo(RECONNECTING);
    serveAll();
    host.advance(DELAY);
    assertThat(controller.state()).isEqualTo(LIVE);
  }

  @Test
  void theLossOfOneIoQueueResetsTheWholeConnection() throws IOException {
    RemoteController controller = connect(Optional.empty(), Optional.empty());
    host.controller.ioQueues().getFirst().connection.close(ScriptedController.lost());
    host.run();
    assertThat(controller.state()).isEqualTo(RECONNECTING);
    assertThat(host.controller.open()).isEmpty();
    host.advance(DELAY);
    assertThat(controller.state()).isEqualTo(LIVE);
    assertThat(host.controller.open()).hasSize(3);
  }

  @Test
  void aConnectionLostInTheMiddleOfAnAttemptIsTriedAgain() throws IOException {
    RemoteController controller = connect(Optional.empty(), Optional.empty());
    host.controller.script =
        (queue, command) ->
            command.sqe().opcode() == AdminOpcode.IDENTIFY ? Answer.DROP : Answer.USUAL;
    host.controller.drop();
    host.advance(DELAY.multipliedBy(2));
    assertThat(controller.state()).isEqualTo(RECONNECTING);
    assertThat(host.controller.open()).isEmpty();
    serveAll();
    host.advance(DELAY);
    assertThat(controller.state()).isEqualTo(LIVE);
  }

  @Test
  void fewerQueuesAfterAReconnectCarryTheWorkOfAll() throws IOException {
    RemoteController controller = connect(Optional.empty(), Optional.empty());
    assertThat(controller.ioQueues()).isEqualTo(2);
    RemoteNamespace namespace = controller.namespace(1).orElseThrow();
    hold(NvmOpcode.READ);
    io.jacquard.nvme.namespace.CommandQueue queue = namespace.open(host.loop, 4);
    assertThat(queue).isNotNull();
    CompletableFuture<Void> first = namespace.readAsync(0, ByteBuffer.allocate(512));
    host.run();
    host.controller.grantedQueues = 1;
    host.controller.drop();
    host.run();
    serveAll();
    CompletableFuture<Void> second = namespace.readAsync(1, ByteBuffer.allocate(512));
    host.advance(DELAY);
    assertThat(controller.ioQueues()).isEqualTo(1);
    assertThat(first).isCompleted();
    assertThat(second).isCompleted();
    CompletableFuture<Void> third = namespace.readAsync(2, ByteBuffer.allocate(512));
    host.run();
    assertThat(third).isCompleted();
  }

  @Test
  void anAdminCommandOnItsWayFailsRatherThanRunTwice() throws IOException {
    RemoteController controller = connect(Optional.empty(), Optional.empty());
    host.controller.script =
        (queue, command) ->
            command.sqe().opcode() == AdminOpcode.FORMAT_NVM ? Answer.HOLD : Answer.USUAL;
    CompletableFuture<Long> format =
        controller.adminAsync(
            Sqe.allocate().opcode(AdminOpcode.FORMAT_NVM), ByteBuffer.allocate(0));
    host.run();
    host.controller.drop();
    host.run();
    assertThat(failure(format))
        .isInstanceOf(PathLostException.class)
        .hasMessageContaining("may have been executed");
  }

  @Test
  void closingWhileReconnectingEndsAtOnce() throws IOException {
    RemoteController controller = connect(Optional.empty(), Optional.empty());
    host.stopListening();
    host.controller.drop();
    host.run();
    CompletableFuture<Void> held =
        controller.namespace(1).orElseThrow().readAsync(0, ByteBuffer.allocate(512));
    CompletableFuture<Void> closed = controller.closeAsync();
    host.run();
    assertThat(closed).isCompleted();
    assertThat(controller.state()).isEqualTo(DEAD);
    assertThat(failure(held)).hasMessageContaining("closed");
    host.advance(Duration.ofMinutes(5));
    assertThat(controller.statistics().reconnectAttempts()).isZero();
  }

  @Test
  void aListenerThatFailsDoesNotStopTheReconnect() throws IOException {
    RemoteController controller = connect(Optional.empty(), Optional.empty());
    controller.addListener(
        new ControllerListener() {
          @Override
          public void stateChanged(ControllerState from, ControllerState to, String why) {
            throw new IllegalStateException("a listener's bug");
          }

          @Override
          public void namespaceChanged(NamespaceChange change) {
            throw new IllegalStateException("a listener's bug");
          }
        });
    host.controller.namespaces.put(2, new ScriptedNamespace(4096, 8));
    host.controller.namespaces.put(3, new ScriptedNamespace(4096, 8));
    host.controller.drop();
    host.advance(DELAY);
    assertThat(controller.state()).isEqualTo(LIVE);
    assertThat(controller.namespaces()).hasSize(3);
  }

  @Test
  void aNamespaceStaysTheSameWhenTheConnectionIsLostInTheMiddleOfAScan() throws IOException {
    RemoteController controller = connect(Optional.empty(), Optional.empty());
    RemoteNamespace before = controller.namespace(1).orElseThrow();
    host.controller.script =
        (queue, command) ->
            command.sqe().opcode() == AdminOpcode.IDENTIFY
                    && Identify.decode(command.sqe()).cns()
                        == Cns.NAMESPACE_IDENTIFICATION_DESCRIPTOR_LIST
                ? Answer.DROP
                : Answer.USUAL;
    CompletableFuture<Void> scan = controller.rescanAsync();
    host.run();
    assertThat(failure(scan)).isInstanceOf(PathLostException.class);
    serveAll();
    host.advance(DELAY);
    assertThat(controller.state()).isEqualTo(LIVE);
    assertThat(before.attached()).isTrue();
    assertThat(controller.namespace(1)).containsSame(before);
  }

  @Test
  void namespacesAreLookedAtAgainAfterAReconnect() throws IOException {
    RemoteController controller = connect(Optional.empty(), Optional.empty());
    host.controller.namespaces.put(2, new ScriptedNamespace(4096, 8));
    host.controller.namespaces.get(1).resize(100);
    host.controller.drop();
    host.advance(DELAY);
    assertThat(controller.namespaces()).hasSize(2);
    assertThat(controller.namespace(1).orElseThrow().geometry().blocks()).isEqualTo(100);
  }
}
