package io.jacquard.lab.golden;

import io.jacquard.lab.golden.RdmaConversation.Message;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;

/**
 * Makes golden vectors of captures: a file for each connection, in the resources of the transport's
 * tests.
 *
 * @param kernel version of Linux that spoke
 */
public record GoldenVectors(String kernel) {

  private static final int PORT = 4420;
  private static final int QID = 8 + 42;
  private static final int QID_OF_REQUEST = 2;

  /**
   * Writes what went by TCP to or from port 4420.
   *
   * @param scenario how the files' names begin
   * @param capture as QEMU and tcpdump write it
   * @param steps what the host was told to do, by the time in microseconds at which that began
   * @return names of the files
   */
  public List<String> tcp(String scenario, byte[] capture, NavigableMap<Long, String> steps)
      throws IOException {
    List<String> texts =
        Conversation.with(PORT, Pcap.segments(capture)).stream()
            .map(conversation -> text(conversation, steps))
            .toList();
    return write("transport-tcp", scenario, "pdus", texts);
  }

  /**
   * Writes what went by RDMA to or from port 4420.
   *
   * @param scenario how the files' names begin
   * @param capture as QEMU and tcpdump write it
   * @param host IPv4 address whose packets come from the host
   * @return names of the files
   */
  public List<String> rdma(String scenario, byte[] capture, int host) throws IOException {
    List<String> texts =
        RdmaConversation.with(PORT, RocePacket.all(capture, host)).stream()
            .map(this::text)
            .toList();
    return write("transport-rdma", scenario, "messages", texts);
  }

  private static List<String> write(
      String module, String scenario, String suffix, List<String> texts) throws IOException {
    Path directory = Path.of("..", module, "src", "test", "resources", "golden");
    Files.createDirectories(directory);
    List<String> names = new ArrayList<>();
    for (String text : texts) {
      String name = "%s-%d.%s".formatted(scenario, names.size(), suffix);
      Files.writeString(directory.resolve(name), text);
      names.add(name);
    }
    return List.copyOf(names);
  }

  private String text(Conversation conversation, NavigableMap<Long, String> steps) {
    int queue = queueOf(conversation);
    StringBuilder text = new StringBuilder("# Linux " + kernel + ", NVMe/TCP\n");
    text.append(queue == 0 ? "# admin queue\n" : "# I/O queue " + queue + "\n");
    String step = "";
    for (Conversation.Pdu pdu : conversation.pdus()) {
      Map.Entry<Long, String> begun = steps.floorEntry(pdu.micros());
      if (begun != null && !begun.getValue().equals(step)) {
        step = begun.getValue();
        text.append("\n# $ ").append(step).append('\n');
      }
      text.append("# ").append(PduText.describe(pdu.bytes(), queue == 0)).append('\n');
      text.append(pdu.fromHost() ? "> " : "< ").append(PduText.hex(pdu.bytes())).append('\n');
    }
    return text.toString();
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

  private String text(RdmaConversation conversation) {
    List<Message> messages = conversation.messages();
    boolean admin = ByteBuffer.wrap(messages.getFirst().bytes()).getShort(QID_OF_REQUEST) == 0;
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
    return text.toString();
  }
}
