package io.jacquard.target.config;

import io.jacquard.nvme.loop.LoopSettings;
import io.jacquard.target.definition.PortDefinition;
import io.jacquard.target.definition.TargetDefinition;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A complete configuration, defaults filled in. The definition changes while the target runs; the
 * rest is fixed when it starts.
 *
 * @param definition what is exported
 * @param defaultPorts further ports that were not asked for and are opened if their address is free
 * @param loops the threads that serve
 * @param metrics where to serve metrics, if anywhere; the address is not resolved
 * @param logFormat how to log
 */
public record TargetConfiguration(
    TargetDefinition definition,
    List<PortDefinition> defaultPorts,
    LoopSettings loops,
    Optional<InetSocketAddress> metrics,
    LogFormat logFormat) {

  /** Copies the list. */
  public TargetConfiguration {
    defaultPorts = List.copyOf(defaultPorts);
  }

  /** The definition with the default ports as well. */
  public TargetDefinition withDefaultPorts() {
    List<PortDefinition> all = new ArrayList<>(definition.ports());
    all.addAll(defaultPorts);
    return new TargetDefinition(definition.subsystems(), all, definition.discoveryNqn());
  }

  /** Whether only the definition differs, so that the change can be made while running. */
  public boolean sameFixedSettings(TargetConfiguration other) {
    return loops.equals(other.loops)
        && metrics.equals(other.metrics)
        && logFormat == other.logFormat;
  }
}
