package io.jacquard.lab.vm.pair;

import io.jacquard.lab.pair.GuestScript;
import io.jacquard.lab.pair.Lab;
import io.jacquard.lab.pair.LabDirectory;
import io.jacquard.lab.pair.LabMachine;
import io.jacquard.lab.pair.LabOptions;
import io.jacquard.lab.pair.LabStart;
import io.jacquard.lab.pair.Steps;
import io.jacquard.lab.pair.demo.Combination.Transport;
import io.jacquard.lab.pair.demo.LabDemo;
import io.jacquard.lab.pair.demo.Side;
import io.jacquard.lab.session.GuestCommand;
import io.jacquard.lab.vm.QemuMonitor;
import io.jacquard.lab.vm.RunningCommand;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * One lab for all the tests of a class and of those nested in it, registered as a static extension.
 * What is done in the machines, and how long that takes, is written to {@code calls.txt} beside
 * their consoles. When a test fails, the kernels' messages are printed and both machines are made
 * ready for the next one.
 */
final class PairOfMachines
    implements BeforeAllCallback, AfterTestExecutionCallback, AfterAllCallback {

  /** For anything: a machine without KVM, beside others, may be a hundred times slower. */
  static final Duration LIMIT = Duration.ofSeconds(900);

  private static final String LAST_MESSAGES =
      "dmesg | tail -n 40; [ ! -e /run/jacquard-target.log ] || tail -n 40 /run/jacquard-target.log";

  private static final String DISK = "/dev/nvme0n1";
  private static final GuestScript LOAD = GuestScript.with("load.sh");
  private static final double NANOS = 1e9;

  private final long began = System.nanoTime();
  private Lab lab;
  private Optional<Side> exported = Optional.empty();
  private LabDirectory directory;
  private EndOfMachines end;
  private PrintStream calls;

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    if (isNested(context)) {
      return;
    }
    directory = newDirectory(context.getRequiredTestClass().getSimpleName());
    calls =
        new PrintStream(
            Files.newOutputStream(directory.path().resolve("calls.txt")),
            true,
            StandardCharsets.UTF_8);
    end = EndOfMachines.of(directory.path());
    Steps steps = new Steps(new PrintWriter(calls, true, StandardCharsets.UTF_8));
    try (LabStart start = new LabStart(directory, LabOptions.DEFAULT, steps)) {
      lab = start.run();
    }
    singlePaths();
  }

  /** So that the kernel's host does not take both transports for paths to one disk. */
  private void singlePaths() throws IOException {
    onInitiator(LOAD, "single_paths");
  }

  private static boolean isNested(ExtensionContext context) {
    return context.getRequiredTestClass().getEnclosingClass() != null;
  }

  /** A directory of its own for a lab, whose logs stay. */
  static LabDirectory newDirectory(String name) throws IOException {
    Path parent = Files.createDirectories(Path.of("target", "vm").toAbsolutePath());
    Path place = Files.createTempDirectory(parent, name + "-");
    return LabDirectory.of(Map.of(LabDirectory.VARIABLE, place.toString()));
  }

  LabMachine target() {
    return lab.target();
  }

  LabMachine initiator() {
    return lab.initiator();
  }

  Lab lab() {
    return lab;
  }

  /** Runs a call of functions in the target. */
  String onTarget(GuestScript functions, String call) throws IOException {
    return on(target(), functions, call);
  }

  /** Runs a call of functions in the initiator. */
  String onInitiator(GuestScript functions, String call) throws IOException {
    return on(initiator(), functions, call);
  }

  /** Runs a call of functions in one of the machines. */
  String on(LabMachine machine, GuestScript functions, String call) throws IOException {
    long started = System.nanoTime();
    String outcome = "failed";
    try {
      String said = functions.run(machine.machine(), call, LIMIT);
      outcome = "ok";
      return said;
    } finally {
      long now = System.nanoTime();
      calls.printf(
          Locale.ROOT,
          "%7.1f s  %-9s  %5.1f s  %-6s  %s%n",
          (started - began) / NANOS,
          machine.name(),
          (now - started) / NANOS,
          outcome,
          call);
    }
  }

  /** Exports the target's disk over both transports, by this side only. It may do so already. */
  void export(Side side) throws IOException {
    if (exported.equals(Optional.of(side))) {
      return;
    }
    withdraw();
    String words = "%s %s %s".formatted(LabDemo.NQN, DISK, target().address());
    onTarget(side.target(), "target_up " + words);
    exported = Optional.of(side);
  }

  /** Takes it back, whoever exports it. */
  void withdraw() throws IOException {
    for (Side side : exported.stream().toList()) {
      onTarget(side.target(), "target_down " + LabDemo.NQN);
    }
    exported = Optional.empty();
  }

  /** Nobody exports it any more: it was killed. */
  void exportEnded() {
    exported = Optional.empty();
  }

  /** The first arguments of functions that use the exported disk. */
  String words(Transport transport) {
    return "%s %s %s".formatted(transport.word(), target().address(), LabDemo.NQN);
  }

  /** Options by which nvme-cli and Jacquard find a subsystem of the target. */
  String options(Transport transport, String subsystem) {
    return "-t %s -a %s -s 4420 -n %s".formatted(transport.word(), target().address(), subsystem);
  }

  /** Takes the link's plug out of the initiator's card, or puts it back. */
  void link(boolean up) throws IOException {
    note(up ? "the link is healed" : "the link is cut");
    try (QemuMonitor monitor = initiator().machine().monitor()) {
      monitor.execute("set_link", Map.of("name", "link", "up", up));
    }
  }

  /** Takes a machine's power away for a moment, and sets RoCE up when it has booted again. */
  void powerCycle(LabMachine machine) throws IOException {
    note(machine.name() + " loses its power");
    try (QemuMonitor monitor = machine.machine().monitor()) {
      // Machines otherwise end when they start again; a stopped one takes no more commands.
      monitor.execute("set-action", Map.of("reboot", "reset"));
      monitor.execute("stop", Map.of());
      monitor.execute("system_reset", Map.of());
      monitor.execute("cont", Map.of());
    }
    GuestCommand modules = GuestCommand.script("modprobe -a nvme nvme_fabrics");
    try (RunningCommand running = machine.machine().start(modules, LIMIT)) {
      running.session().endOfInput();
      running.session().await(OutputStream.nullOutputStream(), OutputStream.nullOutputStream());
    }
    on(machine, GuestScript.with("roce.sh"), "roce_up");
    if (machine.equals(initiator())) {
      singlePaths();
    }
    note(machine.name() + " is up again");
  }

  /** Does something, and notes in {@code calls.txt} how long it took. */
  <T> T timed(String what, Supplier<T> action) {
    long started = System.nanoTime();
    T result = action.get();
    note(String.format(Locale.ROOT, "%s took %.1f s", what, (System.nanoTime() - started) / NANOS));
    return result;
  }

  /** Writes a line to {@code calls.txt}. */
  void note(String line) {
    calls.printf(Locale.ROOT, "%7.1f s  %s%n", (System.nanoTime() - began) / NANOS, line);
  }

  @Override
  public void afterTestExecution(ExtensionContext context) throws IOException {
    if (context.getExecutionException().isPresent()) {
      for (LabMachine machine : lab.machines()) {
        System.err.printf(
            "%s failed; the last messages of %s's kernel:%n%s%n",
            context.getDisplayName(),
            machine.name(),
            on(machine, GuestScript.with(), LAST_MESSAGES));
      }
      link(true);
      onInitiator(LOAD, "leave_all");
      for (Side side : Side.values()) {
        onTarget(side.target(), "target_down " + LabDemo.NQN);
      }
      exported = Optional.empty();
    }
  }

  @Override
  public void afterAll(ExtensionContext context) throws IOException {
    if (end != null && !isNested(context)) {
      end.now();
      if (lab != null) {
        directory.forget(lab);
      }
      calls.close();
    }
  }
}
