package io.jacquard.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.jacquard.initiator.ConnectOptions;
import io.jacquard.initiator.Initiator;
import io.jacquard.initiator.RemoteController;
import io.jacquard.nvme.identity.Nqn;
import io.jacquard.nvme.identity.TransportAddress;
import io.jacquard.nvme.loop.Loop;
import io.jacquard.nvme.namespace.NamespaceUri;
import io.jacquard.target.Target;
import io.jacquard.target.TargetSettings;
import io.jacquard.target.config.DefaultPorts;
import io.jacquard.target.definition.NamespaceDefinition;
import io.jacquard.target.definition.SubsystemDefinition;
import io.jacquard.target.definition.TargetDefinition;
import io.jacquard.target.metrics.TargetMetrics;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The way of the benchmark through initiator and TCP allocates nothing per command. */
class LoadAllocationTest {
  private static final int COMMANDS = 20_000;

  @ParameterizedTest
  @ValueSource(strings = {"4k-read-q16", "4k-write-q16", "64k-read-q4", "64k-write-q4"})
  void nothingIsAllocatedPerCommand(String workload) throws Exception {
    Nqn nqn = Nqn.parse(Side.NQN);
    TargetDefinition definition =
        new TargetDefinition(
            List.of(
                SubsystemDefinition.open(
                    nqn, List.of(NamespaceDefinition.of(1, NamespaceUri.parse("mem:16M"))))),
            List.of(DefaultPorts.port(1, TransportAddress.tcp("127.0.0.1", 0), List.of(nqn))),
            Optional.empty());
    try (TargetMetrics metrics = new TargetMetrics();
        Target target = Target.start(TargetSettings.defaults(metrics), definition);
        RemoteController controller =
            Initiator.connect(
                ConnectOptions.to(target.addresses().get(1), nqn).ioQueues(1).build())) {
      Loop loop = controller.loops().getFirst();
      LoadGenerator.run(
          controller.namespace(1).orElseThrow(),
          loop,
          Workload.parse(workload),
          Duration.ofDays(1),
          Duration.ofDays(1));
      ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      long thread =
          CompletableFuture.supplyAsync(() -> Thread.currentThread().threadId(), loop)
              .get(30, TimeUnit.SECONDS);
      awaitCommands(controller, COMMANDS);
      long bytes = threads.getThreadAllocatedBytes(thread);
      long commands = controller.statistics().commands();
      awaitCommands(controller, COMMANDS);
      double perCommand =
          (double) (threads.getThreadAllocatedBytes(thread) - bytes)
              / (controller.statistics().commands() - commands);
      // Timers and wake-ups of the loop allocate a little now and then.
      assertThat(perCommand).as("bytes allocated per command").isLessThan(1);
    }
  }

  private static void awaitCommands(RemoteController controller, int more) throws Exception {
    long wanted = controller.statistics().commands() + more;
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
    while (controller.statistics().commands() < wanted) {
      assertThat(System.nanoTime()).as("time to send commands").isLessThan(end);
      java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
    }
  }
}
