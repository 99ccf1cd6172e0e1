package io.jacquard.lab.vm.pair;

import io.jacquard.lab.pair.GuestScript;
import io.jacquard.lab.pair.demo.Combination.Transport;
import io.jacquard.lab.pair.demo.LabDemo;
import io.jacquard.lab.pair.demo.Side;
import io.jacquard.lab.vm.GuestTests;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Connecting and disconnecting two hundred times leaves nothing behind, neither in the target's
 * machine nor in the host's.
 */
abstract class RoundsTests {

  private static final int ROUNDS = 200;
  private static final int BEFORE = 2;
  private static final GuestScript SCRIPT = GuestScript.with("rounds.sh");

  private final PairOfMachines pair;

  RoundsTests(PairOfMachines pair) {
    this.pair = pair;
  }

  @FunctionalInterface
  private interface Visits<T> {
    T make() throws IOException;
  }

  @Test
  void theKernelsHostConnectsToJacquard() throws IOException {
    leavingNothing(Side.JACQUARD, () -> kernelRounds(Transport.RDMA, ROUNDS));
  }

  @TestFactory
  List<DynamicNode> jacquardsHostConnectsToJacquard() throws IOException {
    return leavingNothing(Side.JACQUARD, () -> jacquardRounds(Transport.RDMA, Transport.TCP));
  }

  @TestFactory
  List<DynamicNode> jacquardsHostConnectsToTheKernel() throws IOException {
    return leavingNothing(Side.KERNEL, () -> jacquardRounds(Transport.RDMA));
  }

  private <T> T leavingNothing(Side target, Visits<T> visits) throws IOException {
    pair.export(target);
    // The first connections make what is made once.
    for (Transport transport : Transport.values()) {
      kernelRounds(transport, BEFORE);
    }
    String atTarget = pair.onTarget(SCRIPT, "held");
    String atHost = pair.onInitiator(SCRIPT, "held");
    T result = visits.make();
    pair.onTarget(SCRIPT, "await_held '" + atTarget + "'");
    pair.onInitiator(SCRIPT, "await_held '" + atHost + "'");
    return result;
  }

  private String kernelRounds(Transport transport, int count) throws IOException {
    return pair.onInitiator(SCRIPT, "kernel_rounds " + count + " " + pair.words(transport));
  }

  /** In one process, which looks at what it holds itself too. */
  private List<DynamicNode> jacquardRounds(Transport... transports) {
    GuestTests tests = new GuestTests(pair.initiator().machine());
    for (Transport transport : transports) {
      String address = "%s://%s:4420/".formatted(transport.word(), pair.target().address());
      tests.select(
          transport.toString(),
          "io.jacquard.lab.rdma.HostRoundsInGuest",
          Map.of(
              "jacquard.uri", address + LabDemo.NQN, "jacquard.rounds", Integer.toString(ROUNDS)));
    }
    List<DynamicNode> nodes = new ArrayList<>();
    pair.timed(ROUNDS + " connections of Jacquard", () -> tests.run(PairOfMachines.LIMIT))
        .forEach(nodes::add);
    return nodes;
  }
}
