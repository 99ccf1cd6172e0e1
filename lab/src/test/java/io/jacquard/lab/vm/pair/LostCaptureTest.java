package io.jacquard.lab.vm.pair;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.jacquard.lab.pair.Lab;
import io.jacquard.lab.pair.LabDirectory;
import io.jacquard.lab.pair.LabMachine;
import io.jacquard.lab.vm.ProcessIdentity;
import io.jacquard.lab.vm.QemuMonitor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A capture whose command was killed. Its machine is QEMU's, but has no board and no guest. */
@Tag("vm")
class LostCaptureTest {

  @TempDir Path place;

  private final List<Process> commands = new ArrayList<>();
  private ProcessIdentity qemu = ProcessIdentity.NONE;
  private LabMachine machine;

  @BeforeEach
  void makeLab() throws Exception {
    Path sockets = Files.createDirectories(place.resolve("sockets"));
    String words =
        "qemu-system-x86_64 -daemonize -M none -nodefaults -display none"
            + " -netdev hubport,id=link,hubid=0 -pidfile pid"
            + " -qmp unix:sockets/target-monitor,server=on,wait=off";
    Process start =
        new ProcessBuilder(words.split(" "))
            .directory(place.toFile())
            .redirectErrorStream(true)
            .start();
    String said = new String(start.getInputStream().readAllBytes(), UTF_8);
    assertThat(start.waitFor()).as("%s", said).isZero();
    qemu = ProcessIdentity.of(Long.parseLong(Files.readString(place.resolve("pid")).strip()));
    Path home = Files.createDirectories(place.resolve("lab/target"));
    machine =
        new LabMachine(
            "target",
            "10.77.0.1",
            768,
            List.of(),
            "",
            qemu.pid(),
            qemu.startTicks(),
            home.toString(),
            sockets.toString());
    LabDirectory.of(environment())
        .write(new Lab("6.12", "2026-01-01T00:00:00Z", List.of(machine, machine)));
  }

  @AfterEach
  void endMachine() {
    commands.forEach(Process::destroyForcibly);
    qemu.kill();
  }

  private Map<String, String> environment() {
    return Map.of(LabDirectory.VARIABLE, place.resolve("lab").toString());
  }

  private Process lab(String... arguments) throws IOException {
    List<String> words = new ArrayList<>(List.of("lab"));
    words.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(PairProgram.jacquard(words));
    builder.environment().putAll(environment());
    builder.environment().remove("JAVA_TOOL_OPTIONS"); // of which Java tells on standard error
    Process command = builder.start();
    commands.add(command);
    return command;
  }

  private Process beginCapture(String file) throws IOException {
    Process capture = lab("capture", file);
    assertThat(capture.errorReader().readLine())
        .isEqualTo("Recording into %s; Ctrl-C ends it.", file);
    return capture;
  }

  private List<String> captures() throws IOException {
    List<String> types = new ArrayList<>();
    try (QemuMonitor monitor = machine.machine().monitor()) {
      for (JsonNode object : monitor.execute("qom-list", Map.of("path", "/objects"))) {
        types.add(object.get("type").asText());
      }
    }
    types.removeIf(type -> !type.equals("child<filter-dump>"));
    return types;
  }

  @Test
  void theNextCommandEndsACaptureWhoseCommandWasKilledAndNoOther() throws Exception {
    Process killed = beginCapture(place.resolve("killed.pcap").toString());
    Process other = beginCapture(place.resolve("other.pcap").toString());
    killed.destroyForcibly().waitFor();
    assertThat(captures()).hasSize(2);

    Process next = lab("status");
    String said = new String(next.getErrorStream().readAllBytes(), UTF_8);
    assertThat(next.waitFor()).isZero();
    assertThat(said)
        .isEqualTo(
            "The capture into %s went on after its command had been killed; it is ended.%n",
            place.resolve("killed.pcap"));
    assertThat(captures()).hasSize(1);

    other.toHandle().destroy(); // its output stays open
    assertThat(new String(other.getInputStream().readAllBytes(), UTF_8))
        .isEqualTo("0 packets in %s%n", place.resolve("other.pcap"));
    assertThat(captures()).isEmpty();
    assertThat(place.resolve("lab/target/captures")).isEmptyDirectory();
  }
}
