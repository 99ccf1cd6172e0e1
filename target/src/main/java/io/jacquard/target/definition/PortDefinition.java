package io.jacquard.target.definition;

import io.jacquard.nvme.identity.Nqn;
import io.jacquard.nvme.identity.TransportAddress;
import java.util.List;

/**
 * A place where hosts connect.
 *
 * @param portId PORTID in discovery log entries, 0 to 65535
 * @param address where to listen; port 0 takes any free one
 * @param subsystems what is exported here; the discovery subsystem always is
 * @param referrals discovery services elsewhere that hosts are told of here
 * @param inCapsuleBytes most data in an I/O command capsule, a multiple of 16, 0 to 65536
 * @param maxConnections connections at a time, 1 or more
 */
public record PortDefinition(
    int portId,
    TransportAddress address,
    List<Nqn> subsystems,
    List<ReferralDefinition> referrals,
    int inCapsuleBytes,
    int maxConnections) {

  /** Copies the lists and checks ranges. */
  public PortDefinition {
    subsystems = List.copyOf(subsystems);
    referrals = List.copyOf(referrals);
    if (portId < 0 || portId > 65535) {
      throw new IllegalArgumentException("port ID " + portId + " is not in 0..65535");
    }
  }
}
