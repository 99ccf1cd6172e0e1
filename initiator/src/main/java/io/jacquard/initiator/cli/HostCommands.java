package io.jacquard.initiator.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** The commands of a host, for the program's list of commands. */
public final class HostCommands {
  private HostCommands() {}

  /** By name, what makes the picocli commands for remote controllers, with nvme-cli's names. */
  public static Map<String, Supplier<Object>> remote() {
    Map<String, Supplier<Object>> all = new LinkedHashMap<>();
    all.put("discover", DiscoverCommand::new);
    all.put("id-ctrl", IdControllerCommand::new);
    all.put("id-ns", IdNamespaceCommand::new);
    all.put("list-ns", ListNamespacesCommand::new);
    return all;
  }

  /** By name, what makes the picocli commands for everything that has a URI, with xNVMe's names. */
  public static Map<String, Supplier<Object>> onAnyDevice() {
    Map<String, Supplier<Object>> all = new LinkedHashMap<>();
    all.put("info", InfoCommand::new);
    all.put("read", ReadCommand::new);
    all.put("write", WriteCommand::new);
    all.put("flush", FlushCommand::new);
    all.put("idfy", IdentifyCommand::new);
    all.put("idfy-ctrlr", IdentifyControllerCommand::new);
    all.put("idfy-ns", IdentifyNamespaceCommand::new);
    all.put("idfy-cs", IdentifyCommandSetsCommand::new);
    all.put("log", LogCommand::new);
    all.put("feature-get", FeatureGetCommand::new);
    all.put("feature-set", FeatureSetCommand::new);
    all.put("padc", AdminPassthroughCommand::new);
    all.put("pioc", IoPassthroughCommand::new);
    all.put("zoned", ZonedCommand::withCommands);
    return all;
  }
}
