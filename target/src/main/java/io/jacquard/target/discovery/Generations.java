package io.jacquard.target.discovery;

import io.jacquard.nvme.identity.Nqn;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The generation counter of the log that each host sees (GENCTR). Hosts that lists name have their
 * own; all others see the same and share one, so strangers cannot make this grow. Immutable.
 *
 * @param ofOthers generation for hosts that were never named
 * @param ofNamed generation by host
 */
record Generations(long ofOthers, Map<Nqn, Long> ofNamed) {
  static final Generations FIRST = new Generations(1, Map.of());

  Generations {
    ofNamed = Map.copyOf(ofNamed);
  }

  long of(Optional<Nqn> host) {
    return host.map(ofNamed::get).orElse(ofOthers);
  }

  /** The generations after {@code before} has become {@code after}. */
  Generations next(DiscoveryView before, DiscoveryView after) {
    Map<Nqn, Long> named = new HashMap<>(ofNamed);
    addHosts(before, named);
    addHosts(after, named);
    named.replaceAll((host, generation) -> generation + change(before, after, Optional.of(host)));
    return new Generations(ofOthers + change(before, after, Optional.empty()), named);
  }

  private void addHosts(DiscoveryView view, Map<Nqn, Long> named) {
    for (DiscoveryView.Place place : view.places()) {
      place.audience().hosts().forEach(host -> named.putIfAbsent(host, ofOthers));
    }
  }

  private static int change(DiscoveryView before, DiscoveryView after, Optional<Nqn> host) {
    return before.seenBy(host).equals(after.seenBy(host)) ? 0 : 1;
  }
}
