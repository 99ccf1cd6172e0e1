package io.jacquard.lab.vm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/** QEMU's monitor (QMP) of one machine. Thread-safe: one command at a time. */
public final class QemuMonitor implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final SocketChannel socket;
  private final BufferedReader answers;
  private boolean greeted;

  QemuMonitor(SocketChannel socket) {
    this.socket = socket;
    answers = new BufferedReader(Channels.newReader(socket, StandardCharsets.UTF_8));
  }

  /** Connects to a monitor that waits for it. One process at a time can. */
  static QemuMonitor connect(Path path) throws IOException {
    SocketChannel socket = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      socket.connect(UnixDomainSocketAddress.of(path));
      return new QemuMonitor(socket);
    } catch (IOException failure) {
      socket.close();
      throw failure;
    }
  }

  /**
   * Runs a command of the monitor for people, such as {@code device_del nvme0}.
   *
   * @return what it printed, which is empty for most that succeed
   * @throws IOException if the machine ends, or the monitor refuses
   */
  public String run(String command) throws IOException {
    return execute("human-monitor-command", Map.of("command-line", command)).asText();
  }

  /**
   * Runs a command of the monitor for programs, such as {@code object-add}.
   *
   * @return what it returns
   * @throws IOException if the machine ends, or the monitor refuses
   */
  public synchronized JsonNode execute(String command, Map<String, Object> arguments)
      throws IOException {
    if (!greeted) {
      answers.readLine();
      send(Map.of("execute", "qmp_capabilities"));
      greeted = true;
    }
    return send(Map.of("execute", command, "arguments", arguments));
  }

  private JsonNode send(Map<String, Object> request) throws IOException {
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
