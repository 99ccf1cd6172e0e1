package io.jacquard.target.config;

import io.jacquard.nvme.identity.Nqn;
import io.jacquard.nvme.identity.TransportAddress;
import io.jacquard.nvme.identity.TransportType;
import io.jacquard.nvme.transport.ListenSettings;
import io.jacquard.target.definition.PortDefinition;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The ports of a configuration that names none, and the discovery port beside those it names. */
public final class DefaultPorts {
  private static final String HOST = "127.0.0.1";

  private DefaultPorts() {}

  /** The loopback address with the port registered for NVMe over TCP. */
  public static TransportAddress address() {
    return TransportAddress.tcp(HOST, TransportAddress.DEFAULT_PORT);
  }

  /** A port with the default limits. */
  public static PortDefinition port(int portId, TransportAddress at, List<Nqn> subsystems) {
    ListenSettings limits = ListenSettings.defaults();
    return new PortDefinition(
        portId,
        at,
        subsystems,
        List.of(),
        ListenSettings.defaultInCapsuleBytes(at.type()),
        limits.maxConnections());
  }

  /**
   * Ports for discovery alone, one at each TCP address of {@code ports}; none where it is one of
   * them already.
   *
   * @param number the TCP port, 0 for any free one
   */
  public static List<PortDefinition> discovery(List<PortDefinition> ports, int number) {
    Set<TransportAddress> taken = new HashSet<>();
    int portId = 0;
    for (PortDefinition port : ports) {
      taken.add(port.address());
      portId = Math.max(portId, port.portId());
    }
    List<PortDefinition> found = new ArrayList<>();
    for (PortDefinition port : ports) {
      if (port.address().type() == TransportType.TCP && portId < 65535) {
        TransportAddress at = port.address().withPort(number);
        if (taken.add(at)) {
          found.add(port(++portId, at, List.of()));
        }
      }
    }
    return found;
  }
}
