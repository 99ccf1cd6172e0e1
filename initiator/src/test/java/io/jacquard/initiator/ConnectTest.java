package io.jacquard.initiator;

import static io.jacquard.initiator.SimulatedHost.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jacquard.nvme.command.Connect;
import io.jacquard.nvme.command.FabricsCommandType;
import io.jacquard.nvme.identify.IdentifyController;
import io.jacquard.nvme.status.Status;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectTest {
  private SimulatedHost host;

  @BeforeEach
  void start() throws IOException {
    host = new SimulatedHost();
  }

  @AfterEach
  void stop() {
    host.close();
  }

  @Test
  void connectsAdminAndIoQueuesAndFindsNamespaces() throws IOException {
    RemoteController controller = host.connect();
    assertThat(controller.state()).isEqualTo(ControllerState.LIVE);
    assertThat(controller.controllerId()).isEqualTo(7);
    assertThat(controller.ioQueues()).isEqualTo(2);
    assertThat(controller.identify().modelNumber()).isEqualTo("Scripted");
    assertThat(controller.namespaces()).hasSize(1);
    assertThat(controller.namespace(1).orElseThrow().geometry().bytes()).isEqualTo(512 * 4096);
    assertThat(host.controller.connects).extracting(Connect::qid).containsExactly(0, 1, 2);
    assertThat(host.controller.connects).extracting(Connect::entries).containsExactly(32, 16, 16);
    assertThat(host.controller.connectData.cntlid()).isEqualTo(7);
    assertThat(host.controller.events).hasSize(4);
  }

  @Test
  void aRefusedConnectNamesTheParameterAndTheNextStep() throws IOException {
    host.controller.script =
        (queue, command) ->
            command.sqe().isFabrics() && command.sqe().fctype() == FabricsCommandType.CONNECT
                ? Answer.status(Status.withDnr(Status.CONNECT_INVALID_PARAMETERS), 256 | 1 << 16)
                : Answer.USUAL;
    CompletableFuture<RemoteController> connecting = host.connecting(b -> b);
    InitiatorException why = failure(connecting);
    assertThat(why).isInstanceOf(ConnectRefusedException.class);
    assertThat(why.permanent()).isTrue();
    assertThat(why).hasMessageContaining("SUBNQN").hasMessageContaining("discover");
    assertThat(host.controller.open()).isEmpty();
  }

  @Test
  void closingShutsTheControllerDownAndEndsAllConnections() throws IOException {
    RemoteController controller = host.connect();
    CompletableFuture<Void> closed = controller.closeAsync();
    host.run();
    assertThat(closed).isCompleted();
    assertThat(controller.state()).isEqualTo(ControllerState.DEAD);
    assertThat(host.controller.open()).isEmpty();
    assertThat(host.controller.configuration >>> 14 & 3).isEqualTo(1);
    assertThat(host.states).containsExactly(ControllerState.DELETING, ControllerState.DEAD);
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        Status.CONNECT_INCOMPATIBLE_FORMAT,
        Status.CONNECT_CONTROLLER_BUSY,
        Status.CONNECT_INVALID_PARAMETERS,
        Status.CONNECT_RESTART_DISCOVERY,
        Status.CONNECT_INVALID_HOST,
        Status.DISCOVER_RESTART,
        Status.AUTHENTICATION_REQUIRED,
        Status.INTERNAL_ERROR
      })
  void everyRefusalIsTypedAndSaysWhatNext(int status) throws IOException {
    host.controller.script = (queue, command) -> Answer.status(status, 44);
    InitiatorException why = failure(host.connecting(b -> b));
    assertThat(why)
        .isInstanceOfSatisfying(
            ConnectRefusedException.class,
            refused -> {
              assertThat(refused.status()).isEqualTo(status);
              assertThat(refused.queueId()).isZero();
              assertThat(refused.parameter().isPresent())
                  .isEqualTo(status == Status.CONNECT_INVALID_PARAMETERS);
            });
    assertThat(why).hasMessageContaining(Status.fabricsName(status)).hasMessageContaining("; ");
    assertThat(why.permanent()).isFalse();
    assertThat(host.controller.open()).isEmpty();
  }

  @Test
  void aRefusedIoQueueFailsTheConnect() throws IOException {
    host.controller.script =
        (queue, command) ->
            command.sqe().isFabrics() && command.sqe().cdw10() >>> 16 == 2
                ? Answer.status(Status.CONNECT_INVALID_PARAMETERS, 44)
                : Answer.USUAL;
    assertThat(failure(host.connecting(b -> b)))
        .isInstanceOfSatisfying(
            ConnectRefusedException.class, e -> assertThat(e.queueId()).isEqualTo(2))
        .hasMessageContaining("SQSIZE")
        .hasMessageContaining("smaller queue size");
    assertThat(host.controller.open()).isEmpty();
  }

  @Test
  void aControllerThatTellsTwoIdsIsNotUsed() throws IOException {
    host.controller.identify = b -> b.set(IdentifyController.CNTLID, 8);
    assertThat(failure(host.connecting(b -> b)))
        .isInstanceOf(UnsuitableControllerException.class)
        .hasMessageContaining("controller 7")
        .hasMessageContaining("says 8");
    assertThat(host.controller.open()).isEmpty();
  }

  @Test
  void aControllerThatDemandsAuthenticationIsNotUsed() throws IOException {
    host.controller.script =
        (queue, command) ->
            command.sqe().isFabrics() ? Answer.status(0, 7 | 1 << 17) : Answer.USUAL;
    assertThat(failure(host.connecting(b -> b))).hasMessageContaining("authentication");
  }

  @Test
  void aControllerThatPlacesDataElsewhereIsNotUsed() throws IOException {
    host.controller.identify = b -> b.set(IdentifyController.ICDOFF, 1);
    assertThat(failure(host.connecting(b -> b))).hasMessageContaining("ICDOFF");
  }

  @Test
  void nobodyListeningIsATransportFailure() throws IOException {
    host.stopListening();
    assertThat(failure(host.connecting(b -> b)))
        .isInstanceOf(TransportFailedException.class)
        .hasMessageContaining("nobody listens");
  }

  @Test
  void queuesAreNoDeeperThanTheControllerAllows() throws IOException {
    host.controller.identify = b -> b.set(IdentifyController.MAXCMD, 10);
    host.connect(b -> b.queueSize(1000));
    assertThat(host.controller.connects.getLast().entries()).isEqualTo(10);
  }

  @Test
  void theControllerIsPolledUntilItIsReady() throws IOException {
    host.controller.readyAfterPolls = 5;
    CompletableFuture<RemoteController> connecting = host.connecting(b -> b);
    assertThat(connecting).isNotDone();
    host.advance(Duration.ofMillis(200));
    assertThat(connecting).isCompleted();
  }

  @Test
  void aSecondConnectionMustBeAskedFor() throws IOException {
    RemoteController first = host.connect();
    assertThatThrownBy(() -> host.connecting(b -> b)).isInstanceOf(DuplicateConnectException.class);
    RemoteController second = host.connect(b -> b.duplicateConnect(true));
    first.closeAsync();
    second.closeAsync();
    host.run();
    RemoteController third = host.connect();
    assertThat(third.state()).isEqualTo(ControllerState.LIVE);
  }

  @Test
  void blockingCallsOnALoopAreRefused() throws IOException {
    RemoteNamespace namespace = host.connect().namespace(1).orElseThrow();
    assertThatThrownBy(() -> namespace.read(0, ByteBuffer.allocate(512)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("future");
  }
}
