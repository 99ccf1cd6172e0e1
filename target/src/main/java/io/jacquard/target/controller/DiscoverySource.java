package io.jacquard.target.controller;

import io.jacquard.nvme.discovery.DiscoveryLog;
import io.jacquard.nvme.identity.Nqn;
import io.jacquard.nvme.identity.TransportAddress;

/** What discovery controllers tell. Thread-safe. */
public interface DiscoverySource {

  /** The name of the discovery subsystem: its unique one if it has one. */
  Nqn nqn();

  /** Changes whenever the log that {@code host} sees changes, and only then. */
  long generation(Nqn host);

  /**
   * The log for a host.
   *
   * @param at the address that the host connected to
   * @param portId the port through which it came
   */
  DiscoveryLog log(Nqn host, TransportAddress at, int portId);

  /** A discovery controller has ended. */
  void ended(DiscoveryController controller);
}
