package io.jacquard.lab.session;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Runs one command in a guest. When it is closed before the command has ended, the guest ends the
 * command.
 *
 * <p>One thread starts and awaits the command; any thread may send it input, sizes and signals.
 */
public final class GuestSession implements AutoCloseable {

  private static final int INPUT_BYTES = 32 * 1024;

  private final SocketChannel data;
  private final SocketChannel control;
  private final String token = UUID.randomUUID().toString();
  private final AnswerReader output;
  private final AnswerReader errors;
  private final Object lock = new Object();
  private boolean over;

  /** Over connected channels, which are closed with it. */
  GuestSession(SocketChannel data, SocketChannel control) {
    this.data = data;
    this.control = control;
    output = reader(data);
    errors = reader(control);
  }

  private AnswerReader reader(SocketChannel socket) {
    return new AnswerReader(Channels.newInputStream(socket), token);
  }

  /**
   * Connects to a pair of channels, which nobody else may use meanwhile.
   *
   * @throws IOException if the machine has ended
   */
  public static GuestSession connect(Path data, Path control) throws IOException {
    SocketChannel first = connect(data);
    try {
      return new GuestSession(first, connect(control));
    } catch (IOException failure) {
      first.close();
      throw failure;
    }
  }

  private static SocketChannel connect(Path path) throws IOException {
    SocketChannel socket = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      socket.connect(UnixDomainSocketAddress.of(path));
      return socket;
    } catch (IOException failure) {
      socket.close();
      throw failure;
    }
  }

  /**
   * Starts a command.
   *
   * @param limit for the guest to take it
   * @throws IOException if it does not; the session is closed then
   */
  public void start(GuestCommand command, Duration limit) throws IOException {
    byte[] script = command.script().getBytes(StandardCharsets.UTF_8);
    GuestCommand.Terminal terminal = command.terminal();
    String header =
        "%s %s %d %d %d %s\n"
            .formatted(
                token,
                command.kind().word(),
                script.length,
                terminal.rows(),
                terminal.columns(),
                terminal.type());
    CountDownLatch started = new CountDownLatch(1);
    Thread.ofVirtual().start(() -> closeUnless(started, limit));
    try {
      send(data, header, script, script.length);
      output.awaitStart();
      errors.awaitStart();
    } catch (IOException failure) {
      close();
      throw new IOException(
          "the guest does not take a command within " + limit.toSeconds() + " s", failure);
    } finally {
      started.countDown();
    }
  }

  private void closeUnless(CountDownLatch started, Duration limit) {
    try {
      if (!started.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        close();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Waits for the command's end and copies what it prints meanwhile.
   *
   * @return its exit status
   * @throws IOException if the guest goes away, or an output cannot be written
   */
  public int await(OutputStream out, OutputStream err) throws IOException {
    CompletableFuture<Integer> told = new CompletableFuture<>();
    Thread.ofVirtual().start(() -> copyErrors(err, told));
    int status = output.copyTo(out);
    try {
      told.get();
    } catch (ExecutionException failure) {
      throw new IOException(failure.getCause().getMessage(), failure.getCause());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while a command runs in the guest", interrupted);
    }
    synchronized (lock) {
      send(data, "over\n");
      send(control, "over\n");
      over = true;
    }
    return status;
  }

  private void copyErrors(OutputStream err, CompletableFuture<Integer> told) {
    try {
      told.complete(errors.copyTo(err));
    } catch (IOException failure) {
      told.completeExceptionally(failure);
    }
  }

  /** Sends a part of the command's standard input; does nothing when the command has ended. */
  public void input(byte[] bytes, int count) throws IOException {
    synchronized (lock) {
      if (!over && count > 0) {
        send(data, "data " + count + "\n", bytes, count);
      }
    }
  }

  /** Ends the command's standard input. */
  public void endOfInput() throws IOException {
    tell(data, "end\n");
  }

  /** Tells a shell that its terminal has another size. */
  public void resize(int rows, int columns) throws IOException {
    tell(control, "size " + rows + " " + columns + "\n");
  }

  /**
   * Sends the command and its children a signal.
   *
   * @param name such as INT
   */
  public void signal(String name) throws IOException {
    tell(control, "signal " + name + "\n");
  }

  private void tell(SocketChannel to, String message) throws IOException {
    synchronized (lock) {
      if (!over) {
        send(to, message);
      }
    }
  }

  /**
   * Copies a stream to the command's standard input until either ends. For a thread of its own.
   *
   * @throws IOException if the stream cannot be read or the guest goes away
   */
  public void pump(InputStream from) throws IOException {
    byte[] bytes = new byte[INPUT_BYTES];
    for (int count = from.read(bytes); count >= 0; count = from.read(bytes)) {
      input(bytes, count);
    }
    endOfInput();
  }

  private static void send(SocketChannel to, String message) throws IOException {
    send(to, message, new byte[0], 0);
  }

  private static void send(SocketChannel to, String header, byte[] body, int length)
      throws IOException {
    ByteBuffer[] parts = {
      ByteBuffer.wrap(header.getBytes(StandardCharsets.US_ASCII)), ByteBuffer.wrap(body, 0, length)
    };
    while (parts[1].hasRemaining() || parts[0].hasRemaining()) {
      to.write(parts);
    }
  }

  @Override
  public void close() {
    try {
      try (control) {
        data.close();
      }
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot close a socket", failure);
    }
  }
}
