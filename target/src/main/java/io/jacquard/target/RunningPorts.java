package io.jacquard.target;

import io.jacquard.nvme.identity.Nqn;
import io.jacquard.nvme.identity.TransportAddress;
import io.jacquard.nvme.identity.TransportType;
import io.jacquard.nvme.loop.LoopGroup;
import io.jacquard.nvme.transport.Transport;
import io.jacquard.nvme.transport.Transports;
import io.jacquard.target.definition.PortDefinition;
import io.jacquard.target.definition.TargetDefinition;
import io.jacquard.target.discovery.DiscoveryService;
import io.jacquard.target.subsystem.SubsystemRoster;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The ports of a target, and the loops of the transports they use. For the control thread. */
final class RunningPorts {
  private final TargetSettings settings;
  private final Map<Nqn, SubsystemRoster> subsystems;
  private final DiscoveryService discovery;
  private final Map<TransportType, LoopGroup> loops = new EnumMap<>(TransportType.class);
  private final Map<Integer, RunningPort> ports = new TreeMap<>();

  /** Hears that hosts must leave a port. */
  interface Eviction {
    /** All hosts must leave a port. */
    void port(int portId);

    /** Those of one subsystem must. */
    void subsystem(int portId, Nqn nqn);
  }

  /** No ports; {@code subsystems} are those of the target, by name. */
  RunningPorts(
      TargetSettings settings, Map<Nqn, SubsystemRoster> subsystems, DiscoveryService discovery) {
    this.settings = settings;
    this.subsystems = subsystems;
    this.discovery = discovery;
  }

  /** Closes the ports, and ends the exports, that {@code next} does not have. */
  void prune(TargetDefinition next, Eviction eviction) {
    for (RunningPort port : List.copyOf(ports.values())) {
      Optional<PortDefinition> wanted =
          next.ports().stream().filter(p -> p.portId() == port.portId()).findFirst();
      if (wanted.isEmpty() || !port.canBecome(wanted.get())) {
        ports.remove(port.portId());
        port.close();
        eviction.port(port.portId());
      } else {
        restrict(port, wanted.get(), eviction);
      }
    }
  }

  private static void restrict(RunningPort port, PortDefinition wanted, Eviction eviction) {
    PortDefinition now = port.definition();
    List<Nqn> kept = now.subsystems().stream().filter(wanted.subsystems()::contains).toList();
    port.become(
        new PortDefinition(
            now.portId(),
            now.address(),
            kept,
            now.referrals(),
            now.inCapsuleBytes(),
            now.maxConnections()));
    for (Nqn nqn : now.subsystems()) {
      if (!kept.contains(nqn)) {
        eviction.subsystem(port.portId(), nqn);
      }
    }
  }

  /** Opens the ports, and exports the subsystems, that are new in {@code next}. */
  void grow(TargetDefinition next, Failures failures) {
    for (PortDefinition wanted : next.ports()) {
      RunningPort port = ports.get(wanted.portId());
      if (port != null) {
        port.become(wanted);
        continue;
      }
      try {
        ports.put(wanted.portId(), open(wanted));
      } catch (IOException | IllegalArgumentException e) {
        failures.add(new IOException("port " + wanted.portId() + ": " + e.getMessage(), e));
      }
    }
  }

  private RunningPort open(PortDefinition wanted) throws IOException {
    Transport transport = Transports.of(wanted.address().type());
    LoopGroup group =
        loops.computeIfAbsent(transport.type(), type -> transport.openLoops(settings.loops()));
    return RunningPort.open(
        wanted, settings.listen(), transport, group, subsystems, discovery, settings.metrics());
  }

  /** What the ports are now, in the order of their IDs. */
  List<PortDefinition> definitions() {
    return ports.values().stream().map(RunningPort::definition).toList();
  }

  /** Where the ports listen, by port ID. */
  Map<Integer, TransportAddress> addresses() {
    Map<Integer, TransportAddress> found = new TreeMap<>();
    ports.forEach((id, port) -> found.put(id, port.address()));
    return found;
  }

  /** Stops listening everywhere. */
  void closeListeners() {
    ports.values().forEach(RunningPort::close);
  }

  /** Some loop, for work that needs one. */
  Optional<LoopGroup> anyLoops() {
    return loops.values().stream().findFirst();
  }

  /** Ends the loops, and what connections are left with them. */
  void closeLoops() {
    loops.values().forEach(LoopGroup::close);
  }
}
