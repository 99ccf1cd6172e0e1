package io.jacquard.lab.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.initiator.ConnectOptions;
import io.jacquard.initiator.Initiator;
import io.jacquard.initiator.RemoteController;
import io.jacquard.nvme.identity.Nqn;
import io.jacquard.nvme.identity.TransportAddress;
import io.jacquard.nvme.namespace.NamespaceUri;
import io.jacquard.target.Target;
import io.jacquard.target.TargetSettings;
import io.jacquard.target.config.DefaultPorts;
import io.jacquard.target.definition.NamespaceDefinition;
import io.jacquard.target.definition.SubsystemDefinition;
import io.jacquard.target.definition.TargetDefinition;
import io.jacquard.target.metrics.TargetMetrics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Connecting over TCP many times leaves nothing open, neither at the host's end nor the target's.
 */
class ConnectionRoundsTest {
  private static final int ROUNDS = 200;
  private static final Nqn NAME = Nqn.accept("nqn.2026-01.io.jacquard:rounds");

  @Test
  void connectingManyTimesLeavesNoSocketOpen() throws Exception {
    TargetMetrics metrics = new TargetMetrics();
    try (Target target = Target.start(TargetSettings.defaults(metrics), definition())) {
      ConnectOptions options =
          ConnectOptions.to(target.addresses().get(1), NAME)
              .hostNqn(Nqn.accept("nqn.2026-01.io.jacquard:rounds-host"))
              .build();
      long before = sockets();
      for (int i = 0; i < ROUNDS; i++) {
        try (RemoteController controller = Initiator.connect(options)) {
          assertThat(controller.namespace(1)).isPresent();
        }
      }
      // The target closes its ends a moment later.
      Await.until("all sockets are closed", () -> sockets() <= before);
    } finally {
      metrics.close();
    }
  }

  private static long sockets() {
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      return descriptors.filter(ConnectionRoundsTest::isSocket).count();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static boolean isSocket(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
    } catch (IOException closedMeanwhile) {
      return false;
    }
  }

  private static TargetDefinition definition() {
    SubsystemDefinition subsystem =
        new SubsystemDefinition(
            NAME,
            Optional.empty(),
            SubsystemDefinition.DEFAULT_MODEL,
            true,
            Set.of(),
            List.of(NamespaceDefinition.of(1, NamespaceUri.parse("mem:16M"))),
            1,
            SubsystemDefinition.LAST_CONTROLLER_ID,
            SubsystemDefinition.DEFAULT_IO_QUEUES,
            SubsystemDefinition.DEFAULT_QUEUE_ENTRIES);
    return new TargetDefinition(
        List.of(subsystem),
        List.of(
            DefaultPorts.port(1, TransportAddress.parse("tcp://127.0.0.1:0", 0), List.of(NAME))),
        Optional.empty());
  }
}
