package io.jacquard.lab.vm.pair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jacquard.lab.pair.GuestScript;
import io.jacquard.lab.pair.demo.Combination.Transport;
import io.jacquard.lab.pair.demo.Side;
import io.jacquard.lab.vm.GuestTests;
import java.io.IOException;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a host asks for wrongly is refused with the right status, and harms nobody else. */
abstract class RefusalTests {

  private static final String NOBODY = "nqn.2026-01.io.jacquard:nobody";

  private final PairOfMachines pair;

  RefusalTests(PairOfMachines pair) {
    this.pair = pair;
  }

  @ParameterizedTest
  @EnumSource
  void aSubsystemThatDoesNotExistIsRefusedOverBothTransports(Side target) throws IOException {
    pair.export(target);
    for (Transport transport : Transport.values()) {
      String there = pair.options(transport, NOBODY);
      assertThatThrownBy(() -> pair.onInitiator(GuestScript.with(), "nvme connect " + there))
          .hasMessageContaining("status 1");
      assertThat(pair.onInitiator(GuestScript.with(), "dmesg | tail -n 20"))
          .contains("Connect Invalid Data Parameter, subsysnqn \"" + NOBODY);
      if (target == Side.KERNEL) {
        String ours = "jacquard id-ctrl --timeout 120000 " + there;
        assertThatThrownBy(() -> pair.onInitiator(GuestScript.with(), ours))
            .hasMessageContaining("status 1")
            .hasMessageContaining("SUBNQN");
      }
    }
  }

  /** The kernel's target checks less; where it does, both must answer alike. */
  @TestFactory
  Stream<DynamicNode> aWrongRequestForAnRdmaConnectionIsRejectedByJacquard() throws IOException {
    return wrongRequests(Side.JACQUARD, "RemoteTargetInGuest");
  }

  @TestFactory
  Stream<DynamicNode> aWrongRequestForAnRdmaConnectionIsRejectedByTheKernel() throws IOException {
    return wrongRequests(Side.KERNEL, "RemoteLinuxTargetInGuest");
  }

  private Stream<DynamicNode> wrongRequests(Side target, String test) throws IOException {
    pair.export(target);
    Map<String, String> properties = Map.of("jacquard.rdma.address", pair.target().address());
    GuestTests tests =
        new GuestTests(pair.initiator().machine())
            .select(target.word(), "io.jacquard.lab.rdma." + test, properties);
    return pair.timed("wrong requests", () -> tests.run(PairOfMachines.LIMIT));
  }
}
