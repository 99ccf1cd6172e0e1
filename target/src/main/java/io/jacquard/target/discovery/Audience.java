package io.jacquard.target.discovery;

import io.jacquard.nvme.identity.Nqn;
import java.util.Optional;
import java.util.Set;

/**
 * Who may see a subsystem.
 *
 * @param everybody true for every host
 * @param hosts those that may otherwise
 */
record Audience(boolean everybody, Set<Nqn> hosts) {
  static final Audience ALL = new Audience(true, Set.of());

  Audience {
    hosts = everybody ? Set.of() : Set.copyOf(hosts);
  }

  /** True if {@code host} may; the empty host is one that no list names. */
  boolean has(Optional<Nqn> host) {
    return everybody || host.filter(hosts::contains).isPresent();
  }
}
