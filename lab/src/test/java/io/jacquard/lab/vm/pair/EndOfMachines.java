package io.jacquard.lab.vm.pair;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Ends the machines of a lab, which outlive what has booted them, when this JVM has ended, however
 * that happened: a process of its own waits for the end of its standard input.
 */
final class EndOfMachines {

  /** Its argument is the lab's directory, whose name is in the command lines of its machines. */
  private static final String WAIT_AND_KILL =
      """
      read -r || true
      for file in "$1"/*/qemu.pid; do
        if [ -e "$file" ] && pid=$(< "$file") && grep -q -F -- "$1" "/proc/$pid/cmdline"; then
          kill -KILL "$pid"
        fi
      done
      """;

  private final Process waiting;

  private EndOfMachines(Process waiting) {
    this.waiting = waiting;
  }

  /** Begins to wait, for machines that are there by then. */
  static EndOfMachines of(Path directory) throws IOException {
    return new EndOfMachines(
        new ProcessBuilder("setsid", "bash", "-c", WAIT_AND_KILL, "bash", directory.toString())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start());
  }

  /** Ends them now. */
  void now() throws IOException {
    waiting.getOutputStream().close();
    waiting.onExit().join();
  }
}
