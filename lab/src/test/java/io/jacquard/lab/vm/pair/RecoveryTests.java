package io.jacquard.lab.vm.pair;

import io.jacquard.lab.pair.GuestScript;
import io.jacquard.lab.pair.demo.Combination.Transport;
import io.jacquard.lab.pair.demo.Side;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Either side goes away, and the link between them: nothing that was written is lost. Two hosts
 * write at the same time, each to its part of the disk.
 */
abstract class RecoveryTests {

  private static final GuestScript LOAD = GuestScript.with("load.sh");
  private static final long PART_BYTES = 64L << 20;

  private final PairOfMachines pair;

  RecoveryTests(PairOfMachines pair) {
    this.pair = pair;
  }

  /** A host that writes, and reads again what it wrote. */
  private record Load(Side side, Transport transport) {
    String name() {
      return side.word() + "-" + transport.word();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "JACQUARD, KERNEL, RDMA, JACQUARD, TCP",
    "JACQUARD, KERNEL, TCP, JACQUARD, RDMA",
    "KERNEL, JACQUARD, RDMA, JACQUARD, TCP",
  })
  void hostsGoOnWhenTheirTargetWasKilledAndWhenTheLinkWasCut(
      Side target, Side first, Transport firstTransport, Side second, Transport secondTransport)
      throws IOException {
    List<Load> loads = List.of(new Load(first, firstTransport), new Load(second, secondTransport));
    pair.export(target);
    start(loads);
    if (target == Side.KERNEL) {
      pair.withdraw();
    } else {
      pair.onTarget(target.target(), "target_kill");
      pair.exportEnded();
    }
    awaitTrouble(loads);
    pair.export(target);
    awaitProgress(loads);

    for (Load load : loads) {
      pair.onInitiator(LOAD, "mark_trouble " + load.name());
    }
    pair.link(false);
    pair.onInitiator(LOAD, "await_without_carrier");
    // Either side finds the other gone by its own time-outs.
    awaitTrouble(loads);
    pair.link(true);
    awaitProgress(loads);
    end(loads);
    pair.onTarget(LOAD, "await_no_connection");
  }

  @Test
  void hostsGoOnWhenTheMachineOfTheirTargetLostItsPower() throws IOException {
    List<Load> loads =
        List.of(new Load(Side.KERNEL, Transport.RDMA), new Load(Side.JACQUARD, Transport.TCP));
    pair.export(Side.JACQUARD);
    start(loads);
    pair.powerCycle(pair.target());
    pair.exportEnded();
    awaitTrouble(loads);
    pair.export(Side.JACQUARD);
    awaitProgress(loads);
    end(loads);
  }

  @Test
  void theTargetForgetsHostsThatWereKilled() throws IOException {
    List<Load> loads =
        List.of(new Load(Side.JACQUARD, Transport.RDMA), new Load(Side.JACQUARD, Transport.TCP));
    pair.export(Side.JACQUARD);
    start(loads);
    pair.onInitiator(LOAD, "kill_jacquard");
    pair.onTarget(LOAD, "await_no_connection");
  }

  @Test
  void theTargetForgetsHostsWhoseMachineLostItsPower() throws IOException {
    List<Load> loads =
        List.of(new Load(Side.KERNEL, Transport.RDMA), new Load(Side.JACQUARD, Transport.TCP));
    pair.export(Side.JACQUARD);
    start(loads);
    pair.powerCycle(pair.initiator());
    pair.onTarget(LOAD, "await_no_connection");
    pair.onInitiator(LOAD, "small_write " + pair.words(Transport.RDMA));
  }

  private void start(List<Load> loads) throws IOException {
    for (Load load : loads) {
      pair.onInitiator(
          LOAD,
          "start_load %s %s %d %s"
              .formatted(
                  load.side().word(),
                  load.name(),
                  loads.indexOf(load) * PART_BYTES,
                  pair.words(load.transport())));
    }
    pair.onTarget(LOAD, "await_connections");
  }

  private void awaitTrouble(List<Load> loads) throws IOException {
    for (Load load : loads) {
      pair.onInitiator(LOAD, "await_trouble %s %s".formatted(load.side().word(), load.name()));
    }
  }

  private void awaitProgress(List<Load> loads) throws IOException {
    for (Load load : loads) {
      pair.onInitiator(LOAD, "await_rounds %s 2".formatted(load.name()));
    }
  }

  private void end(List<Load> loads) throws IOException {
    for (Load load : loads) {
      pair.onInitiator(LOAD, "end_load " + load.name());
    }
  }
}
