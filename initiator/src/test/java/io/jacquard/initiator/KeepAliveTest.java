package io.jacquard.initiator;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.nvme.command.AdminOpcode;
import io.jacquard.nvme.identify.IdentifyController;
import io.jacquard.nvme.status.Status;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KeepAliveTest {
  private static final Duration KATO = Duration.ofSeconds(8);

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
  void isSentTwicePerTimeOut() throws IOException {
    host.connect(b -> b.keepAlive(KATO));
    assertThat(host.controller.connects.getFirst().kato()).isEqualTo(8000);
    assertThat(host.controller.connects.getLast().kato()).isZero();
    host.advance(KATO.multipliedBy(10));
    assertThat(host.controller.keepAlives).isEqualTo(20);
  }

  @Test
  void isNotNeededWhileThereIsTrafficIfTheControllerCountsIt() throws IOException {
    host.controller.identify =
        b -> b.set(IdentifyController.CTRATT, IdentifyController.CTRATT_TBKAS);
    RemoteController controller = host.connect(b -> b.keepAlive(KATO));
    host.advance(KATO);
    int quiet = host.controller.keepAlives;
    assertThat(quiet).as("a Keep Alive is traffic too").isEqualTo(2);
    for (int i = 0; i < 20; i++) {
      controller.namespace(1).orElseThrow().readAsync(0, ByteBuffer.allocate(512));
      host.advance(Duration.ofSeconds(1));
    }
    assertThat(host.controller.keepAlives).isEqualTo(quiet);
  }

  @Test
  void aControllerThatDoesNotAnswerItIsGivenUp() throws IOException {
    RemoteController controller = host.connect(b -> b.keepAlive(KATO));
    host.controller.script =
        (queue, command) ->
            command.sqe().opcode() == AdminOpcode.KEEP_ALIVE ? Answer.HOLD : Answer.USUAL;
    host.advance(KATO.multipliedBy(2));
    assertThat(controller.state()).isNotEqualTo(ControllerState.RESETTING);
    assertThat(controller.statistics().resets()).isEqualTo(1);
    assertThat(host.states).startsWith(ControllerState.RESETTING, ControllerState.RECONNECTING);
  }

  @Test
  void aControllerThatRefusesItIsGivenUp() throws IOException {
    RemoteController controller = host.connect(b -> b.keepAlive(KATO));
    host.controller.script =
        (queue, command) ->
            command.sqe().opcode() == AdminOpcode.KEEP_ALIVE
                ? Answer.status(Status.INTERNAL_ERROR)
                : Answer.USUAL;
    host.advance(KATO);
    assertThat(controller.statistics().resets()).isEqualTo(1);
  }

  @Test
  void isNotSentToAControllerThatHasNone() throws IOException {
    host.controller.identify = b -> b.set(IdentifyController.KAS, 0);
    host.connect(b -> b.keepAlive(KATO));
    host.advance(KATO.multipliedBy(5));
    assertThat(host.controller.keepAlives).isZero();
  }
}
