package io.jacquard.target.definition;

import io.jacquard.nvme.identity.Nqn;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All that a target is to export: the meaning of a configuration, however it was written. A running
 * target is moved from one definition to the next.
 *
 * @param subsystems what hosts connect to; NQNs differ
 * @param ports where they connect; port IDs and addresses differ
 * @param discoveryNqn this target's own unique discovery NQN, if it has one besides the well-known
 */
public record TargetDefinition(
    List<SubsystemDefinition> subsystems, List<PortDefinition> ports, Optional<Nqn> discoveryNqn) {

  /**
   * Copies the lists and checks that identifiers differ and that ports name existing subsystems.
   */
  public TargetDefinition {
    subsystems = List.copyOf(subsystems);
    ports = List.copyOf(ports);
    Set<Nqn> nqns = new HashSet<>();
    for (SubsystemDefinition subsystem : subsystems) {
      if (!nqns.add(subsystem.nqn())) {
        throw new IllegalArgumentException("subsystem " + subsystem.nqn() + " is defined twice");
      }
    }
    Map<Path, Nqn> passed = new HashMap<>();
    for (SubsystemDefinition subsystem : subsystems) {
      subsystem.passthrough().ifPresent(one -> requireFree(one.device(), subsystem.nqn(), passed));
    }
    Set<Integer> portIds = new HashSet<>();
    for (PortDefinition port : ports) {
      if (!portIds.add(port.portId())) {
        throw new IllegalArgumentException("port " + port.portId() + " is defined twice");
      }
      for (Nqn nqn : port.subsystems()) {
        if (!nqns.contains(nqn)) {
          throw new IllegalArgumentException(
              "port " + port.portId() + " exports subsystem " + nqn + ", which is not defined");
        }
      }
    }
  }

  private static void requireFree(Path device, Nqn nqn, Map<Path, Nqn> passed) {
    Nqn other = passed.put(device.toAbsolutePath().normalize(), nqn);
    if (other != null) {
      throw new IllegalArgumentException(
          "subsystems " + other + " and " + nqn + " pass the same controller through, " + device);
    }
  }
}
