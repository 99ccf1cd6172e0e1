package io.jacquard.lab.vm.pair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What Wireshark's dissectors make of the packets that went over the link, by their program for
 * terminals.
 *
 * @param capture a file of packets
 */
record Dissection(Path capture) {

  private static final String PROGRAM = "tshark";

  private static final List<String> FIELDS =
      List.of(
          "frame.number",
          "frame.protocols",
          "_ws.malformed",
          "infiniband.mad.attributeid",
          "nvme.cmd.opc");

  /** Attribute IDs of management datagrams (InfiniBand 1.5, 16.7.1). */
  private static final String CONNECT_REQUEST = "0x0010";

  private static final String CONNECT_REJECT = "0x0012";
  private static final String CONNECT_REPLY = "0x0013";
  private static final String READY_TO_USE = "0x0014";
  private static final String DISCONNECT_REQUEST = "0x0015";
  private static final String WRITE = "0x01";
  private static final String READ = "0x02";

  /** What a frame is: the protocols in it, and what each field holds. */
  record Frame(String number, String protocols, String malformed, String message, String opcode) {
    static Frame of(String line) {
      String[] fields = line.split("\t", -1);
      return new Frame(fields[0], fields[1], fields[2], fields[3], fields[4]);
    }

    boolean isCommand(String protocol, String code) {
      return protocols.contains(protocol) && List.of(opcode.split(",")).contains(code);
    }
  }

  /** No frame is malformed, and there are those that must be there. */
  void check() throws IOException, InterruptedException {
    List<Frame> frames = checkForm();
    assertThat(frames)
        .as("messages of RDMA's connection manager")
        .extracting(Frame::message)
        .contains(CONNECT_REQUEST, CONNECT_REJECT, CONNECT_REPLY, READY_TO_USE, DISCONNECT_REQUEST);
    for (String protocol : List.of("nvme-rdma", "nvme-tcp")) {
      for (String opcode : List.of(WRITE, READ)) {
        assertThat(frames)
            .as("commands %s by %s", opcode, protocol)
            .anyMatch(frame -> frame.isCommand(protocol, opcode));
      }
    }
  }

  /** There are frames, and none is malformed. */
  List<Frame> checkForm() throws IOException, InterruptedException {
    assumeTrue(
        present(),
        "what went over the link is not dissected: tshark is missing and cannot be installed from"
            + " here");
    List<Frame> frames = frames();
    assertThat(frames).isNotEmpty().filteredOn(frame -> !frame.malformed().isEmpty()).isEmpty();
    return frames;
  }

  private static boolean present() {
    return Stream.of(System.getenv("PATH").split(":"))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, PROGRAM)));
  }

  private List<Frame> frames() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(words()).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(PROGRAM + " failed with status " + process.exitValue());
    }
    return printed.lines().map(Frame::of).toList();
  }

  private List<String> words() {
    List<String> words = new ArrayList<>(List.of(PROGRAM, "-n", "-r", capture.toString()));
    words.addAll(List.of("-T", "fields"));
    for (String field : FIELDS) {
      words.addAll(List.of("-e", field));
    }
    return words;
  }
}
