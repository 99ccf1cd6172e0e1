package io.jacquard.lab.pair.cli;

import io.jacquard.lab.pair.Lab;
import io.jacquard.lab.pair.LabDirectory;
import io.jacquard.lab.pair.LabMachine;
import java.io.IOException;
import java.util.Map;

/** Where the commands find the lab. */
final class LabFlags {
  private final Map<String, String> environment;

  LabFlags(Map<String, String> environment) {
    this.environment = environment;
  }

  LabDirectory directory() {
    return LabDirectory.of(environment);
  }

  /** The lab that is up. */
  Lab lab() throws IOException {
    return directory().require();
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
