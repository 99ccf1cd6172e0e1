package io.jacquard.target.discovery;

import io.jacquard.nvme.identity.AddressFamily;
import io.jacquard.nvme.identity.Nqn;
import io.jacquard.nvme.identity.TransportAddress;
import io.jacquard.target.definition.ReferralDefinition;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * What there is to discover at one moment. Immutable.
 *
 * @param places every way to every subsystem
 * @param referrals other discovery services, by the port that tells of them
 * @param nqn the name of the discovery subsystem
 */
record DiscoveryView(List<Place> places, List<Referral> referrals, Nqn nqn) {

  /**
   * A subsystem behind a port.
   *
   * @param portId the port
   * @param address where it listens, perhaps a wildcard
   * @param subsystem the subsystem's name
   * @param audience who may connect
   */
  record Place(int portId, TransportAddress address, Nqn subsystem, Audience audience) {}

  /**
   * A referral told on a port.
   *
   * @param toldOn the port
   * @param to where it leads
   */
  record Referral(int toldOn, ReferralDefinition to) {}

  DiscoveryView {
    places = List.copyOf(places);
    referrals = List.copyOf(referrals);
  }

  /** What is left for one host, or for one that no list of hosts names. */
  DiscoveryView seenBy(Optional<Nqn> host) {
    List<Place> visible =
        places.stream()
            .filter(place -> place.audience().has(host))
            .map(p -> new Place(p.portId(), p.address(), p.subsystem(), Audience.ALL))
            .toList();
    return new DiscoveryView(visible, referrals, nqn);
  }

  /**
   * The address to tell a host that connected to {@code at}.
   *
   * @return empty if the host cannot get there: an address of the other family is not known, or the
   *     place is on the loopback and the host is not
   */
  static Optional<TransportAddress> reachable(TransportAddress place, TransportAddress at) {
    if (!place.isWildcard()) {
      return isLoopback(place) && !isLoopback(at)
          ? Optional.empty()
          : Optional.of(withoutZone(place));
    }
    boolean covered =
        place.family() == at.family()
            // Listening on [::] takes IPv4 connections as well.
            || (place.family() == AddressFamily.IPV6 && at.family() == AddressFamily.IPV4);
    if (!covered || at.isWildcard()) {
      return Optional.empty();
    }
    return Optional.of(
        withoutZone(new TransportAddress(place.type(), at.family(), at.traddr(), place.trsvcid())));
  }

  /** The zone of an IPv6 address names an interface of this machine: it means nothing to a host. */
  static TransportAddress withoutZone(TransportAddress address) {
    int zone = address.traddr().indexOf('%');
    return address.family() == AddressFamily.IPV6 && zone >= 0
        ? new TransportAddress(
            address.type(),
            address.family(),
            address.traddr().substring(0, zone),
            address.trsvcid())
        : address;
  }

  private static boolean isLoopback(TransportAddress address) {
    return switch (address.family()) {
      case IPV4, IPV6 -> InetAddress.ofLiteral(withoutZone(address).traddr()).isLoopbackAddress();
      case INTRA_HOST -> true;
      default -> false;
    };
  }
}
