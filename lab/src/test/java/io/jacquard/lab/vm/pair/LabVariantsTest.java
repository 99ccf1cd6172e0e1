package io.jacquard.lab.vm.pair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jacquard.lab.pair.GuestScript;
import io.jacquard.lab.pair.Lab;
import io.jacquard.lab.pair.LabDirectory;
import io.jacquard.lab.pair.LabMachine;
import io.jacquard.lab.pair.LabOptions;
import io.jacquard.lab.pair.LabOptions.Network;
import io.jacquard.lab.pair.LabStart;
import io.jacquard.lab.pair.LabStop;
import io.jacquard.lab.pair.Steps;
import io.jacquard.lab.vm.QemuMonitor;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Three machines on a bridge, or joined by sockets where no bridge can be made. */
@Tag("pair")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LabVariantsTest {

  private static final String NQN = "nqn.2026-01.io.jacquard:paths";
  private static final String DISK = "/dev/nvme0n1";
  private static final GuestScript PATHS = GuestScript.with("kernel-initiator.sh", "paths.sh");
  private static final int SECOND_TARGET = 2;
  private static final int MACHINES = 3;

  private static LabDirectory directory;
  private static Lab lab;
  private static boolean bridged;

  @BeforeAll
  static void bringUp() throws Exception {
    directory = PairOfMachines.newDirectory("variants");
    bridged = mayMakeNetworks();
    try (LabStart start = new LabStart(directory, options(), steps())) {
      lab = start.run();
    }
  }

  @AfterAll
  static void end() throws IOException {
    if (directory != null && directory.read().isPresent()) {
      LabStop.run(directory, directory.require(), steps());
    }
  }

  private static boolean mayMakeNetworks() throws Exception {
    for (String way : new String[] {"--net", "--user --map-root-user --net"}) {
      String[] words = ("unshare " + way + " true").split(" ");
      if (new ProcessBuilder(words).start().waitFor() == 0) {
        return true;
      }
    }
    return false;
  }

  private static LabOptions options() {
    LabOptions pair = LabOptions.DEFAULT;
    return new LabOptions(
        MACHINES,
        pair.memoryMebibytes(),
        pair.controllers(),
        pair.diskBytes(),
        false,
        0,
        0,
        false,
        bridged ? Network.BRIDGE : Network.SOCKETS,
        Optional.empty(),
        pair.emulator(),
        pair.boot());
  }

  private static Steps steps() {
    return new Steps(new PrintWriter(System.out, true, StandardCharsets.UTF_8));
  }

  private static String run(LabMachine machine, GuestScript functions, String call) {
    try {
      return functions.run(machine.machine(), call, PairOfMachines.LIMIT);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static void link(LabMachine machine, boolean up) throws IOException {
    try (QemuMonitor monitor = machine.machine().monitor()) {
      monitor.execute("set_link", Map.of("name", "link", "up", up));
    }
  }

  @Test
  @Order(1)
  void theBridgeHasGivenEachMachineItsAddressAndTouchesNothingHere() throws IOException {
    assumeTrue(bridged, "a bridge needs root or user namespaces, and this user has neither");

    String served = Files.readString(Path.of(directory.path() + "/dhcp.txt"));
    for (LabMachine machine : lab.machines()) {
      assertThat(served).contains("DHCPACK(jacquard) " + machine.address() + " 52:54:00:77:00:0");
      assertThat(run(machine, GuestScript.with(), "cat /proc/cmdline"))
          .contains("lab.address=dhcp");
    }
    assertThat(lab.bridge().alive()).isTrue();
    assertThat(NetworkInterface.networkInterfaces().map(NetworkInterface::getName))
        .doesNotContain("jacquard")
        .noneMatch(name -> name.startsWith("tap-"));
  }

  @Test
  @Order(2)
  void whenAPathIsCutIoGoesOnByTheOther() throws Exception {
    LabMachine second = lab.machines().get(SECOND_TARGET);
    CompletableFuture<String> exported =
        CompletableFuture.supplyAsync(() -> export(1, lab.target()));
    export(2, second);
    exported.join();
    String disk =
        run(
            lab.initiator(),
            PATHS,
            "connect_paths tcp %s %s %s".formatted(NQN, lab.target().address(), second.address()));
    CompletableFuture<String> rounds =
        CompletableFuture.supplyAsync(() -> run(lab.initiator(), PATHS, "path_rounds " + disk));
    run(lab.initiator(), PATHS, "await_rounds 3");

    cutAndHeal(lab.target());
    cutAndHeal(second);

    run(lab.initiator(), PATHS, "touch /run/enough");
    assertThat(rounds.get(PairOfMachines.LIMIT.toSeconds(), TimeUnit.SECONDS)).matches("\\d+");
    run(lab.initiator(), PATHS, "disconnect tcp - " + NQN);
  }

  private static void cutAndHeal(LabMachine target) throws IOException {
    link(target, false);
    run(lab.initiator(), PATHS, "await_path %s %s connecting".formatted(NQN, target.address()));
    run(lab.initiator(), PATHS, "await_rounds 3");
    link(target, true);
    run(lab.initiator(), PATHS, "await_path %s %s live".formatted(NQN, target.address()));
  }

  private static String export(int path, LabMachine target) {
    String call = "jacquard_path %d %s %s %s".formatted(path, NQN, DISK, target.address());
    return run(target, GuestScript.with("jacquard-target.sh", "paths.sh"), call);
  }

  @Test
  @Order(3)
  void nothingIsLeftWhenItWasTakenDown() throws IOException {
    LabStop.run(directory, directory.require(), steps());

    assertThat(lab.machines()).noneMatch(LabMachine::alive);
    assertThat(lab.bridge().alive()).isFalse();
    assertThat(directory.read()).isEmpty();
    assertThat(directory.path().resolve("disks")).doesNotExist();
  }
}
