package io.jacquard.transport.tcp;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * Reads the golden vectors: what Linux said, and what was said to it, on one connection (their
 * format is in {@code src/test/resources/golden/README.md}).
 */
final class GoldenPdus {

  /** Names of all connections. */
  static final List<String> CONNECTIONS =
      List.of(
          "discover-0",
          "plain-0",
          "plain-1",
          "header-digest-0",
          "header-digest-1",
          "data-digest-0",
          "data-digest-1",
          "both-digests-0",
          "both-digests-1",
          "no-sq-flow-0",
          "no-sq-flow-1",
          "wrong-nqn-0",
          "pair-0",
          "pair-1",
          "jacquard-host-0",
          "jacquard-host-1",
          "jacquard-target-0",
          "jacquard-target-1");

  private GoldenPdus() {}

  /**
   * One captured PDU.
   *
   * @param fromHost whether the host sent it
   * @param description what it is, such as {@code CapsuleCmd Read, command 5}
   * @param bytes as they were on the wire, with digests and padding
   */
  record Pdu(boolean fromHost, String description, byte[] bytes) {

    @Override
    public String toString() {
      return (fromHost ? "host: " : "controller: ") + description;
    }
  }

  /** The PDUs of a connection, both directions, in the order in which they were complete. */
  static List<Pdu> read(String connection) throws IOException {
    List<Pdu> pdus = new ArrayList<>();
    String description = "";
    for (String line : text(connection).lines().toList()) {
      switch (line.isEmpty() ? ' ' : line.charAt(0)) {
        case ' ' -> {}
        case '#' -> description = line.substring(1).strip();
        case '>' -> pdus.add(new Pdu(true, description, bytes(line.substring(2))));
        case '<' -> pdus.add(new Pdu(false, description, bytes(line.substring(2))));
        default -> throw new IOException("not a line of a golden file: " + line);
      }
    }
    return List.copyOf(pdus);
  }

  private static String text(String connection) throws IOException {
    try (var stream = GoldenPdus.class.getResourceAsStream("/golden/" + connection + ".pdus")) {
      if (stream == null) {
        throw new IOException("no golden file for connection " + connection);
      }
      return new String(stream.readAllBytes(), StandardCharsets.US_ASCII);
    }
  }

  private static byte[] bytes(String groups) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (String group : groups.split(" ", -1)) {
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
