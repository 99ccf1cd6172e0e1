package io.jacquard.initiator.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jacquard.nvme.wire.Structure;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import picocli.CommandLine.Model.CommandSpec;

/** Where a command prints. */
final class CommandOutput {
  private static final ObjectMapper JSON = new ObjectMapper();

  private CommandOutput() {}

  static void print(CommandSpec command, String text) {
    PrintWriter out = command.commandLine().getOut();
    out.print(text);
    out.flush();
  }

  static void print(CommandSpec command, JsonNode json) {
    try {
      print(
          command,
          JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json) + System.lineSeparator());
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e); // a tree of values always has a JSON form
    }
  }

  /** Writes bytes to the standard output. */
  static void printBytes(Structure structure) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(structure.size());
    structure.encode(bytes);
    printBytes(bytes.flip());
  }

  /**
   * Writes bytes to the standard output.
   *
   * @throws IOException if that is a terminal, which bytes could put out of order
   */
  static void printBytes(ByteBuffer bytes) throws IOException {
    refuseTerminal();
    byte[] copy = new byte[bytes.remaining()];
    bytes.duplicate().get(copy);
    OutputStream out = System.out;
    out.write(copy);
    out.flush();
  }

  /** Bytes are about to be written to the standard output. */
  static void refuseTerminal() throws IOException {
    if (Terminal.isOutput()) {
      throw new IOException(
          "these are bytes, not text for a terminal: send them to a file or a program (> FILE, |"
              + " xxd)");
    }
  }

  static void warn(CommandSpec command, String text) {
    PrintWriter err = command.commandLine().getErr();
    err.println(text);
    err.flush();
  }
}
