package io.jacquard.target.cli;

import io.jacquard.target.Target;
import io.jacquard.target.config.Finding;
import io.jacquard.target.config.InvalidConfigurationException;
import io.jacquard.target.config.LoadedConfiguration;
import io.jacquard.target.config.TargetConfiguration;
import io.jacquard.target.definition.PortDefinition;
import io.jacquard.target.definition.TargetDefinition;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.ParameterException;

/**
 * What a running target exports, as its configuration changes. Default ports are opened if they can
 * be, and only warned about if not. Thread-safe.
 */
final class LiveExport {
  private static final Logger LOG = LoggerFactory.getLogger(LiveExport.class);

  private final Target target;
  private final Set<PortDefinition> refused = new HashSet<>();
  private volatile TargetConfiguration configuration;

  /** Takes over a target that exports the definition of {@code first}; opens its default ports. */
  LiveExport(Target target, TargetConfiguration first) {
    this.target = target;
    this.configuration = first;
    openDefaultPorts(first);
  }

  /** The configuration in effect. */
  TargetConfiguration configuration() {
    return configuration;
  }

  /**
   * Reads the configuration anew and goes over to it if it says something else. One that is wrong
   * changes nothing.
   */
  synchronized void reload(ConfigurationFlags flags) {
    LoadedConfiguration loaded;
    try {
      loaded = flags.load();
    } catch (InvalidConfigurationException e) {
      for (Finding error : e.errors()) {
        LOG.error("{}", error);
      }
      LOG.error("The configuration was not changed: correct the file and save it again");
      return;
    } catch (IOException | ParameterException e) {
      LOG.error("The configuration was not changed: {}", e.getMessage());
      return;
    }
    TargetConfiguration next = loaded.configuration();
    if (next.equals(configuration)) {
      return;
    }
    TargetRun.warn(loaded);
    if (!next.sameFixedSettings(configuration)) {
      LOG.warn("Changes to loops, metrics and log take effect when the target is started again");
    }
    try {
      target.apply(with(next, openDefaults(next)));
      LOG.info("The configuration was changed");
    } catch (IOException e) {
      LOG.error("The configuration was changed, but not all of it: {}", e.getMessage());
    }
    configuration = next;
    openDefaultPorts(next);
  }

  private List<PortDefinition> openDefaults(TargetConfiguration next) {
    List<PortDefinition> open = new ArrayList<>(next.defaultPorts());
    open.retainAll(target.definition().ports());
    return open;
  }

  private void openDefaultPorts(TargetConfiguration next) {
    for (PortDefinition port : next.defaultPorts()) {
      List<PortDefinition> open = openDefaults(next);
      if (!open.contains(port)) {
        open.add(port);
        tryPort(next, port, open);
      }
    }
  }

  private void tryPort(TargetConfiguration next, PortDefinition port, List<PortDefinition> open) {
    try {
      target.apply(with(next, open));
      refused.remove(port);
    } catch (IOException e) {
      if (refused.add(port)) {
        LOG.warn(
            "No discovery on {}: {}; hosts can discover on the other ports",
            port.address(),
            e.getMessage());
      }
    }
  }

  private static TargetDefinition with(TargetConfiguration next, List<PortDefinition> defaults) {
    TargetDefinition definition = next.definition();
    List<PortDefinition> ports = new ArrayList<>(definition.ports());
    ports.addAll(defaults);
    return new TargetDefinition(definition.subsystems(), ports, definition.discoveryNqn());
  }
}
