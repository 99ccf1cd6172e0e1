package io.jacquard.lab.contract;

import static org.assertj.core.api.Assertions.assertThat;

/** What tests in a guest do to its devices. */
final class Shell {
  private Shell() {}

  /** Runs a script, which must succeed. */
  static void run(String script) throws Exception {
    Process process = new ProcessBuilder("bash", "-ec", script).inheritIO().start();
    assertThat(process.waitFor()).as("status of: %s", script).isZero();
  }
}
