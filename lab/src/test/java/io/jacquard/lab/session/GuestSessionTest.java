package io.jacquard.lab.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Both ends of a session, the guest's being the very script of the guest, without a guest. */
@Timeout(120)
class GuestSessionTest {

  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Path SCRIPT = Path.of("image", "guest-session");

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private Process guest;
  private GuestSession session;

  @BeforeEach
  void connect() throws IOException {
    try (ServerSocketChannel data = listen();
        ServerSocketChannel control = listen()) {
      // In a process group of its own, as in the guest; bash opens such paths as connections.
      guest =
          new ProcessBuilder(
                  "setsid",
                  "bash",
                  SCRIPT.toString(),
                  "/dev/tcp/127.0.0.1/" + port(data),
                  "/dev/tcp/127.0.0.1/" + port(control))
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      SocketChannel first = data.accept();
      session = new GuestSession(first, control.accept());
    }
  }

  private static ServerSocketChannel listen() throws IOException {
    return ServerSocketChannel.open()
        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  private static int port(ServerSocketChannel channel) throws IOException {
    return ((InetSocketAddress) channel.getLocalAddress()).getPort();
  }

  @AfterEach
  void end() throws Exception {
    session.close();
    // Virtio ports are never gone; here the script would ask a closed connection for ever.
    guest.descendants().forEach(ProcessHandle::destroyForcibly);
    guest.destroyForcibly();
    guest.waitFor(60, TimeUnit.SECONDS);
  }

  private int run(GuestCommand command, InputStream input) throws IOException {
    session.start(command, SOON);
    session.pump(input);
    return session.await(out, err);
  }

  @Test
  void bothOutputsAndTheStatusComeBackApart() throws IOException {
    int status =
        run(GuestCommand.script("echo out; echo err >&2; exit 7"), InputStream.nullInputStream());

    assertThat(status).isEqualTo(7);
    assertThat(text(out)).isEqualTo("out\n");
    assertThat(text(err)).isEqualTo("err\n");
  }

  @Test
  void everyByteOfTheInputArrives() throws IOException {
    byte[] input = new byte[200_000];
    new Random(3).nextBytes(input);

    assertThat(run(GuestCommand.of(List.of("cat")), new ByteArrayInputStream(input))).isZero();
    assertThat(out.toByteArray()).isEqualTo(input);
  }

  @Test
  void wordsAreTakenAsTheyAre() throws IOException {
    List<String> words = List.of("printf", "%s|", "a  b", "it's", "$HOME", "*", "");

    assertThat(run(GuestCommand.of(words), InputStream.nullInputStream())).isZero();
    assertThat(text(out)).isEqualTo("a  b|it's|$HOME|*||");
  }

  @Test
  void aCommandThatDoesNotReadItsInputEnds() throws IOException {
    InputStream input = new ByteArrayInputStream(new byte[100_000]);

    assertThat(run(GuestCommand.script("exit 4"), input)).isEqualTo(4);
  }

  @Test
  void whatACommandLeavesBehindDoesNotKeepItsHostWaiting() throws IOException {
    assertThat(run(GuestCommand.script("sleep 1000 & echo left"), InputStream.nullInputStream()))
        .isZero();
    assertThat(text(out)).isEqualTo("left\n");
  }

  @Test
  void aSignalReachesTheCommand() throws Exception {
    session.start(
        GuestCommand.script(
            "trap 'echo caught; exit 9' USR1; echo ready; while :; do sleep 0.1; done"),
        SOON);
    CompletableFuture<Integer> status =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return session.await(out, err);
              } catch (IOException failure) {
                throw new UncheckedIOException(failure);
              }
            });
    while (!text(out).contains("ready")) {
      Thread.onSpinWait();
    }

    session.signal("USR1");

    assertThat(status.get(60, TimeUnit.SECONDS)).isEqualTo(9);
    assertThat(text(out)).isEqualTo("ready\ncaught\n");
  }

  @Test
  void aCommandWhoseHostGoesAwayIsEnded() throws Exception {
    session.start(GuestCommand.script("echo $$; exec sleep 1000"), SOON);
    CompletableFuture<Integer> broken =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return session.await(out, err);
              } catch (IOException expected) {
                return -1;
              }
            });
    while (!text(out).endsWith("\n")) {
      Thread.onSpinWait();
    }
    ProcessHandle sleeper = ProcessHandle.of(Long.parseLong(text(out).strip())).orElseThrow();

    session.close();

    sleeper.onExit().get(60, TimeUnit.SECONDS);
    assertThat(broken.get(60, TimeUnit.SECONDS)).isEqualTo(-1);
  }

  @Test
  void aGuestThatDoesNotAnswerIsGivenUp() {
    guest.descendants().forEach(ProcessHandle::destroyForcibly);
    guest.destroyForcibly();

    assertThatThrownBy(() -> session.start(GuestCommand.script("true"), Duration.ofSeconds(1)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("does not take a command");
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
