package io.jacquard.lab.golden;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.lab.vm.GuestImage;
import io.jacquard.lab.vm.VirtualMachine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Writes the golden vectors of the loopback interface anew: {@code lab/vm-tests GoldenCapture}.
 *
 * <p>Its name keeps it out of the ordinary runs. In a virtual machine the kernel's host and the
 * kernel's target talk over the loopback interface, tcpdump listens, and what each TCP connection
 * carried is written, PDU by PDU, to {@code transport-tcp/src/test/resources/golden}.
 */
@Tag("vm")
class GoldenCapture {

  private static final Duration LIMIT = Duration.ofSeconds(600);
  private static final String BASE = "/io/jacquard/lab/pair/base.sh";

  /** What steps.sh asks for. */
  private static final String GIVEN =
      "steps=/run/golden.steps transport=tcp at='-t tcp -a 127.0.0.1 -s 4420'\n";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "discover",
        "plain",
        "header-digest",
        "data-digest",
        "both-digests",
        "no-sq-flow",
        "wrong-nqn"
      })
  void capture(String scenario) throws IOException {
    GuestImage image = GuestImage.require();
    try (VirtualMachine guest =
        VirtualMachine.builder("golden", image).modules("nvme_tcp", "nvmet_tcp").boot()) {
      guest.succeed(
          text(BASE, "target.sh") + "golden_subsystem\ngolden_port 1 tcp 127.0.0.1\n", LIMIT);
      guest.succeed(
          GIVEN
              + text(BASE, "steps.sh", "loopback.sh")
              + "begin_capture\n"
              + text(scenario + ".sh")
              + "\nend_capture",
          LIMIT);
      byte[] pcap = Base64.getMimeDecoder().decode(guest.succeed("base64 /run/golden.pcap", LIMIT));
      NavigableMap<Long, String> steps = steps(guest.succeed("cat /run/golden.steps", LIMIT));
      assertThat(new GoldenVectors(image.kernelVersion()).tcp(scenario, pcap, steps)).isNotEmpty();
    }
  }

  private static String text(String... names) throws IOException {
    StringBuilder text = new StringBuilder();
    for (String name : names) {
      text.append(resource(name));
    }
    return text.toString();
  }

  private static String resource(String name) throws IOException {
    try (var stream = GoldenCapture.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IOException("no resource " + name);
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Steps by the time in microseconds at which they began. */
  private static NavigableMap<Long, String> steps(String lines) {
    NavigableMap<Long, String> steps = new TreeMap<>();
    lines
        .lines()
        .forEach(
            line -> {
              int space = line.indexOf(' ');
              steps.put(
                  Long.valueOf(line.substring(0, space).replace(".", "")),
                  line.substring(space + 1));
            });
    return steps;
  }
}
