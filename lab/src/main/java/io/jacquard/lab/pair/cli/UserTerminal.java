package io.jacquard.lab.pair.cli;

import io.jacquard.lab.session.GuestCommand;
import io.jacquard.lab.session.GuestSession;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The terminal that this process runs in, handed to a shell elsewhere: every key goes there, except
 * Ctrl-]. Given back as it was when this is closed and when the process ends.
 */
final class UserTerminal implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(UserTerminal.class);
  private static final int LEAVE = 0x1d;
  private static final int KEYS = 4096;
  private static final long SIZE_NANOS = 1_000_000_000;

  private final String settings;
  private final Thread hook = new Thread(this::restore, "terminal");
  private volatile boolean closed;
  private final AtomicBoolean left = new AtomicBoolean();

  private UserTerminal(String settings) {
    this.settings = settings;
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Whether both the standard input and output are a terminal. */
  static boolean present() {
    return System.console() != null && System.console().isTerminal();
  }

  /** Its size and type. */
  static GuestCommand.Terminal describe(String type) throws IOException {
    String[] size = stty("size").split(" ");
    int rows = Integer.parseInt(size[0]);
    int columns = Integer.parseInt(size[1]);
    // Some terminals do not know their size and say zero.
    GuestCommand.Terminal usual = GuestCommand.Terminal.UNKNOWN;
    return new GuestCommand.Terminal(
        rows == 0 ? usual.rows() : rows, columns == 0 ? usual.columns() : columns, type);
  }

  /** Takes the terminal. */
  static UserTerminal raw() throws IOException {
    UserTerminal terminal = new UserTerminal(stty("-g"));
    stty("raw", "-echo");
    return terminal;
  }

  /** Runs a shell in the terminal until it ends or the user leaves it; its exit status. */
  int connect(GuestSession session) throws IOException {
    Thread.ofVirtual().name("size").start(() -> followSize(session));
    Thread.ofPlatform().daemon().name("keys").start(() -> sendKeys(session));
    // The shell's errors are in the terminal; beside it there are only socat's words about itself.
    ByteArrayOutputStream aside = new ByteArrayOutputStream();
    try {
      return session.await(StandardStreams.output(), aside);
    } catch (IOException failure) {
      if (left.get()) {
        return 0;
      }
      throw failure;
    } finally {
      LOG.debug("said beside the terminal: {}", aside.toString(StandardCharsets.UTF_8));
    }
  }

  /** Java cannot be told of a new size, so it looks now and then. */
  private void followSize(GuestSession session) {
    try {
      GuestCommand.Terminal last = describe("");
      while (!closed) {
        LockSupport.parkNanos(SIZE_NANOS);
        GuestCommand.Terminal now = describe("");
        if (!now.equals(last)) {
          session.resize(now.rows(), now.columns());
          last = now;
        }
      }
    } catch (IOException failure) {
      LOG.debug("the size of the terminal is no longer followed", failure);
    }
  }

  private void sendKeys(GuestSession session) {
    byte[] keys = new byte[KEYS];
    // Not closed: the terminal is still to be set back through it.
    InputStream in = StandardStreams.input();
    try {
      for (int count = in.read(keys); count >= 0; count = in.read(keys)) {
        for (int i = 0; i < count; i++) {
          if (keys[i] == LEAVE) {
            left.set(true);
            session.close();
            return;
          }
        }
        session.input(keys, count);
      }
      session.endOfInput();
    } catch (IOException ended) {
      LOG.debug("keys are no longer sent", ended);
    }
  }

  /** Runs stty on this process's terminal. */
  private static String stty(String... arguments) throws IOException {
    List<String> words = new ArrayList<>(List.of("stty"));
    words.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(words)
            .redirectInput(ProcessBuilder.Redirect.INHERIT)
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IOException(String.join(" ", words) + ": " + said.strip());
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while setting the terminal", interrupted);
    }
    return said.strip();
  }

  private void restore() {
    try {
      stty(settings);
    } catch (IOException failure) {
      throw new UncheckedIOException("the terminal stays raw; type: stty sane", failure);
    }
  }

  @Override
  public void close() {
    closed = true;
    Runtime.getRuntime().removeShutdownHook(hook);
    restore();
  }
}
