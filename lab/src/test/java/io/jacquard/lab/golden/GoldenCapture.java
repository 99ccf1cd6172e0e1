package io.jacquard.lab.golden;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.lab.vm.GuestImage;
import io.jacquard.lab.vm.VirtualMachine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Writes the golden vectors anew: {@code lab/vm-tests GoldenCapture}.
 *
 * <p>Its name keeps it out of the ordinary runs. In a virtual machine the kernel's host and the
 * kernel's target talk over the loopback interface, tcpdump listens, and what each TCP connection
 * carried is written, PDU by PDU, to {@code transport-tcp/src/test/resources/golden}.
 */
@Tag("vm")
class GoldenCapture {

  private static final Path GOLDEN =
      Path.of("..", "transport-tcp", "src", "test", "resources", "golden");
  private static final int PORT = 4420;
  private static final int QID = 8 + 42;
  private static final Duration LIMIT = Duration.ofSeconds(120);

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
    List<String> written = new ArrayList<>();
    try (VirtualMachine guest =
        VirtualMachine.builder("golden", image).modules("nvme_tcp", "nvmet_tcp").boot()) {
      guest.succeed(resource("prepare.sh"), LIMIT);
      guest.succeed(
          "source /run/golden.sh\n" + resource(scenario + ".sh") + "\nend_capture", LIMIT);
      byte[] pcap = Base64.getMimeDecoder().decode(guest.succeed("base64 /run/golden.pcap", LIMIT));
      NavigableMap<Long, String> steps = steps(guest.succeed("cat /run/golden.steps", LIMIT));
      for (Conversation conversation : Conversation.with(PORT, Pcap.segments(pcap))) {
        String name = "%s-%d".formatted(scenario, written.size());
        written.add(write(name, image.kernelVersion(), conversation, steps));
      }
    }
    assertThat(written).isNotEmpty();
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

  private static String write(
      String name, String kernel, Conversation conversation, NavigableMap<Long, String> steps)
      throws IOException {
    StringBuilder text = new StringBuilder("# Linux " + kernel + " host and target, NVMe/TCP\n");
    boolean adminQueue = queueOf(conversation) == 0;
    text.append(adminQueue ? "# admin queue\n" : "# I/O queue " + queueOf(conversation) + "\n");
    String step = "";
    for (Conversation.Pdu pdu : conversation.pdus()) {
      var begun = steps.floorEntry(pdu.micros());
      if (begun != null && !begun.getValue().equals(step)) {
        step = begun.getValue();
        text.append("\n# $ ").append(step).append('\n');
      }
      text.append("# ").append(PduText.describe(pdu.bytes(), adminQueue)).append('\n');
      text.append(pdu.fromHost() ? "> " : "< ").append(PduText.hex(pdu.bytes())).append('\n');
    }
    Path file = GOLDEN.resolve(name + ".pdus");
    Files.createDirectories(GOLDEN);
    Files.writeString(file, text);
    return name;
  }

  /** The queue identifier in the Connect command, the host's second PDU after ICReq. */
  private static int queueOf(Conversation conversation) {
    byte[] connect =
        conversation.pdus().stream()
            .filter(Conversation.Pdu::fromHost)
            .skip(1)
            .findFirst()
            .orElseThrow()
            .bytes();
    return Byte.toUnsignedInt(connect[QID]);
  }
}
