package io.jacquard.lab.vm.pair;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.lab.pair.GuestScript;
import io.jacquard.lab.pair.Lab;
import io.jacquard.lab.pair.LabMachine;
import io.jacquard.lab.vm.QemuMonitor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Two targets of a lab export one disk, and the kernel's host has a path to each: it goes on by one
 * while the other is cut.
 *
 * @param lab of three machines
 */
record PathFailover(Lab lab) {

  private static final String NQN = "nqn.2026-01.io.jacquard:paths";
  private static final String DISK = "/dev/nvme0n1";
  private static final GuestScript PATHS = GuestScript.with("kernel-initiator.sh", "paths.sh");
  private static final GuestScript TARGET = GuestScript.with("jacquard-target.sh", "paths.sh");
  private static final int SECOND_TARGET = 2;

  void check() throws Exception {
    LabMachine second = lab.machines().get(SECOND_TARGET);
    CompletableFuture<String> exported =
        CompletableFuture.supplyAsync(() -> export(1, lab.target()));
    export(2, second);
    exported.join();
    String disk =
        onInitiator(
            "connect_paths tcp %s %s %s".formatted(NQN, lab.target().address(), second.address()));
    CompletableFuture<String> rounds =
        CompletableFuture.supplyAsync(() -> onInitiator("path_rounds " + disk));
    onInitiator("await_rounds 3");

    cutAndHeal(lab.target());
    cutAndHeal(second);

    onInitiator("touch /run/enough");
    assertThat(rounds.get(PairOfMachines.LIMIT.toSeconds(), TimeUnit.SECONDS)).matches("\\d+");
    onInitiator("disconnect tcp - " + NQN);
    for (LabMachine target : new LabMachine[] {lab.target(), second}) {
      run(target, TARGET, "target_down " + NQN);
    }
  }

  private static String export(int path, LabMachine target) {
    return run(
        target, TARGET, "jacquard_path %d %s %s %s".formatted(path, NQN, DISK, target.address()));
  }

  private void cutAndHeal(LabMachine target) throws IOException {
    link(target, false);
    onInitiator("await_path %s %s connecting".formatted(NQN, target.address()));
    onInitiator("await_rounds 3");
    link(target, true);
    onInitiator("await_path %s %s live".formatted(NQN, target.address()));
  }

  private static void link(LabMachine machine, boolean up) throws IOException {
    try (QemuMonitor monitor = machine.machine().monitor()) {
      monitor.execute("set_link", Map.of("name", "link", "up", up));
    }
  }

  private String onInitiator(String call) {
    return run(lab.initiator(), PATHS, call);
  }

  private static String run(LabMachine machine, GuestScript functions, String call) {
    try {
      return functions.run(machine.machine(), call, PairOfMachines.LIMIT);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
