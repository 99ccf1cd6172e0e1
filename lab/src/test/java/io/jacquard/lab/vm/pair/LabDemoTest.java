package io.jacquard.lab.vm.pair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jacquard.lab.pair.GuestScript;
import io.jacquard.lab.pair.LinkCapture;
import io.jacquard.lab.pair.demo.Combination;
import io.jacquard.lab.pair.demo.Combination.Transport;
import io.jacquard.lab.pair.demo.DemoResult;
import io.jacquard.lab.pair.demo.LabDemo;
import io.jacquard.lab.pair.demo.Side;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Kernel and Jacquard, as target and as initiator, over RDMA and TCP between two machines. */
@Tag("pair")
class LabDemoTest {

  private static final String DISK = "/dev/nvme0n1";
  private static final String NOBODY = "nqn.2026-01.io.jacquard:nobody";

  @RegisterExtension static final PairOfMachines pair = new PairOfMachines();

  @TestFactory
  Stream<DynamicTest> everyCombinationKeepsWhatIsWritten() {
    List<DemoResult> results =
        new LabDemo(pair.lab(), result -> {})
            .run(List.of(Side.values()), List.of(Side.values()), List.of(Transport.values()));
    assertThat(results).hasSize(8);
    return results.stream()
        .map(result -> DynamicTest.dynamicTest(title(result.combination()), () -> check(result)));
  }

  private static String title(Combination combination) {
    return "%s target, %s initiator, %s"
        .formatted(combination.target(), combination.initiator(), combination.transport());
  }

  private static void check(DemoResult result) {
    assertThat(result.failure()).isEmpty();
    assertThat(result.discovered()).isTrue();
    assertThat(result.connected()).isTrue();
    assertThat(result.verifiedBytes()).isGreaterThanOrEqualTo(16 << 20);
    if (result.combination().initiator() == Side.KERNEL) {
      assertThat(result.fileSystem()).contains("fsck");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aSubsystemThatDoesNotExistIsRefusedOverBothTransports(Side target) throws IOException {
    String address = pair.lab().target().address();
    pair.onTarget(target.target(), "target_up %s %s %s".formatted(LabDemo.NQN, DISK, address));
    try {
      for (Transport transport : Transport.values()) {
        String there = "-t %s -a %s -s 4420 -n %s".formatted(transport.word(), address, NOBODY);
        assertThatThrownBy(() -> pair.onInitiator(GuestScript.with(), "nvme connect " + there))
            .hasMessageContaining("status 1");
        assertThat(pair.onInitiator(GuestScript.with(), "dmesg | tail -n 20"))
            .contains("Connect Invalid Data Parameter, subsysnqn \"" + NOBODY);
        assertThatThrownBy(() -> pair.onInitiator(GuestScript.with(), "jacquard id-ctrl " + there))
            .hasMessageContaining("status 1")
            .hasMessageContaining("SUBNQN");
      }
    } finally {
      pair.onTarget(target.target(), "target_down " + LabDemo.NQN);
    }
  }

  @Test
  void aCaptureOfRdmaDissectsWithoutAMalformedFrame(@TempDir Path directory) throws Exception {
    assumeTrue(Dissector.present(), "tshark is not installed");
    Path file = directory.resolve("rdma.pcap");
    String address = pair.lab().target().address();
    pair.onTarget(
        Side.JACQUARD.target(), "target_up %s %s %s".formatted(LabDemo.NQN, DISK, address));
    try (LinkCapture capture = LinkCapture.start(pair.lab().target(), file)) {
      String there = " rdma %s %s".formatted(address, LabDemo.NQN);
      GuestScript kernel = Side.KERNEL.initiator();
      pair.onInitiator(kernel, "connect" + there + "; verify" + there + "; disconnect" + there);
      capture.close();
      assertThat(capture.packets()).isGreaterThan(100);
    } finally {
      pair.onTarget(Side.JACQUARD.target(), "target_down " + LabDemo.NQN);
    }

    assertThat(Dissector.frames(file, "_ws.malformed")).isEmpty();
    assertThat(Dissector.frames(file, "infiniband.mad"))
        .anyMatch(frame -> frame.contains("CM: ConnectRequest"));
    assertThat(Dissector.frames(file, "nvme.cmd.opc == 1")).as("commands Write").isNotEmpty();
    assertThat(Dissector.frames(file, "nvme.cmd.opc == 2")).as("commands Read").isNotEmpty();
  }

  @Test
  void theMachinesKnowEachOtherByName() throws IOException {
    assertThat(pair.onInitiator(GuestScript.with(), "ping -c 1 -W 20 target"))
        .contains("10.77.0.1", " 0% packet loss");
  }
}
