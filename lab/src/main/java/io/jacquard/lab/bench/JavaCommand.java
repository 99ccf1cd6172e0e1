package io.jacquard.lab.bench;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/** Starts this program again, with the same JVM, options and class path. */
final class JavaCommand {
  private static final String MAIN = "io.jacquard.lab.cli.Jacquard";

  private JavaCommand() {}

  static List<String> jacquard(List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(
        ProcessHandle.current()
            .info()
            .command()
            .orElseThrow(() -> new IllegalStateException("this JVM's command is not known")));
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), MAIN));
    command.addAll(arguments);
    return command;
  }
}
