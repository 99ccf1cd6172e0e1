package io.jacquard.initiator;

import static io.jacquard.initiator.SimulatedHost.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.nvme.command.Connect;
import io.jacquard.nvme.command.FabricsCommandType;
import io.jacquard.nvme.status.Status;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

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
}
