package io.jacquard.lab.vm;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/**
 * The host's end of one channel into a guest. Runs one script at a time; {@code
 * lab/image/guest-agent} is the other end and describes the protocol.
 *
 * <p>One thread calls {@link #run}; a virtual thread of its own reads the answers.
 */
final class GuestChannel implements AutoCloseable {

  private static final int BUFFER_BYTES = 64 * 1024;

  private final SocketChannel socket;
  private final Object lock = new Object();
  private Pending pending;
  private boolean closed;

  GuestChannel(SocketChannel socket, String name) {
    this.socket = socket;
    Thread.ofVirtual().name(name).start(this::readAnswers);
  }

  /**
   * Sends a script.
   *
   * @return completes when the script has ended, exceptionally with {@link IOException} when the
   *     guest went away
   * @throws IOException if it cannot be sent
   * @throws IllegalStateException if the one before has not ended
   */
  CompletableFuture<ScriptResult> run(String script, Duration limit) throws IOException {
    byte[] body = script.getBytes(StandardCharsets.UTF_8);
    String token = UUID.randomUUID().toString();
    String header = token + " " + Math.max(1, limit.toSeconds()) + " " + body.length + "\n";
    Pending next = new Pending(token);
    synchronized (lock) {
      if (closed) {
        throw new IOException("the guest has closed this channel");
      }
      if (pending != null) {
        throw new IllegalStateException("the channel is running another script");
      }
      pending = next;
    }
    write(ByteBuffer.wrap(header.getBytes(StandardCharsets.US_ASCII)));
    write(ByteBuffer.wrap(body));
    return next.result;
  }

  private void write(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      socket.write(bytes);
    }
  }

  private void readAnswers() {
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    try {
      while (socket.read(buffer) >= 0) {
        accept(buffer.flip());
        buffer.clear();
      }
      end(new IOException("the guest has closed its channel"));
    } catch (IOException failure) {
      end(failure);
    }
  }

  private void accept(ByteBuffer bytes) {
    synchronized (lock) {
      if (pending == null) {
        return; // a process that a script left behind is still printing: nobody asked for it
      }
      pending.append(bytes);
      if (pending.complete()) {
        pending = null;
      }
    }
  }

  private void end(IOException reason) {
    synchronized (lock) {
      closed = true;
      if (pending != null) {
        pending.result.completeExceptionally(reason);
        pending = null;
      }
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  /** A script that was sent, and what came back of its answer so far. */
  private static final class Pending {

    private final byte[] endMark;
    private final CompletableFuture<ScriptResult> result = new CompletableFuture<>();
    private byte[] received = new byte[BUFFER_BYTES];
    private int length;
    private int searched;

    private Pending(String token) {
      endMark = ("\n" + token + " ").getBytes(StandardCharsets.US_ASCII);
    }

    private void append(ByteBuffer bytes) {
      int more = bytes.remaining();
      if (length + more > received.length) {
        received = Arrays.copyOf(received, Math.max(2 * received.length, length + more));
      }
      bytes.get(received, length, more);
      length += more;
    }

    /** Completes the result if the answer is whole, and says whether it was. */
    private boolean complete() {
      int mark = indexOfMark();
      if (mark < 0 || received[length - 1] != '\n') {
        return false;
      }
      int statusAt = mark + endMark.length;
      String status =
          new String(received, statusAt, length - 1 - statusAt, StandardCharsets.US_ASCII);
      String output = new String(received, 0, mark, StandardCharsets.UTF_8);
      result.complete(new ScriptResult(Integer.parseInt(status), output));
      return true;
    }

    private int indexOfMark() {
      for (int at = searched; at <= length - endMark.length; at++) {
        searched = at;
        if (Arrays.equals(received, at, at + endMark.length, endMark, 0, endMark.length)) {
          return at;
        }
      }
      return -1;
    }
  }
}
