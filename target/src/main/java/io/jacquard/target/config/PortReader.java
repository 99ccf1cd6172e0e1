package io.jacquard.target.config;

import io.jacquard.nvme.identity.Nqn;
import io.jacquard.nvme.identity.TransportAddress;
import io.jacquard.nvme.namespace.NearestName;
import io.jacquard.nvme.transport.ListenSettings;
import io.jacquard.target.definition.PortDefinition;
import io.jacquard.target.definition.ReferralDefinition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the ports of Jacquard's own form. */
final class PortReader {
  private static final int LAST_PORT_ID = 65535;
  private static final int LARGEST_IN_CAPSULE = 65536;
  private static final int IN_CAPSULE_UNIT = 16;
  private static final int MOST_CONNECTIONS = 1_000_000;

  private PortReader() {}

  static List<PortDefinition> read(List<Section> sections, List<Nqn> subsystems) {
    List<PortDefinition> found = new ArrayList<>();
    Uniqueness unique = new Uniqueness();
    int position = 1;
    for (Section section : sections) {
      Optional<PortDefinition> port = port(section, position++, subsystems);
      port.ifPresent(one -> unique.check(section, one, "id", "address"));
      port.ifPresent(found::add);
    }
    return found;
  }

  /** Finds ports with the same ID or address. */
  static final class Uniqueness {
    private final Map<Integer, String> ids = new HashMap<>();
    private final Map<TransportAddress, String> addresses = new HashMap<>();

    void check(Section section, PortDefinition port, String idKey, String addressKey) {
      String sameId = ids.putIfAbsent(port.portId(), section.path());
      if (sameId != null) {
        section.error(idKey, port.portId() + " is the ID of " + sameId + " already");
      }
      boolean anyFree = port.address().trsvcid().equals("0");
      String sameAddress = anyFree ? null : addresses.putIfAbsent(port.address(), section.path());
      if (sameAddress != null) {
        section.error(addressKey, port.address() + " is the address of " + sameAddress);
      }
    }
  }

  private static Optional<PortDefinition> port(
      Section section, int position, List<Nqn> subsystems) {
    int id = section.number("id", 0, LAST_PORT_ID).orElse(position);
    Optional<TransportAddress> address = section.text("address", Names::listenAddress);
    if (!section.has("address")) {
      section.error("address", "is missing; write 'address: tcp://127.0.0.1:4420'");
    }
    List<Nqn> exported =
        section.has("subsystems") ? exported(section, subsystems) : List.copyOf(subsystems);
    List<ReferralDefinition> referrals =
        section.sections("referrals").stream()
            .map(PortReader::referral)
            .flatMap(Optional::stream)
            .toList();
    ListenSettings defaults = ListenSettings.defaults();
    int inCapsule =
        section
            .size("in-capsule-data-size", 0, LARGEST_IN_CAPSULE)
            .map(Math::toIntExact)
            .orElseGet(
                () ->
                    address
                        .map(at -> ListenSettings.defaultInCapsuleBytes(at.type()))
                        .orElse(defaults.inCapsuleBytes()));
    if (inCapsule % IN_CAPSULE_UNIT != 0) {
      section.error("in-capsule-data-size", inCapsule + " is not a multiple of 16");
    }
    int connections =
        section.number("max-connections", 1, MOST_CONNECTIONS).orElse(defaults.maxConnections());
    section.finish();
    return address.map(
        at -> new PortDefinition(id, at, exported, referrals, inCapsule, connections));
  }

  private static List<Nqn> exported(Section section, List<Nqn> defined) {
    List<Nqn> named = section.texts("subsystems", Nqn::accept);
    for (Nqn nqn : named) {
      if (!defined.contains(nqn)) {
        section.error("subsystems", undefined(nqn, defined));
      }
    }
    return named.stream().distinct().toList();
  }

  static String undefined(Nqn nqn, List<Nqn> defined) {
    return "there is no subsystem "
        + nqn
        + NearestName.of(nqn.value(), defined.stream().map(Nqn::value).toList())
            .map(near -> "; did you mean " + near + "?")
            .orElse("; define it in 'subsystems'");
  }

  private static Optional<ReferralDefinition> referral(Section section) {
    int id = section.number("id", 0, LAST_PORT_ID).orElse(0);
    Optional<TransportAddress> address =
        section.text(
            "address", text -> TransportAddress.parse(text, TransportAddress.DISCOVERY_PORT));
    if (!section.has("address")) {
      section.error("address", "is missing; write 'address: tcp://192.0.2.1:8009'");
    }
    Nqn nqn = Names.nqn(section, "nqn").orElse(Nqn.DISCOVERY);
    section.finish();
    return address.map(at -> new ReferralDefinition(id, at, nqn));
  }
}
