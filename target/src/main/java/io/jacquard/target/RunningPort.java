package io.jacquard.target;

import io.jacquard.nvme.identity.Nqn;
import io.jacquard.nvme.identity.TransportAddress;
import io.jacquard.nvme.loop.LoopGroup;
import io.jacquard.nvme.transport.ListenSettings;
import io.jacquard.nvme.transport.Listener;
import io.jacquard.nvme.transport.Transport;
import io.jacquard.target.controller.Export;
import io.jacquard.target.controller.ExportedPort;
import io.jacquard.target.controller.HostQueue;
import io.jacquard.target.controller.NvmExport;
import io.jacquard.target.definition.PortDefinition;
import io.jacquard.target.discovery.DiscoveryService;
import io.jacquard.target.metrics.TargetMetrics;
import io.jacquard.target.subsystem.SubsystemRoster;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * A port that listens. What it exports may be changed while it does. Loops look things up in it;
 * the control thread opens, changes and closes it.
 */
final class RunningPort implements ExportedPort {
  private final Map<Nqn, SubsystemRoster> subsystems;
  private final DiscoveryService discovery;
  private final TargetMetrics metrics;
  private volatile PortDefinition definition;
  private volatile boolean closed;
  private Listener listener;

  private RunningPort(
      PortDefinition definition,
      Map<Nqn, SubsystemRoster> subsystems,
      DiscoveryService discovery,
      TargetMetrics metrics) {
    this.definition = definition;
    this.subsystems = subsystems;
    this.discovery = discovery;
    this.metrics = metrics;
  }

  /**
   * Starts to listen.
   *
   * @param subsystems all of the target's, by name; changes under the control thread's hands
   * @throws IOException if the address cannot be had
   */
  static RunningPort open(
      PortDefinition definition,
      ListenSettings base,
      Transport transport,
      LoopGroup loops,
      Map<Nqn, SubsystemRoster> subsystems,
      DiscoveryService discovery,
      TargetMetrics metrics)
      throws IOException {
    RunningPort port = new RunningPort(definition, subsystems, discovery, metrics);
    ListenSettings settings =
        new ListenSettings(
            definition.inCapsuleBytes(),
            definition.maxConnections(),
            base.handshakeTimeout(),
            base.stallTimeout(),
            base.transferBytesPerRequest());
    port.listener =
        transport.listen(
            definition.address(),
            settings,
            loops,
            connection -> new HostQueue(connection, port, metrics));
    return port;
  }

  @Override
  public int portId() {
    return definition.portId();
  }

  @Override
  public Optional<Export> find(Nqn subsystem) {
    if (closed) {
      return Optional.empty();
    }
    Optional<Export> found = discovery.export(subsystem, portId());
    if (found.isPresent() || !definition.subsystems().contains(subsystem)) {
      return found;
    }
    return Optional.ofNullable(subsystems.get(subsystem))
        .map(roster -> new NvmExport(roster, portId(), metrics));
  }

  PortDefinition definition() {
    return definition;
  }

  /** Where it listens. */
  TransportAddress address() {
    return listener.address();
  }

  /** True if the port can become what {@code next} says without listening anew. */
  boolean canBecome(PortDefinition next) {
    return definition.address().equals(next.address())
        && definition.inCapsuleBytes() == next.inCapsuleBytes()
        && definition.maxConnections() == next.maxConnections();
  }

  /** Exports what {@code next} says from now on. */
  void become(PortDefinition next) {
    definition = next;
  }

  /** Stops listening. Connections go on, but no Connect succeeds on them any more. */
  void close() {
    closed = true;
    listener.close();
  }
}
