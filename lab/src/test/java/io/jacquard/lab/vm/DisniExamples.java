package io.jacquard.lab.vm;

import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * DiSNI's own examples on our provider. Its name keeps it out of the ordinary runs, for the
 * examples are not ours: {@code lab/disni-examples} fetches them and runs this.
 */
@Tag("vm")
class DisniExamples {
  private static final Duration LIMIT = Duration.ofSeconds(300);

  @RegisterExtension
  static final GuestMachine guest =
      new GuestMachine(
          "disni",
          machine -> machine.withJacquard().memoryMebibytes(1024).modules("rdma_rxe", "rdma_ucm"));

  @BeforeAll
  static void makeTheDevice() {
    guest
        .get()
        .succeed(
            "rdma link add rxe0 type rxe netdev $(ls /sys/class/net | grep -v lo | head -1)",
            LIMIT);
  }

  @TestFactory
  Stream<DynamicNode> theExamples() {
    return new GuestTests(guest.get())
        .select(
            "DiSNI",
            "io.jacquard.lab.rdma.DisniExamplesInGuest",
            Map.of("jacquard.rdma.address", "10.0.2.15"))
        .run(LIMIT);
  }
}
