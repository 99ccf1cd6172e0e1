package io.jacquard.lab.golden;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.lab.golden.RdmaConversation.Kind;
import io.jacquard.lab.golden.RdmaConversation.Message;
import io.jacquard.lab.vm.GuestImage;
import io.jacquard.lab.vm.VirtualMachine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Writes the golden vectors of NVMe/RDMA anew: {@code lab/vm-tests RdmaGoldenCapture}.
 *
 * <p>Its name keeps it out of the ordinary runs. In a virtual machine with two soft-RoCE devices
 * and a link between them a host and a target talk, tcpdump listens on the link, and what each
 * connection carried is written, message by message, to {@code
 * transport-rdma/src/test/resources/golden}.
 */
@Tag("vm")
class RdmaGoldenCapture {

  private static final Path GOLDEN =
      Path.of("..", "transport-rdma", "src", "test", "resources", "golden");
  private static final int PORT = 4420;
  private static final int HOST = 10 << 24 | 78 << 16 | 1;
  private static final Duration LIMIT = Duration.ofSeconds(240);

  @ParameterizedTest
  @ValueSource(strings = {"discover", "plain", "wrong-nqn", "refused", "jacquard-target"})
  void capture(String scenario) throws IOException {
    GuestImage image = GuestImage.require();
    int written = 0;
    try (VirtualMachine guest =
        VirtualMachine.builder("golden-rdma", image)
            .withJacquard()
            .memoryMebibytes(1024)
            .modules("rdma_rxe", "rdma_ucm", "nvme_rdma", "nvmet_rdma", "veth")
            .boot()) {
      guest.succeed(resource("prepare.sh"), LIMIT);
      guest.succeed(resource("../vm/roce.sh") + resource("rdma-prepare.sh"), LIMIT);
      guest.succeed(
          "source /run/golden.sh\n" + resource("rdma-" + scenario + ".sh") + "\nend_capture",
          LIMIT);
      byte[] pcap = Base64.getMimeDecoder().decode(guest.succeed("base64 /run/golden.pcap", LIMIT));
      for (RdmaConversation conversation :
          RdmaConversation.with(PORT, RocePacket.all(pcap, HOST))) {
        write("%s-%d".formatted(scenario, written), image.kernelVersion(), conversation);
        written++;
      }
    }
    assertThat(written).isPositive();
  }

  private static String resource(String name) throws IOException {
    try (var stream = RdmaGoldenCapture.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IOException("no resource " + name);
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static void write(String name, String kernel, RdmaConversation conversation)
      throws IOException {
    List<Message> messages = conversation.messages();
    boolean admin = ByteBuffer.wrap(messages.getFirst().bytes()).getShort(2) == 0;
    StringBuilder text =
        new StringBuilder("# Linux " + kernel + ", NVMe/RDMA over its soft-RoCE\n");
    for (Message message : messages) {
      text.append("# ").append(RdmaText.describe(message, admin)).append('\n');
      text.append(message.fromHost() ? "> " : "< ")
          .append(message.kind().name().toLowerCase(Locale.ROOT))
          .append(' ')
          .append(PduText.hex(message.bytes()))
          .append('\n');
    }
    assertThat(messages).extracting(Message::kind).first().isEqualTo(Kind.REQUEST);
    Files.createDirectories(GOLDEN);
    Files.writeString(GOLDEN.resolve(name + ".messages"), text);
  }
}
