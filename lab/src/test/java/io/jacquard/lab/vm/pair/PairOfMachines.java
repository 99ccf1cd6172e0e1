package io.jacquard.lab.vm.pair;

import io.jacquard.lab.pair.GuestScript;
import io.jacquard.lab.pair.Lab;
import io.jacquard.lab.pair.LabDirectory;
import io.jacquard.lab.pair.LabMachine;
import io.jacquard.lab.pair.LabOptions;
import io.jacquard.lab.pair.LabStart;
import io.jacquard.lab.pair.Steps;
import io.jacquard.lab.vm.QemuMonitor;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * One lab for all the tests of a class, registered as a static extension. When a test fails, the
 * kernels' messages are printed.
 */
final class PairOfMachines
    implements BeforeAllCallback, AfterTestExecutionCallback, AfterAllCallback {

  static final Duration LIMIT = Duration.ofSeconds(400);
  private static final int LAST_LINES = 40;

  private Lab lab;
  private LabDirectory directory;

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    directory = newDirectory(context.getRequiredTestClass().getSimpleName());
    Steps steps = new Steps(new PrintWriter(System.out, true, StandardCharsets.UTF_8));
    try (LabStart start = new LabStart(directory, LabOptions.DEFAULT, steps)) {
      lab = start.run();
    }
  }

  /** A directory of its own for a lab, whose logs stay. */
  static LabDirectory newDirectory(String name) throws IOException {
    Path parent = Files.createDirectories(Path.of("target", "vm").toAbsolutePath());
    Path place = Files.createTempDirectory(parent, name + "-");
    return LabDirectory.of(Map.of(LabDirectory.VARIABLE, place.toString()));
  }

  Lab lab() {
    return lab;
  }

  /** Runs a call of functions in the target. */
  String onTarget(GuestScript functions, String call) throws IOException {
    return functions.run(lab.target().machine(), call, LIMIT);
  }

  /** Runs a call of functions in the initiator. */
  String onInitiator(GuestScript functions, String call) throws IOException {
    return functions.run(lab.initiator().machine(), call, LIMIT);
  }

  /** Takes the link's plug out of the initiator's card, or puts it back. */
  void link(boolean up) throws IOException {
    try (QemuMonitor monitor = lab.initiator().machine().monitor()) {
      monitor.execute("set_link", Map.of("name", "link", "up", up));
    }
  }

  @Override
  public void afterTestExecution(ExtensionContext context) throws IOException {
    if (context.getExecutionException().isPresent()) {
      for (LabMachine machine : lab.machines()) {
        System.err.printf(
            "%s failed; the last messages of %s's kernel:%n%s%n",
            context.getDisplayName(),
            machine.name(),
            machine
                .machine()
                .run("dmesg | tail -n " + LAST_LINES + "; cat /run/jacquard-target.log", LIMIT)
                .output());
      }
    }
  }

  @Override
  public void afterAll(ExtensionContext context) throws IOException {
    if (lab != null) {
      for (LabMachine machine : lab.machines()) {
        machine.machine().kill();
      }
      directory.forget(lab);
    }
  }
}
