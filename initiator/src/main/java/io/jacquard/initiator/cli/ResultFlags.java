package io.jacquard.initiator.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Flags for what a command has returned. */
final class ResultFlags {
  @Mixin private FormatFlags output;

  @Option(
      names = "--data-output",
      paramLabel = "FILE",
      description = "File for the data that is received; without it they are shown.")
  private Path file;

  /**
   * Prints what a command has returned.
   *
   * @param result CQE dwords 0 and 1
   * @param data what was received, or nothing
   */
  void print(CommandSpec command, String name, long result, ByteBuffer data) throws IOException {
    if (file != null) {
      save(data);
    }
    boolean shows = file == null && data.hasRemaining();
    switch (output.format()) {
      case normal ->
          CommandOutput.print(
              command,
              "%s: success, result 0x%08x%s%n".formatted(name, (int) result, upper(result))
                  + (shows ? HexDump.of(data) : ""));
      case json -> CommandOutput.print(command, json(name, result, shows ? data : null));
      case binary -> {
        if (shows) {
          CommandOutput.printBytes(data);
        }
      }
    }
  }

  private static String upper(long result) {
    return result >>> 32 == 0 ? "" : " 0x%08x".formatted((int) (result >>> 32));
  }

  private static ObjectNode json(String name, long result, ByteBuffer data) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("command", name);
    json.put("dword0", result & 0xFFFF_FFFFL).put("dword1", result >>> 32);
    if (data != null) {
      byte[] bytes = new byte[data.remaining()];
      data.get(data.position(), bytes);
      json.put("data", HexFormat.of().formatHex(bytes));
    }
    return json;
  }

  private void save(ByteBuffer data) throws IOException {
    try (FileChannel to =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer left = data.duplicate();
      while (left.hasRemaining()) {
        to.write(left);
      }
    }
  }
}
