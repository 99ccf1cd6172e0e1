package io.jacquard.initiator.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Something to print in each form.
 *
 * @param lines for people
 * @param json for programs
 * @param bytes as they came
 */
record Shown(String lines, JsonNode json, ByteBuffer bytes) {

  /** Bytes that nothing more is known of. */
  static Shown raw(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(bytes.position(), copy);
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("data", HexFormat.of().formatHex(copy));
    return new Shown(HexDump.of(bytes), json, bytes);
  }

  /** Prints one of the forms. */
  void print(CommandSpec command, OutputFormat form) throws IOException {
    switch (form) {
      case normal -> CommandOutput.print(command, lines);
      case json -> CommandOutput.print(command, json);
      case binary -> CommandOutput.printBytes(bytes);
    }
  }
}
