package io.jacquard.lab.pair.cli;

import io.jacquard.lab.pair.Lab;
import io.jacquard.lab.pair.LabDirectory;
import io.jacquard.lab.pair.LabMachine;
import io.jacquard.lab.pair.LinkCapture;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Where the commands find the lab. What a capture that was killed has left, they end. */
final class LabFlags {
  private final Map<String, String> environment;
  private final Supplier<PrintWriter> errors;

  LabFlags(Map<String, String> environment, Supplier<PrintWriter> errors) {
    this.environment = environment;
    this.errors = errors;
  }

  LabDirectory directory() {
    return LabDirectory.of(environment);
  }

  /** The lab that is up. */
  Lab lab() throws IOException {
    return cleared(directory().require());
  }

  /** The lab that is there, if there is one. */
  Optional<Lab> found() throws IOException {
    return directory().read().map(this::cleared);
  }

  private Lab cleared(Lab lab) {
    LinkCapture.endAbandoned(lab, errors.get()::println);
    return lab;
  }

  /** A machine that runs. */
  LabMachine machine(String name) throws IOException {
    LabMachine machine = lab().machine(name);
    if (!machine.alive()) {
      throw new IOException(
          "machine %s has ended; see why: jacquard lab logs %1$s; bring all up again: jacquard lab up"
              .formatted(name));
    }
    return machine;
  }

  String environment(String name) {
    return environment.getOrDefault(name, "");
  }
}
