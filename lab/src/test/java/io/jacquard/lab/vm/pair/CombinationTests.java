package io.jacquard.lab.vm.pair;

import static org.assertj.core.api.Assertions.assertThat;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each side uses the other's disk; what goes over the link can be dissected. */
abstract class CombinationTests {

  private static final int LEAST_VERIFIED = 16 << 20;

  private static final GuestScript LOAD = GuestScript.with("load.sh");

  private final PairOfMachines pair;

  CombinationTests(PairOfMachines pair) {
    this.pair = pair;
  }

  @Test
  void theMachinesKnowEachOtherByName() throws IOException {
    assertThat(pair.onInitiator(GuestScript.with(), "ping -c 1 -W 20 target"))
        .contains("10.77.0.1", " 0% packet loss");
  }

  @TestFactory
  Stream<DynamicTest> everyCombinationKeepsWhatIsWritten() throws IOException {
    pair.withdraw();
    List<DemoResult> results =
        new LabDemo(pair.lab(), new Notes())
            .run(List.of(Side.values()), List.of(Side.values()), List.of(Transport.values()));
    assertThat(results).hasSize(8);
    return results.stream()
        .map(result -> DynamicTest.dynamicTest(title(result.combination()), () -> check(result)));
  }

  private final class Notes implements LabDemo.Watcher {
    @Override
    public void proceeded(DemoResult sofar) {
      pair.note(sofar.toString());
    }

    @Override
    public void ended(DemoResult result) {
      pair.note(result.toString());
    }
  }

  private static String title(Combination combination) {
    return "%s target, %s initiator, %s"
        .formatted(combination.target(), combination.initiator(), combination.transport());
  }

  private static void check(DemoResult result) {
    assertThat(result.failure()).isEmpty();
    assertThat(result.discovered()).isTrue();
    assertThat(result.connected()).isTrue();
    assertThat(result.verifiedBytes()).isGreaterThanOrEqualTo(LEAST_VERIFIED);
    if (result.combination().initiator() == Side.KERNEL) {
      assertThat(result.fileSystem()).contains("fsck");
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatGoesOverTheLinkDissectsWithoutAMalformedFrame(Side target, @TempDir Path directory)
      throws Exception {
    assumeTrue(Dissector.present(), "tshark is not installed");
    Path file = directory.resolve("link.pcap");
    pair.export(target);
    try (LinkCapture capture = LinkCapture.start(pair.target(), file, false)) {
      for (Transport transport : Transport.values()) {
        pair.onInitiator(LOAD, "small_kernel_load " + pair.words(transport));
      }
      // Each start of Java is dear: one transport for writing, the other one for reading.
      pair.onInitiator(LOAD, "small_write " + pair.words(Transport.RDMA));
      pair.onInitiator(LOAD, "small_read " + pair.words(Transport.TCP));
      capture.close();
      assertThat(capture.packets()).isGreaterThan(100);
    }

    Dissector dissector = new Dissector(file);
    assertThat(dissector.frames("_ws.malformed")).isEmpty();
    assertThat(dissector.frames("infiniband.mad"))
        .anyMatch(frame -> frame.contains("CM: ConnectRequest"));
    for (String protocol : List.of("nvme-rdma", "nvme-tcp")) {
      assertThat(dissector.frames(protocol + " && nvme.cmd.opc == 1"))
          .as("commands Write by %s", protocol)
          .isNotEmpty();
      assertThat(dissector.frames(protocol + " && nvme.cmd.opc == 2"))
          .as("commands Read by %s", protocol)
          .isNotEmpty();
    }
  }
}
