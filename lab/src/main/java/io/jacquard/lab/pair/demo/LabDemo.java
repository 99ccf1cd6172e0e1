package io.jacquard.lab.pair.demo;

import io.jacquard.lab.pair.GuestScript;
import io.jacquard.lab.pair.Lab;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Exports the target's disk by each side, and uses it by each side. Used by one thread. */
public final class LabDemo {

  /** The subsystem that is exported. */
  public static final String NQN = "nqn.2026-01.io.jacquard:lab";

  private static final String LEAVE =
      "umount /mnt/lab 2> /dev/null || true; nvme disconnect -n " + NQN;
  private static final String DISK = "/dev/nvme0n1";
  private static final Duration LIMIT = Duration.ofSeconds(600);
  private static final double NANOS = 1e9;

  private final Lab lab;
  private final Watcher watcher;

  /** Is told how it goes, in the thread that runs it. */
  public interface Watcher {

    /** Nothing has been done of a combination yet, or one more step went well. */
    void proceeded(DemoResult sofar);

    /** A combination has ended, one way or the other. */
    void ended(DemoResult result);
  }

  /**
   * For a lab.
   *
   * @param watcher is told each step as soon as it is done
   */
  public LabDemo(Lab lab, Watcher watcher) {
    this.lab = lab;
    this.watcher = watcher;
  }

  /** Tries all combinations of these. A failed one does not keep the others from being tried. */
  public List<DemoResult> run(
      List<Side> targets, List<Side> initiators, List<Combination.Transport> transports) {
    List<DemoResult> results = new ArrayList<>();
    for (Side target : targets) {
      String failure = export(target, transports);
      for (Side initiator : initiators) {
        for (Combination.Transport transport : transports) {
          Combination combination = new Combination(target, initiator, transport);
          results.add(failure.isEmpty() ? use(combination) : failed(combination, failure));
        }
      }
      withdraw(target);
    }
    return results;
  }

  /** Exports the disk. Returns why not; empty if it is exported. */
  private String export(Side side, List<Combination.Transport> transports) {
    String words = String.join(" ", transports.stream().map(Combination.Transport::word).toList());
    String call =
        "TRANSPORTS='%s'; target_up %s %s %s".formatted(words, NQN, DISK, lab.target().address());
    try {
      onTarget(side, call);
      return "";
    } catch (IOException failure) {
      return failure.getMessage();
    }
  }

  private void withdraw(Side side) {
    try {
      onTarget(side, "target_down " + NQN);
    } catch (IOException failure) {
      throw new IllegalStateException(
          "the target's disk stays exported: " + failure.getMessage(), failure);
    }
  }

  private void onTarget(Side side, String call) throws IOException {
    side.target().run(lab.target().machine(), call, LIMIT);
  }

  private DemoResult failed(Combination combination, String why) {
    DemoResult result = DemoResult.of(combination).failed(why);
    watcher.ended(result);
    return result;
  }

  /** Tries a combination whose target exports the disk already. */
  public DemoResult use(Combination combination) {
    long started = System.nanoTime();
    DemoResult result = proceeded(DemoResult.of(combination));
    try {
      call(combination, "discover");
      result = proceeded(result.withDiscovery());
      call(combination, "connect");
      result = proceeded(result.withConnection());
      result = proceeded(result.withVerified(Long.parseLong(call(combination, "verify"))));
      if (combination.initiator() == Side.KERNEL) {
        result = result.withFileSystem(call(combination, "file_system"));
        call(combination, "disconnect");
      }
    } catch (IOException | NumberFormatException failure) {
      result = result.failed(failure.getMessage() + leave(combination));
    }
    result = result.after((System.nanoTime() - started) / NANOS);
    watcher.ended(result);
    return result;
  }

  private DemoResult proceeded(DemoResult result) {
    watcher.proceeded(result);
    return result;
  }

  private String call(Combination combination, String step) throws IOException {
    GuestScript script = combination.initiator().initiator();
    String arguments =
        " %s %s %s".formatted(combination.transport().word(), lab.target().address(), NQN);
    return script.run(lab.initiator().machine(), step + arguments, LIMIT);
  }

  /**
   * Ends what a demonstration that was broken off has left: connections and exports of its
   * subsystem.
   *
   * @throws IOException if something cannot be ended
   */
  public static void takeBack(Lab lab) throws IOException {
    GuestScript.with().run(lab.initiator().machine(), LEAVE, LIMIT);
    for (Side side : Side.values()) {
      side.target().run(lab.target().machine(), "target_down " + NQN, LIMIT);
    }
  }

  /** After a failure nothing may stay connected. Returns what is to be added to the failure. */
  private String leave(Combination combination) {
    if (combination.initiator() != Side.KERNEL) {
      return "";
    }
    try {
      GuestScript.with().run(lab.initiator().machine(), LEAVE, LIMIT);
      return "";
    } catch (IOException failure) {
      return "; and it cannot be disconnected: " + failure.getMessage();
    }
  }
}
