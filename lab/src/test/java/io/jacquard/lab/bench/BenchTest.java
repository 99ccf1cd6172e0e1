package io.jacquard.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BenchTest {

  @Test
  void workloadsHaveNames() {
    for (Workload workload : Workload.usual()) {
      assertThat(Workload.parse(workload.toString())).isEqualTo(workload);
    }
    assertThat(Workload.parse("128k-write-q32")).isEqualTo(new Workload(true, 131072, 32));
    assertThatThrownBy(() -> Workload.parse("4k-sideways-q1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("4k-read-q32");
    assertThatThrownBy(() -> Workload.parse("4k-read-q0"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aMeasurementIsReadFromWhatAnotherProcessPrints() throws Exception {
    Measurement measured = new Measurement(123456, 9.5, 12, 33.3, 0);
    assertThat(Measurement.parse("starting\n" + measured + "\n")).isEqualTo(measured);
    assertThatThrownBy(() -> Measurement.parse("it broke"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("it broke");
  }

  @Test
  void thePeersReportIsRead() throws Exception {
    String report =
        """
        ========================================================
                                                  Latency(us)
        Device Information                     :       IOPS      MiB/s    Average        min
        TCP  (addr:127.0.0.1 subnqn:x) NSID 1  :  102331.67     399.73       9.62       7.20
        ========================================================
        Total                                  :  102331.67     399.73       9.62       7.20

        Summary latency data for TCP from core 1:
        =====================================================
          1.00000% :     8.012us
         10.00000% :     8.532us
         50.00000% :     9.422us
         99.00000% :    11.104us
         99.90000% :    39.040us
         99.99999% :   180.224us
        """;
    Measurement measured = new SpdkSide(Path.of("/opt")).measurement(report);
    assertThat(measured).isEqualTo(new Measurement(102331.67, 9.422, 11.104, 39.04, 0));
  }

  @Test
  void ratiosAreToTheFirstContender() {
    OurSide side = new OurSide("a", "auto", 0, false);
    Contender first = new Contender("first", side, side);
    Contender second = new Contender("second", side, side);
    Results results = new Results();
    Workload workload = new Workload(false, 4096, 1);
    for (double iops : new double[] {90, 100, 130}) {
      results.add(workload, first.name(), run(iops, 0.01));
      results.add(workload, second.name(), run(iops * 1.2, 0.5));
    }
    assertThat(results.table())
        .contains("4k-read-q1")
        .containsPattern("first +1\\.00 +\\+-0\\.20 .* 1%\n")
        .containsPattern("second +1\\.20 +\\+-0\\.24 .* 50% noisy\n");
  }

  private static Results.Run run(double iops, double others) {
    return new Results.Run(new Measurement(iops, 1, 2, 3, 0), others);
  }

  @Test
  void whatOthersUseOfTheMachineIsMeasured() throws Exception {
    Conditions conditions = Conditions.now(ProcessHandle.current().pid());
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(300);
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    assertThat(conditions.othersShare())
        .isBetween(0.0, (double) Runtime.getRuntime().availableProcessors());
  }

  @ParameterizedTest
  @ValueSource(strings = {"4k-read-q1", "4k-write-q32", "128k-read-q8"})
  void loadIsPutOnATargetAndMeasured(String workload) throws Exception {
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
      Measurement measured =
          LoadGenerator.run(
                  controller.namespace(1).orElseThrow(),
                  controller.loops().getFirst(),
                  Workload.parse(workload),
                  Duration.ofMillis(100),
                  Duration.ofMillis(300))
              .get(60, TimeUnit.SECONDS);
      assertThat(measured.errors()).isZero();
      assertThat(measured.iops()).isPositive();
      assertThat(measured.p50()).isPositive().isLessThanOrEqualTo(measured.p99());
    }
  }
}
