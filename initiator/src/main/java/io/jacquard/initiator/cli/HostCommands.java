package io.jacquard.initiator.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;

/** The commands of a host, for the program's list of commands. */
public final class HostCommands {
  private HostCommands() {}

  /** New picocli commands for remote controllers, with nvme-cli's names. */
  public static List<Callable<Integer>> remote() {
    return List.of(
        new DiscoverCommand(),
        new IdControllerCommand(),
        new IdNamespaceCommand(),
        new ListNamespacesCommand());
  }

  /** New picocli commands for everything that has a URI, with xNVMe's names. */
  public static List<Callable<Integer>> onAnyDevice() {
    return List.of(
        new InfoCommand(),
        new ReadCommand(),
        new WriteCommand(),
        new FlushCommand(),
        new IdentifyCommand(),
        new IdentifyControllerCommand(),
        new IdentifyNamespaceCommand(),
        new IdentifyCommandSetsCommand(),
        new LogCommand(),
        new FeatureGetCommand(),
        new FeatureSetCommand(),
        new AdminPassthroughCommand(),
        new IoPassthroughCommand());
  }

  /** A new picocli command for zoned namespaces, with its own. */
  public static CommandLine zoned() {
    return ZonedCommand.withCommands();
  }
}
