package io.jacquard.initiator.cli;

import java.util.List;
import java.util.concurrent.Callable;

/** The commands of a host, for the program's list of commands. */
public final class HostCommands {
  private HostCommands() {}

  /** New picocli commands: discover, id-ctrl, id-ns, list-ns, read, write and flush. */
  public static List<Callable<Integer>> all() {
    return List.of(
        new DiscoverCommand(),
        new IdControllerCommand(),
        new IdNamespaceCommand(),
        new ListNamespacesCommand(),
        new ReadCommand(),
        new WriteCommand(),
        new FlushCommand());
  }
}
