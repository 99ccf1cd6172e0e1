package io.jacquard.lab.vm.pair;

import io.jacquard.lab.pair.GuestScript;
import io.jacquard.lab.pair.demo.Combination.Transport;
import io.jacquard.lab.pair.demo.LabDemo;
import io.jacquard.lab.pair.demo.Side;
import java.io.IOException;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Both hosts write by both transports at the same time, each to its part of the disk that one
 * side's target exports. The target goes away, the link, and the hosts: nothing that was written is
 * lost. Each test goes on where the one before ended.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class RecoveryTests {

  static final int KILLED = 4;

  private static final GuestScript LOAD = GuestScript.with("load.sh");
  private static final String JACQUARD = "jacquard-rdma jacquard-tcp";
  private static final String KERNEL = "kernel-rdma kernel-tcp";
  private static final String ALL = KERNEL + " " + JACQUARD;

  /** Each host has an admin queue and an I/O queue by each transport. */
  private static final String KERNELS_CONNECTIONS = "2 2";

  private static final String ALL_CONNECTIONS = "4 4";

  private final PairOfMachines pair;
  private final Side target;

  RecoveryTests(PairOfMachines pair, Side target) {
    this.pair = pair;
    this.target = target;
  }

  @Test
  @Order(1)
  void bothHostsWriteByBothTransports() throws IOException {
    pair.export(target);
    String there = pair.target().address() + " " + LabDemo.NQN;
    pair.onInitiator(LOAD, "begin_loads; start_jacquard_loads 2 " + there);
    awaitProgress(JACQUARD);
    pair.onInitiator(
        LOAD, "start_kernel_load rdma 0 %s; start_kernel_load tcp 1 %s".formatted(there, there));
    awaitProgress(ALL);
  }

  @Test
  @Order(2)
  void theyGoOnWhenTheLinkWasCut() throws IOException {
    pair.link(false);
    pair.onInitiator(LOAD, "await_without_carrier");
    // Either side finds the other gone by its own time-outs.
    awaitTrouble();
    pair.link(true);
    awaitProgress(ALL);
  }

  @Test
  @Order(3)
  void theyGoOnWhenTheMachineOfTheTargetLostItsPower() throws IOException {
    pair.powerCycle(pair.target());
    pair.exportEnded();
    awaitTrouble();
    pair.export(target);
    awaitProgress(ALL);
  }

  /** What {@link Order} {@value #KILLED} may be, of a target that is a process. */
  void theyGoOnWhenTheTargetWasKilled() throws IOException {
    pair.onTarget(target.target(), "target_kill");
    pair.exportEnded();
    awaitTrouble();
    pair.export(target);
    awaitProgress(ALL);
  }

  @Test
  @Order(5)
  void nothingThatTheyWroteIsLost() throws IOException {
    pair.onInitiator(LOAD, "end_loads " + ALL);
  }

  @Test
  @Order(6)
  void theTargetForgetsAHostThatWasKilled() throws IOException {
    pair.onTarget(LOAD, "await_connections " + ALL_CONNECTIONS);
    pair.onInitiator(LOAD, "kill_jacquard");
    pair.onTarget(LOAD, "await_connections " + KERNELS_CONNECTIONS);
  }

  @Test
  @Order(7)
  void theTargetForgetsHostsWhoseMachineLostItsPower() throws IOException {
    pair.export(target);
    pair.powerCycle(pair.initiator());
    pair.onTarget(LOAD, "await_connections 0 0");
    for (Transport transport : Transport.values()) {
      pair.onInitiator(LOAD, "small_kernel_load " + pair.words(transport));
    }
  }

  private void awaitTrouble() throws IOException {
    pair.onInitiator(LOAD, "await_trouble " + LabDemo.NQN + " " + ALL);
  }

  private void awaitProgress(String loads) throws IOException {
    pair.onInitiator(LOAD, "await_rounds 2 " + loads);
  }
}
