package io.jacquard.lab.vm.pair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jacquard.lab.pair.Lab;
import io.jacquard.lab.pair.LabDirectory;
import io.jacquard.lab.pair.LabMachine;
import java.io.IOException;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code jacquard lab} as a process, each test one step of what a user does with a lab: one of
 * three machines, on a bridge, or joined by sockets where no bridge can be made.
 */
@Tag("vm")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LabProgramTest {

  private static final long PATIENCE_MINUTES = 15;

  @TempDir static Path streams;

  private static LabDirectory directory;
  private static EndOfMachines end;
  private static boolean bridged;

  private record Outcome(int status, String out, String err) {}

  @BeforeAll
  static void prepare() throws Exception {
    directory = PairOfMachines.newDirectory("program");
    end = EndOfMachines.of(directory.path());
    bridged = mayMakeNetworks();
  }

  private static boolean mayMakeNetworks() throws IOException, InterruptedException {
    for (String way : List.of("--net", "--user --map-root-user --net")) {
      if (new ProcessBuilder(("unshare " + way + " true").split(" ")).start().waitFor() == 0) {
        return true;
      }
    }
    return false;
  }

  @AfterAll
  static void end() throws Exception {
    lab("", "down");
    end.now();
  }

  private static Outcome lab(String input, String... arguments) throws Exception {
    Path in = Files.writeString(streams.resolve("in.txt"), input);
    Path out = streams.resolve("out.txt");
    Path err = streams.resolve("err.txt");
    List<String> words = new ArrayList<>(List.of("lab"));
    words.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(PairProgram.jacquard(words))
            .redirectInput(in.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().put(LabDirectory.VARIABLE, directory.path().toString());
    Process process = builder.start();
    try {
      assertThat(process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)).as("%s", words).isTrue();
    } finally {
      process.destroyForcibly();
    }
    return new Outcome(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  @Test
  @Order(1)
  void withoutALabTheCommandsSayHowToGetOne() throws Exception {
    assertThat(lab("", "status")).isEqualTo(new Outcome(1, "There is no lab.\n", ""));
    assertThat(lab("", "run", "target", "--", "true"))
        .isEqualTo(new Outcome(1, "", "there is no lab; bring one up: jacquard lab up\n"));
    assertThat(lab("", "down").out()).isEqualTo("There is no lab.\n");
  }

  @Test
  @Order(2)
  void upBootsTheMachinesAndShowsThatRdmaWorks() throws Exception {
    String network = bridged ? "bridge" : "sockets";
    String shape = "--machines 3 --controllers 2 --zns --disk 256M --network " + network;
    Outcome up = lab("", ("up " + shape).split(" "));

    assertThat(up.status()).as("%s", up).isZero();
    assertThat(up.out())
        .contains("PORT_ACTIVE", "active_mtu 4096", "100 iters", "rdma-ping-9", "10.77.0.2")
        .contains("jacquard lab shell initiator");
    assertThat(lab("", "up").out()).contains("The lab is up already");
  }

  @Test
  @Order(3)
  void statusTellsProgramsWhatThereIs() throws Exception {
    Outcome status = lab("", "status", "-o", "json");

    assertThat(status.status()).isZero();
    JsonNode machines = new ObjectMapper().readTree(status.out()).get("machines");
    assertThat(machines).hasSize(3).allMatch(machine -> machine.get("running").asBoolean());
    assertThat(machines.get(0).get("address").asText()).isEqualTo("10.77.0.1");
    assertThat(lab("", "status").out()).contains("initiator    running  10.77.0.2");
  }

  @Test
  @Order(4)
  void runPassesStreamsAndTheExitStatusOn() throws Exception {
    assertThat(
            lab("one\ntwo\n", "run", "initiator", "--", "sh", "-c", "sort -r; echo e >&2; exit 5"))
        .isEqualTo(new Outcome(5, "two\none\n", "e\n"));
    assertThat(lab("", "run", "target", "ls /dev/nvme*n? | wc -l"))
        .isEqualTo(new Outcome(0, "3\n", ""));
    assertThat(lab("", "run", "loom", "true").err())
        .isEqualTo("the lab has no machine 'loom'; it has target, initiator, target2\n");
  }

  @Test
  @Order(5)
  void aShellWithoutATerminalRunsWhatItReads() throws Exception {
    assertThat(lab("hostname\ncd /opt\npwd\nexit 3\n", "shell", "target"))
        .isEqualTo(new Outcome(3, "target\n/opt\n", ""));
  }

  @Test
  @Order(6)
  void logsShowTheConsole() throws Exception {
    lab("", "run", "target", "echo 'a word from the loom' > /dev/kmsg");

    assertThat(lab("", "logs", "target").out()).contains("a word from the loom");
    assertThat(lab("", "logs").out()).contains("==> initiator <==");
  }

  @Test
  @Order(7)
  void captureRecordsTheLink() throws Exception {
    Path file = directory.path().resolve("link.pcap");
    lab("", "run", "initiator", "setsid ping -i 0.3 target > /dev/null 2>&1 &");

    Outcome capture = lab("", "capture", "--seconds", "5", file.toString());

    assertThat(capture.status()).as("%s", capture).isZero();
    assertThat(capture.out()).matches("[1-9]\\d* packets in " + file + "\n");
    assertThat(file).isNotEmptyFile();
  }

  @Test
  @Order(8)
  void theBridgeHasGivenEachMachineItsAddressAndTouchesNothingHere() throws Exception {
    assumeTrue(bridged, "a bridge needs root or user namespaces, and this user has neither");

    String served = Files.readString(directory.path().resolve("dhcp.txt"));
    Lab lab = directory.require();
    for (LabMachine machine : lab.machines()) {
      assertThat(served).contains("DHCPACK(jacquard) " + machine.address() + " 52:54:00:77:00:0");
      assertThat(lab("", "run", machine.name(), "cat /proc/cmdline").out())
          .contains("lab.address=dhcp");
    }
    assertThat(lab.bridge().alive()).isTrue();
    assertThat(NetworkInterface.networkInterfaces().map(NetworkInterface::getName))
        .doesNotContain("jacquard")
        .noneMatch(name -> name.startsWith("tap-"));
  }

  @Test
  @Order(9)
  void demoUsesTheDiskByJacquardsOwnCommands() throws Exception {
    String words = "demo --target kernel --initiator jacquard --transport rdma";
    Outcome demo = lab("", words.split(" "));

    assertThat(demo.status()).as("%s", demo).isZero();
    assertThat(demo.out()).contains("1 of 1 combinations work.");
  }

  @Test
  @Order(10)
  void whenAPathIsCutIoGoesOnByTheOther() throws Exception {
    new PathFailover(directory.require()).check();
  }

  @Test
  @Order(11)
  void aMachineThatDiedIsNoticedAndNothingIsLeftAfterDown() throws Exception {
    Lab lab = directory.require();
    lab.initiator().machine().kill();

    Outcome status = lab("", "status");
    assertThat(status.status()).isEqualTo(1);
    assertThat(status.out()).contains("initiator    ended").contains("target       running");
    assertThat(lab("", "run", "initiator", "true").err()).contains("machine initiator has ended");
    Outcome down = lab("", "down");
    assertThat(down.status()).as("%s", down).isZero();
    assertThat(down.out()).contains("powered off", "had ended");
    assertThat(lab("", "status").status()).isEqualTo(1);
    assertThat(lab.machines()).noneMatch(LabMachine::alive);
    assertThat(lab.bridge().alive()).isFalse();
    assertThat(directory.path().resolve("disks")).doesNotExist();
  }
}
