package io.jacquard.lab.rdma;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.initiator.ConnectOptions;
import io.jacquard.initiator.Initiator;
import io.jacquard.initiator.RemoteController;
import io.jacquard.initiator.TimeoutOptions;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * Jacquard's host connects to a target of another machine, and disconnects, many times. What the
 * machine holds of its RDMA device is looked at from outside, when this process has ended.
 */
class HostRoundsInGuest {
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  @Test
  void connectingManyTimesLeavesNoFileOpen() throws IOException {
    ConnectOptions options =
        ConnectOptions.to(System.getProperty("jacquard.uri"))
            .ioQueues(1)
            .timeouts(new TimeoutOptions(PATIENCE, PATIENCE, PATIENCE))
            .build();
    visit(options);
    int before = Held.now().descriptors();
    for (int i = 0; i < Integer.getInteger("jacquard.rounds"); i++) {
      visit(options);
    }
    assertThat(Held.now().descriptors()).isEqualTo(before);
  }

  private static void visit(ConnectOptions options) throws IOException {
    try (RemoteController controller = Initiator.connect(options)) {
      assertThat(controller.namespace(1)).isPresent();
    }
  }
}
