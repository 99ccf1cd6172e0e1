package io.jacquard.lab.pair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code lab/network/bridge}, as it is run here. */
class LabBridgeTest {

  private static final Path SCRIPT = Path.of("network", "bridge").toAbsolutePath();

  @TempDir Path place;

  private record Outcome(int status, String said) {}

  private static Outcome run(String path, List<String> words) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
    builder.environment().put("PATH", path);
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Outcome(process.waitFor(), said);
  }

  private static Outcome run(List<String> words) throws Exception {
    return run(path(), words);
  }

  private static String path() {
    return System.getenv("PATH") + ":/usr/sbin:/sbin";
  }

  @Test
  void withoutRightsItIsSaidWhatToDoInstead() throws Exception {
    Path refusing = place.resolve("unshare");
    Files.writeString(refusing, "#!/bin/sh\necho 'Operation not permitted' >&2\nexit 1\n");
    Files.setPosixFilePermissions(refusing, PosixFilePermissions.fromString("rwxr-xr-x"));

    Outcome outcome =
        run(place + ":" + path(), List.of(SCRIPT.toString(), place + "/log", "tap-a,m,a,n"));

    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.said())
        .contains("a bridge needs root, or user namespaces")
        .contains("leave out '--network bridge' to join the machines by sockets");
  }

  @Test
  void aBridgeWithATapForEachMachineLivesAsLongAsItsServer() throws Exception {
    assumeTrue(isInstalled("dnsmasq"), "dnsmasq is missing: apt-get install dnsmasq-base");
    assumeTrue(
        run(List.of("unshare", "--user", "--map-root-user", "--net", "true")).status() == 0
            || run(List.of("unshare", "--net", "true")).status() == 0,
        "neither root nor user namespaces");
    assumeTrue(Files.isWritable(Path.of("/dev/net/tun")), "/dev/net/tun is not for this user");

    LabBridge bridge = LabBridge.make(3, place.resolve("dhcp.txt"));
    try {
      assertThat(bridge.alive()).isTrue();
      String inside = show(bridge);
      assertThat(inside)
          .contains("jacquard", "10.77.0.254/24", "tap-target ", "tap-initiator ", "tap-target2 ");
      assertThat(run(List.of("ip", "-br", "address")).said())
          .doesNotContain("10.77.0.254", "tap-initiator");
      assertThat(place.resolve("dhcp.txt")).content().contains("bound exclusively to interface");
    } finally {
      bridge.end();
    }
    assertThat(bridge.alive()).isFalse();
  }

  private static String show(LabBridge bridge) throws Exception {
    List<String> words = new ArrayList<>(bridge.launcher());
    words.addAll(List.of("ip", "-br", "address"));
    Outcome outcome = run(words);
    assertThat(outcome.status()).as(outcome.said()).isZero();
    return outcome.said();
  }

  private static boolean isInstalled(String program) throws IOException {
    for (String directory : path().split(File.pathSeparator)) {
      if (Files.isExecutable(Path.of(directory, program))) {
        return true;
      }
    }
    return false;
  }
}
