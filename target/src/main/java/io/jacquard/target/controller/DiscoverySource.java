package io.jacquard.target.controller;

import io.jacquard.nvme.discovery.DiscoveryLog;
import io.jacquard.nvme.identity.Nqn;
import io.jacquard.nvme.identity.TransportAddress;
import java.util.Optional;

/** What discovery controllers tell. Thread-safe. */
public interface DiscoverySource {

  /** The name of the discovery subsystem: its unique one if it has one. */
  Nqn nqn();

  /**
   * Changes whenever the log that a host sees changes, and only then.
   *
   * @param host its name; empty for a host that gives none
   */
  long generation(Optional<Nqn> host);

  /**
   * The log for a host.
   *
   * @param host its name; empty for a host that gives none
   * @param at the address that the host connected to
   * @param portId the port through which it came
   */
  DiscoveryLog log(Optional<Nqn> host, TransportAddress at, int portId);

  /** A discovery controller has ended. */
  void ended(DiscoveryController controller);
}
