package io.jacquard.target.config;

import io.jacquard.nvme.identity.Nqn;
import io.jacquard.nvme.loop.LoopSettings;
import io.jacquard.target.definition.PortDefinition;
import io.jacquard.target.definition.SubsystemDefinition;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.configuration2.tree.ImmutableNode;

/**
 * Reads a file that {@code nvmetcli save} wrote for the Linux kernel's target. Everything in it is
 * known here: what has no meaning for this target is reported as a warning, and what would make it
 * less secure when left out, such as a key for authentication, as an error.
 */
final class NvmetReader {
  private static final Set<String> TOP = Set.of("hosts", "ports", "subsystems");
  private static final Set<String> SUBSYSTEM_MARKS = Set.of("attr", "allowed_hosts");
  private static final Set<String> PORT_MARKS = Set.of("addr", "portid", "ana_groups", "param");

  private NvmetReader() {}

  /** Whether the file is of nvmetcli's form. */
  static boolean recognizes(ImmutableNode root) {
    boolean top = root.getChildren().stream().allMatch(node -> TOP.contains(node.getNodeName()));
    return top
        && (!root.getChildren("hosts").isEmpty()
            || anyChild(root.getChildren("subsystems"), SUBSYSTEM_MARKS)
            || anyChild(root.getChildren("ports"), PORT_MARKS));
  }

  private static boolean anyChild(List<ImmutableNode> nodes, Set<String> names) {
    return nodes.stream()
        .flatMap(node -> node.getChildren().stream())
        .anyMatch(node -> names.contains(node.getNodeName()));
  }

  static Optional<TargetConfiguration> read(Section root, Findings findings) {
    Set<Nqn> hosts = new HashSet<>();
    for (Section host : root.sections("hosts")) {
      Names.nqn(host, "nqn").ifPresent(hosts::add);
      refuseKeys(host);
      host.finish();
    }
    List<SubsystemDefinition> subsystems = new ArrayList<>();
    Set<Nqn> names = new HashSet<>();
    for (Section section : root.sections("subsystems")) {
      Optional<SubsystemDefinition> one = NvmetSubsystemReader.read(section, hosts);
      if (one.isPresent() && !names.add(one.get().nqn())) {
        section.error("nqn", one.get().nqn() + " is defined twice");
      }
      one.ifPresent(subsystems::add);
    }
    List<PortDefinition> ports = NvmetPortReader.read(root.sections("ports"), nqns(subsystems));
    root.finish();
    return ConfigurationReader.define(findings, subsystems, ports, Optional.empty())
        .map(
            definition ->
                new TargetConfiguration(
                    definition,
                    List.of(),
                    LoopSettings.defaults(),
                    Optional.empty(),
                    LogFormat.TEXT));
  }

  private static List<Nqn> nqns(List<SubsystemDefinition> subsystems) {
    return subsystems.stream().map(SubsystemDefinition::nqn).toList();
  }

  private static void refuseKeys(Section host) {
    for (Section section : host.sections("dhchap")) {
      refuseKey(section, "key");
      refuseKey(section, "ctrl_key");
      section.ignore("hash", "dhgroup");
      section.finish();
    }
    refuseKey(host, "dhchap_key");
    refuseKey(host, "dhchap_ctrl_key");
    host.ignore("dhchap_hash", "dhchap_dhgroup");
  }

  private static void refuseKey(Section section, String key) {
    if (section.textOrNumber(key, String::strip).filter(text -> !text.isEmpty()).isPresent()) {
      section.error(
          key,
          "in-band authentication is not supported, and leaving it out would let hosts in without"
              + " it; remove the key here if that is meant");
    }
  }
}
