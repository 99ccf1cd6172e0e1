package io.jacquard.initiator;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.nvme.command.Identify;
import io.jacquard.nvme.identify.Cns;
import io.jacquard.nvme.identity.HostId;
import io.jacquard.nvme.identity.TransportAddress;
import io.jacquard.nvme.loop.FixedLoops;
import io.jacquard.nvme.loop.LoopSettings;
import io.jacquard.nvme.transport.ListenSettings;
import io.jacquard.nvme.transport.Listener;
import io.jacquard.nvme.transport.loopback.LoopbackTransport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A controller whose own loops have ended with it. */
@Timeout(60)
class ClosedControllerTest {
  private final LoopbackTransport transport = new LoopbackTransport();
  private final TransportAddress address = TransportAddress.parse("loop://closed-controller");

  @Test
  void everyRequestFailsAndNotOnlyTheFirst() throws IOException {
    ScriptedController scripted = new ScriptedController();
    scripted.namespaces.put(1, new ScriptedNamespace(512, 8));
    LoopSettings oneLoop = LoopSettings.defaults().withCount(1);
    try (FixedLoops loops = FixedLoops.threads("scripted", oneLoop);
        Listener listener = transport.listen(address, ListenSettings.defaults(), loops, scripted)) {
      RemoteController controller = connect(listener.address());
      RemoteNamespace namespace = controller.namespace(1).orElseThrow();
      controller.close();
      controller.close();
      controller.reset();
      assertThat(controller.state()).isEqualTo(ControllerState.DEAD);
      assertThat(SimulatedHost.failure(controller.rescanAsync()))
          .isInstanceOf(PathLostException.class);
      for (int i = 0; i < 3; i++) {
        assertThat(SimulatedHost.failure(namespace.readAsync(0, ByteBuffer.allocate(512))))
            .isInstanceOf(PathLostException.class);
        assertThat(
                SimulatedHost.failure(
                    controller.identifyAsync(Identify.of(Cns.IDENTIFY_CONTROLLER, 0))))
            .isInstanceOf(PathLostException.class);
      }
    }
  }

  private RemoteController connect(TransportAddress to) throws IOException {
    return Initiator.connect(
        ConnectOptions.to(to, ScriptedController.NQN)
            .host(HostIdentity.of(new HostId(new UUID(3, 4))))
            .transport(transport)
            .ioQueues(1)
            .keepAlive(Duration.ZERO)
            .build());
  }
}
