package io.jacquard.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.initiator.ControllerListener;
import io.jacquard.initiator.Initiator;
import io.jacquard.initiator.NamespaceChange;
import io.jacquard.initiator.RemoteController;
import io.jacquard.initiator.RemoteNamespace;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code jacquard target} as a process: start, use, live change, stop. */
@Timeout(180)
class TargetProgramTest {
  private static final String NQN = "nqn.2026-01.io.example:program";
  private static final String LISTENING = "Listening on (tcp://127.0.0.1:\\d+): 1 subsystem";

  @TempDir Path directory;

  @Test
  void memoryIsExportedUsedCountedAndStopped() throws Exception {
    try (JacquardProcess target =
        JacquardProcess.start(
            directory,
            "target",
            "--namespace",
            "mem:64M",
            "--nqn",
            NQN,
            "--port",
            "tcp://127.0.0.1:0",
            "--discovery-port",
            "none",
            "--allow-any-host",
            "--metrics",
            "0")) {
      String address = target.await(LISTENING);
      String metrics = target.await("Metrics on (\\S+)");
      target.await("nvme connect -t tcp -a 127.0.0.1 -s \\d+ -n " + NQN);
      try (RemoteController controller = Initiator.connect(address + "/" + NQN)) {
        writeAndReadBack(controller.namespace(1).orElseThrow());
        assertThat(get(metrics))
            .contains("jacquard_controllers{subsystem=\"" + NQN + "\"} 1.0")
            .containsPattern("jacquard_io_seconds_count\\{.*operation=\"write\".*} 1\n");
      }
      target.terminate();
      assertThat(target.awaitEnd()).as(target.output()).isZero();
    }
  }

  private static void writeAndReadBack(RemoteNamespace disk) throws IOException {
    ByteBuffer written = ByteBuffer.allocateDirect(4096);
    while (written.hasRemaining()) {
      written.put((byte) (written.position() * 7));
    }
    written.flip();
    ByteBuffer read = ByteBuffer.allocateDirect(4096);
    disk.write(8, written);
    disk.read(8, read);
    assertThat(read).isEqualTo(written);
  }

  private static String get(String uri) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request = HttpRequest.newBuilder(URI.create(uri)).build();
      return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }
  }

  @Test
  void aFileOutlivesTheTarget() throws Exception {
    String[] line = {
      "target",
      "--namespace",
      "disk.img?size=8M",
      "--port",
      "tcp://127.0.0.1:0",
      "--discovery-port",
      "none"
    };
    String firstNqn;
    try (JacquardProcess target = JacquardProcess.start(directory, line)) {
      String address = target.await(LISTENING);
      firstNqn = target.await("^Subsystem (\\S+)");
      try (RemoteController controller = Initiator.connect(address + "/" + firstNqn)) {
        writeAndReadBack(controller.namespace(1).orElseThrow());
      }
      target.terminate();
      assertThat(target.awaitEnd()).isZero();
    }
    assertThat(directory.resolve("disk.img")).hasSize(8 << 20);
    try (JacquardProcess target = JacquardProcess.start(directory, line)) {
      String address = target.await(LISTENING);
      assertThat(target.await("^Subsystem (\\S+)")).isEqualTo(firstNqn);
      try (RemoteController controller = Initiator.connect(address + "/" + firstNqn)) {
        ByteBuffer read = ByteBuffer.allocateDirect(512);
        controller.namespace(1).orElseThrow().read(8, read);
        assertThat(read.get(1)).isEqualTo((byte) 7);
      }
    }
  }

  @Test
  void aChangedFileIsAppliedLiveAndABrokenOneIsNot() throws Exception {
    String before =
        """
        subsystems:
          - nqn: %s
            allow-any-host: true
            namespaces:
              - uri: mem:64M
        ports:
          - address: tcp://127.0.0.1:0
        """
            .formatted(NQN);
    Path file = Files.writeString(directory.resolve("target.yaml"), before);
    BlockingQueue<NamespaceChange> changes = new LinkedBlockingQueue<>();
    try (JacquardProcess target =
            JacquardProcess.start(directory, "target", "--config", "target.yaml");
        RemoteController controller = Initiator.connect(target.await(LISTENING) + "/" + NQN)) {
      controller.addListener(
          new ControllerListener() {
            @Override
            public void namespaceChanged(NamespaceChange change) {
              changes.add(change);
            }
          });
      replace(file, before.replace("mem:64M", "mem:64M\n      - uri: mem:1M"));
      target.await("The configuration was changed");
      assertThat(changes.poll(60, TimeUnit.SECONDS)).isNotNull();
      assertThat(controller.namespaces()).hasSize(2);

      replace(file, before.replace("allow-any-host", "allow-any-hosts"));
      target.await("target.yaml:3: subsystems\\[0\\].allow-any-hosts: unknown key");
      target.await("The configuration was not changed");
      writeAndReadBack(controller.namespace(2).orElseThrow());

      replace(file, before);
      assertThat(changes.poll(60, TimeUnit.SECONDS)).isNotNull();
      assertThat(controller.namespaces()).hasSize(1);
      target.terminate();
      assertThat(target.awaitEnd()).as(target.output()).isZero();
    }
  }

  private void replace(Path file, String text) throws IOException {
    Path next = Files.writeString(directory.resolve("next"), text);
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
  }

  @Test
  void anAddressInUseIsOneSentenceAndExitCode1() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        JacquardProcess target =
            JacquardProcess.start(
                directory,
                "target",
                "--namespace",
                "mem:1M",
                "--port",
                "tcp://127.0.0.1:" + taken.getLocalPort())) {
      assertThat(target.awaitEnd()).as(target.output()).isEqualTo(1);
      assertThat(target.output().lines().filter(line -> line.contains("127.0.0.1")))
          .singleElement()
          .asString()
          .contains(":" + taken.getLocalPort());
      assertThat(target.output()).doesNotContain("\tat ");
    }
  }
}
