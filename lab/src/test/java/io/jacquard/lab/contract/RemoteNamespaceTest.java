package io.jacquard.lab.contract;

import io.jacquard.initiator.ConnectOptions;
import io.jacquard.initiator.Initiator;
import io.jacquard.initiator.RemoteController;
import io.jacquard.nvme.identity.Nqn;
import io.jacquard.nvme.identity.TransportAddress;
import io.jacquard.nvme.loop.LoopSettings;
import io.jacquard.nvme.namespace.Namespace;
import io.jacquard.nvme.namespace.NamespaceUri;
import io.jacquard.target.Target;
import io.jacquard.target.TargetSettings;
import io.jacquard.target.config.DefaultPorts;
import io.jacquard.target.definition.NamespaceDefinition;
import io.jacquard.target.definition.PortDefinition;
import io.jacquard.target.definition.SubsystemDefinition;
import io.jacquard.target.definition.TargetDefinition;
import io.jacquard.target.metrics.TargetMetrics;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;

/** The contract's commands, through our initiator, TCP and our target. */
class RemoteNamespaceTest {
  private static final int LARGEST_TRANSFER = 4 << 20;
  private static final LoopSettings LOOPS =
      new LoopSettings(2, LoopSettings.AUTO, Duration.ZERO, 64L << 20, LARGEST_TRANSFER);

  abstract static class OverTcp extends CommandContract {
    private static final Nqn NAME = Nqn.accept("nqn.2026-01.io.jacquard:contract");

    private TargetMetrics metrics;
    private Target target;
    private RemoteController controller;

    @Override
    Namespace provide() throws Exception {
      metrics = new TargetMetrics();
      target = Target.start(TargetSettings.defaults(metrics).withLoops(LOOPS), definition());
      TransportAddress address = target.addresses().get(1);
      controller =
          Initiator.connect(
              ConnectOptions.to(address, NAME)
                  .hostNqn(Nqn.accept("nqn.2026-01.io.jacquard:contract-host"))
                  .loopSettings(LOOPS)
                  .duplicateConnect(true)
                  .build());
      return controller.namespace(1).orElseThrow();
    }

    private TargetDefinition definition() {
      PortDefinition port =
          DefaultPorts.port(1, TransportAddress.parse("tcp://127.0.0.1:0", 0), List.of(NAME));
      SubsystemDefinition subsystem =
          new SubsystemDefinition(
              NAME,
              Optional.empty(),
              SubsystemDefinition.DEFAULT_MODEL,
              true,
              Set.of(),
              List.of(NamespaceDefinition.of(1, NamespaceUri.parse(uri()))),
              1,
              SubsystemDefinition.LAST_CONTROLLER_ID,
              SubsystemDefinition.DEFAULT_IO_QUEUES,
              SubsystemDefinition.DEFAULT_QUEUE_ENTRIES);
      return new TargetDefinition(List.of(subsystem), List.of(port), Optional.empty());
    }

    @AfterEach
    void stop() {
      controller.close();
      target.close();
      metrics.close();
    }
  }

  @Nested
  class OfMemory extends OverTcp {
    @Override
    String uri() {
      return "mem:5G";
    }
  }

  @Nested
  class OfAFile extends OverTcp {
    @Override
    String uri() {
      return "file:" + directory.resolve("image") + "?size=5G&block=4096";
    }
  }
}
