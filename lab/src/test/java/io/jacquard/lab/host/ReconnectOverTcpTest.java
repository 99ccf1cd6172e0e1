package io.jacquard.lab.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.initiator.ConnectOptions;
import io.jacquard.initiator.ControllerState;
import io.jacquard.initiator.Initiator;
import io.jacquard.initiator.RecoveryOptions;
import io.jacquard.initiator.RemoteController;
import io.jacquard.initiator.RemoteNamespace;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A cable between our initiator and our target that a test cuts again and again. */
class ReconnectOverTcpTest {

  @Test
  void writesUnderWayWhenTheCableIsCutAreNotLost() throws Exception {
    try (ExportedTarget target = new ExportedTarget("mem:32M");
        Cable cable = new Cable(target.address().port());
        RemoteController controller =
            Initiator.connect(
                ConnectOptions.to("tcp://127.0.0.1:" + cable.port() + "/" + ExportedTarget.NQN)
                    .ioQueues(2)
                    .recovery(
                        new RecoveryOptions(
                            Duration.ofSeconds(5),
                            Duration.ofMillis(20),
                            Optional.empty(),
                            Optional.empty()))
                    .build())) {
      RemoteNamespace namespace = controller.namespace(1).orElseThrow();
      for (int round = 0; round < 20; round++) {
        List<CompletableFuture<Void>> writes = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
          writes.add(namespace.writeAsync(i * 128L, pattern(round, i)));
        }
        cable.cut();
        CompletableFuture.allOf(writes.toArray(CompletableFuture<?>[]::new))
            .get(60, TimeUnit.SECONDS);
        for (int i = 0; i < 64; i++) {
          ByteBuffer back = ByteBuffer.allocate(64 << 10);
          namespace.readAsync(i * 128L, back).get(60, TimeUnit.SECONDS);
          assertThat(back).as("round %d, write %d", round, i).isEqualTo(pattern(round, i));
        }
      }
      assertThat(controller.state()).isEqualTo(ControllerState.LIVE);
      assertThat(controller.statistics().resets()).isGreaterThan(0);
    }
  }

  private static ByteBuffer pattern(int round, int place) {
    ByteBuffer data = ByteBuffer.allocate(64 << 10);
    for (int i = 0; i < data.capacity(); i += 4) {
      data.putInt(i, round << 24 | place << 16 | i >> 2);
    }
    return data;
  }

  /** Passes bytes on between the initiator and a port, until it is cut; then for new ones. */
  private static final class Cable implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final int to;

    Cable(int to) throws IOException {
      this.to = to;
      Thread.ofVirtual().start(this::accept);
    }

    int port() {
      return server.getLocalPort();
    }

    private void accept() {
      while (!server.isClosed()) {
        try {
          Socket near = server.accept();
          Socket far = new Socket(InetAddress.getLoopbackAddress(), to);
          near.setTcpNoDelay(true);
          far.setTcpNoDelay(true);
          sockets.add(near);
          sockets.add(far);
          Thread.ofVirtual().start(() -> pass(near, far));
          Thread.ofVirtual().start(() -> pass(far, near));
        } catch (IOException closed) {
          assertThat(server.isClosed()).as("the cable works: %s", closed).isTrue();
        }
      }
    }

    private static void pass(Socket from, Socket to) {
      try (InputStream in = from.getInputStream();
          OutputStream out = to.getOutputStream()) {
        in.transferTo(out);
      } catch (IOException cut) {
        // That is what cables are cut for.
      }
    }

    void cut() throws IOException {
      for (Socket socket : sockets) {
        socket.close();
      }
      sockets.clear();
    }

    @Override
    public void close() throws IOException {
      server.close();
      cut();
    }
  }
}
