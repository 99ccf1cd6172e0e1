package io.jacquard.lab.rdma;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.jacquard.initiator.ConnectOptions;
import io.jacquard.initiator.Initiator;
import io.jacquard.initiator.RemoteController;
import java.io.IOException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * Jacquard's host connects to a target of another machine, and disconnects, many times. What the
 * machine holds of its RDMA device is looked at from outside, when this process has ended.
 */
class HostRoundsInGuest {
  @BeforeAll
  static void beQuiet() {
    // Each line goes through a slow channel to the host.
    ((Logger) LoggerFactory.getLogger("io.jacquard")).setLevel(Level.WARN);
  }

  @Test
  void connectingManyTimesLeavesNoFileOpen() throws IOException {
    ConnectOptions options = RemoteDisk.options(RemoteDisk.subsystem());
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
