package io.jacquard.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.initiator.Initiator;
import io.jacquard.initiator.RemoteController;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code jacquard demo} as a process. */
@Timeout(180)
class DemoProgramTest {
  @TempDir Path directory;

  private JacquardProcess demo(String... arguments) throws IOException {
    String[] line = new String[arguments.length + 3];
    line[0] = "demo";
    line[1] = "--size";
    line[2] = "8M";
    System.arraycopy(arguments, 0, line, 3, arguments.length);
    return JacquardProcess.start(directory, line);
  }

  @Test
  void onceEndsWhenEverythingIsVerified() throws Exception {
    try (JacquardProcess demo = demo("--once", "--port", "0", "--discovery-port", "0")) {
      assertThat(demo.awaitEnd()).as(demo.output()).isZero();
      assertThat(demo.output())
          .contains("verified: every byte is as written", "Initiator.connect(\"tcp://127.0.0.1:")
          .containsPattern(
              "nvme connect -t tcp -a 127.0.0.1 -s \\d+ -n nqn.2026-01.io.jacquard:demo")
          .containsPattern("read 4 KiB.* µs .* µs");
    }
  }

  @Test
  void theTargetStaysUntilTheSignalAndTheFileIsKeptWhenAskedFor() throws Exception {
    try (JacquardProcess demo =
        demo("--port", "0", "--discovery-port", "0", "--file", "kept.img")) {
      String uri = demo.await("Initiator.connect\\(\"([^\"]+)\"");
      demo.await("The target is running");
      try (RemoteController controller = Initiator.connect(uri)) {
        assertThat(controller.namespaces()).hasSize(1);
      }
      demo.terminate();
      assertThat(demo.awaitEnd()).as(demo.output()).isZero();
    }
    assertThat(directory.resolve("kept.img")).exists();
  }

  @Test
  void aPortThatIsTakenIsNamedWithTheNextStep() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        JacquardProcess demo =
            demo("--once", "--port", "0", "--discovery-port", "" + taken.getLocalPort())) {
      assertThat(demo.awaitEnd()).as(demo.output()).isEqualTo(1);
      assertThat(demo.output())
          .contains(":" + taken.getLocalPort(), "--port 4421 --discovery-port 8010")
          .doesNotContain("\tat ");
    }
  }
}
