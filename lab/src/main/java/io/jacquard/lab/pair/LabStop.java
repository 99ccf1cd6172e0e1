package io.jacquard.lab.pair;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Takes a lab down. */
public final class LabStop {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  private LabStop() {}

  /**
   * Powers off the machines that still run, ends those that take too long, and forgets the lab.
   *
   * @throws IOException if one cannot be ended
   */
  public static void run(LabDirectory directory, Lab lab, Steps steps) throws IOException {
    List<CompletableFuture<String>> ends = new ArrayList<>();
    for (LabMachine machine : lab.machines()) {
      ends.add(CompletableFuture.supplyAsync(() -> powerOff(machine)));
    }
    for (int i = 0; i < ends.size(); i++) {
      CompletableFuture<String> end = ends.get(i);
      steps.step(lab.machines().get(i).name(), () -> result(end));
    }
    if (lab.bridge().isThere()) {
      steps.step("bridge", () -> removed(lab.bridge()));
    } else if (!lab.cameUp() && LabBridge.endUnfinished(directory.bridgeLog())) {
      steps.step("bridge", () -> "removed before it was finished");
    }
    directory.forget(lab);
  }

  /** Ends the machines at once, and forgets the lab: for those who cannot wait. */
  public static void atOnce(LabDirectory directory, Lab lab) throws IOException {
    lab.machines().forEach(machine -> machine.machine().kill());
    lab.bridge().end();
    directory.forget(lab);
  }

  private static String removed(LabBridge bridge) {
    bridge.end();
    return "removed, with its taps and DHCP server";
  }

  private static String result(CompletableFuture<String> end) throws IOException {
    try {
      return end.join();
    } catch (CompletionException failure) {
      throw new IOException(failure.getCause().getMessage(), failure);
    }
  }

  private static String powerOff(LabMachine machine) {
    if (!machine.alive()) {
      return "had ended";
    }
    boolean byItself = machine.machine().powerOff(LIMIT);
    if (machine.alive()) {
      throw new IllegalStateException(
          machine.name() + " cannot be ended; end process " + machine.pid());
    }
    return byItself ? "powered off" : "killed: it did not power off";
  }
}
