package io.jacquard.lab.vm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** QEMU's monitor (QMP) of one machine. Thread-safe: one command at a time. */
final class QemuMonitor implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final SocketChannel socket;
  private final BufferedReader answers;
  private boolean greeted;

  QemuMonitor(SocketChannel socket) {
    this.socket = socket;
    answers = new BufferedReader(Channels.newReader(socket, StandardCharsets.UTF_8));
  }

  /**
   * Runs a command of the monitor for people, such as {@code device_del nvme0}.
   *
   * @return what it printed, which is empty for most that succeed
   * @throws IOException if the machine ends, or the monitor refuses
   */
  synchronized String run(String command) throws IOException {
    if (!greeted) {
      answers.readLine();
      execute(Map.of("execute", "qmp_capabilities"));
      greeted = true;
    }
    return execute(
            Map.of(
                "execute", "human-monitor-command", "arguments", Map.of("command-line", command)))
        .asText();
  }

  private JsonNode execute(Map<String, Object> request) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(JSON.writeValueAsBytes(request));
    while (bytes.hasRemaining()) {
      socket.write(bytes);
    }
    for (String line = answers.readLine(); line != null; line = answers.readLine()) {
      JsonNode answer = JSON.readTree(line);
      if (answer.has("error")) {
        throw new IOException(request + ": " + answer.get("error").path("desc").asText());
      }
      if (answer.has("return")) {
        return answer.get("return");
      }
    }
    throw new IOException("QEMU closed its monitor");
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
