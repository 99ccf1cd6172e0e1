package io.jacquard.transport.rdma;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * Reads the golden vectors: what Linux said, and what was said to it, on one queue pair (their
 * format is in {@code src/test/resources/golden/README.md}).
 */
final class GoldenMessages {

  /** Names of all conversations. */
  static final List<String> CONVERSATIONS =
      List.of(
          "discover-0",
          "pair-0",
          "pair-1",
          "wrong-nqn-0",
          "refused-0",
          "refused-1",
          "jacquard-host-0",
          "jacquard-host-1",
          "jacquard-target-0",
          "jacquard-target-1");

  private GoldenMessages() {}

  /** What a message is. */
  enum Kind {
    REQUEST,
    ACCEPT,
    REJECT,
    SEND,
    INVALIDATE,
    READ,
    WRITE
  }

  /**
   * One message.
   *
   * @param fromHost whether the host sent it
   * @param description what it is, such as {@code Read, command 5}
   * @param bytes private data, a capsule, or the header of an RDMA READ or WRITE
   */
  record Message(boolean fromHost, Kind kind, String description, byte[] bytes) {

    @Override
    public String toString() {
      return (fromHost ? "host: " : "controller: ") + kind + " " + description;
    }
  }

  /** The messages of a conversation, both directions, in the order in which they were complete. */
  static List<Message> read(String conversation) throws IOException {
    List<Message> messages = new ArrayList<>();
    String description = "";
    for (String line : text(conversation).lines().toList()) {
      switch (line.charAt(0)) {
        case '#' -> description = line.substring(1).strip();
        case '>' -> messages.add(message(true, description, line));
        case '<' -> messages.add(message(false, description, line));
        default -> throw new IOException("not a line of a golden file: " + line);
      }
    }
    return List.copyOf(messages);
  }

  private static Message message(boolean fromHost, String description, String line) {
    String[] words = line.split(" ");
    Kind kind = Kind.valueOf(words[1].toUpperCase(Locale.ROOT));
    return new Message(fromHost, kind, description, bytes(words, 2));
  }

  private static String text(String conversation) throws IOException {
    String name = "/golden/" + conversation + ".messages";
    try (var stream = GoldenMessages.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IOException("no golden file " + name);
      }
      return new String(stream.readAllBytes(), StandardCharsets.US_ASCII);
    }
  }

  private static byte[] bytes(String[] groups, int first) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (String group : Arrays.asList(groups).subList(first, groups.length)) {
      int star = group.indexOf('*');
      if (star < 0) {
        bytes.writeBytes(HexFormat.of().parseHex(group));
      } else {
        byte[] run = new byte[Integer.parseInt(group.substring(star + 1))];
        Arrays.fill(run, HexFormat.of().parseHex(group.substring(0, star))[0]);
        bytes.writeBytes(run);
      }
    }
    return bytes.toByteArray();
  }
}
