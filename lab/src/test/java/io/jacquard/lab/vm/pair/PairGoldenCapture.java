package io.jacquard.lab.vm.pair;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.lab.golden.GoldenVectors;
import io.jacquard.lab.guest.GuestReport;
import io.jacquard.lab.pair.GuestScript;
import io.jacquard.lab.pair.LinkCapture;
import io.jacquard.lab.pair.demo.Combination.Transport;
import io.jacquard.lab.pair.demo.Side;
import io.jacquard.lab.vm.GuestImage;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Writes the golden vectors of two machines anew: {@code lab/vm-tests PairGoldenCapture}.
 *
 * <p>Its name keeps it out of the ordinary runs. Two machines of a lab talk, the link is captured
 * as {@code jacquard lab capture} does it, and what each connection carried is written to {@code
 * src/test/resources/golden} of its transport. Each capture is dissected, too.
 */
@Tag("vm")
class PairGoldenCapture {

  @RegisterExtension static final PairOfMachines pair = new PairOfMachines();

  private static final String NQN = "nqn.2026-01.io.jacquard:golden";
  private static final String RESOURCES = "/io/jacquard/lab/golden/";
  private static final GuestScript TARGET = GuestScript.with(RESOURCES + "target.sh");
  private static final GuestScript STEPS = GuestScript.with(RESOURCES + "steps.sh");

  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({
    "discover, KERNEL, RDMA",
    "wrong-nqn, KERNEL, RDMA",
    "refused, KERNEL, RDMA",
    "pair, KERNEL, RDMA",
    "pair, KERNEL, TCP",
    "jacquard-host, KERNEL, RDMA",
    "jacquard-host, KERNEL, TCP",
    "jacquard-target, JACQUARD, RDMA",
    "jacquard-target, JACQUARD, TCP"
  })
  void capture(String scenario, Side target, Transport transport) throws Exception {
    Path capture = directory.resolve("link.pcap");
    export(target);
    try (LinkCapture packets = LinkCapture.start(pair.target(), capture, false)) {
      assertThat(failed(pair.onInitiator(STEPS, script(scenario, transport)))).isEmpty();
    } finally {
      withdraw(target);
    }
    assertThat(write(scenario, transport, Files.readAllBytes(capture))).isNotEmpty();
    new Dissection(capture).checkForm();
  }

  private static void export(Side side) throws IOException {
    String address = pair.target().address();
    if (side == Side.KERNEL) {
      pair.onTarget(
          TARGET,
          "golden_subsystem; golden_port 1 rdma %s; golden_port 2 tcp %s"
              .formatted(address, address));
    } else {
      pair.onTarget(side.target(), "target_up " + NQN + " mem:16M " + address);
    }
  }

  private static void withdraw(Side side) throws IOException {
    if (side == Side.KERNEL) {
      pair.onTarget(TARGET, "golden_down");
    } else {
      pair.onTarget(side.target(), "target_down " + NQN);
    }
  }

  /** What is captured, behind what {@code steps.sh} asks for. */
  private static String script(String scenario, Transport transport) throws IOException {
    String address = pair.target().address();
    String given =
        "steps=/dev/null transport=%s address=%s at='-t %s -a %s -s 4420'\n"
            .formatted(transport.word(), address, transport.word(), address);
    try (var stream = GoldenVectors.class.getResourceAsStream(scenario + ".sh")) {
      return given + new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Tests of Jacquard's host that failed, among what the script printed. */
  private static List<String> failed(String printed) {
    return GuestReport.all(printed).stream()
        .filter(report -> report.kind() == GuestReport.Kind.FAILED)
        .map(GuestReport::failure)
        .toList();
  }

  private static List<String> write(String scenario, Transport transport, byte[] capture)
      throws IOException {
    GoldenVectors vectors = new GoldenVectors(GuestImage.require().kernelVersion());
    if (transport == Transport.TCP) {
      return vectors.tcp(scenario, capture, Collections.emptyNavigableMap());
    }
    byte[] host = InetAddress.ofLiteral(pair.initiator().address()).getAddress();
    return vectors.rdma(scenario, capture, ByteBuffer.wrap(host).getInt());
  }
}
