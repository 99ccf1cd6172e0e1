package io.jacquard.target.config;

import io.jacquard.nvme.identity.Nqn;
import io.jacquard.nvme.identity.TransportAddress;
import io.jacquard.nvme.identity.TransportType;
import io.jacquard.nvme.transport.ListenSettings;
import io.jacquard.target.definition.PortDefinition;
import io.jacquard.target.definition.ReferralDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the ports of nvmetcli's form. */
final class NvmetPortReader {
  private static final int LAST_PORT_ID = 65535;
  private static final int LARGEST_IN_CAPSULE = 65536;

  private NvmetPortReader() {}

  static List<PortDefinition> read(List<Section> sections, List<Nqn> subsystems) {
    List<PortDefinition> found = new ArrayList<>();
    PortReader.Uniqueness unique = new PortReader.Uniqueness();
    for (Section section : sections) {
      Optional<PortDefinition> port = port(section, subsystems);
      port.ifPresent(one -> unique.check(section, one, "portid", "addr"));
      port.ifPresent(found::add);
    }
    return found;
  }

  private static Optional<PortDefinition> port(Section section, List<Nqn> defined) {
    Optional<Integer> id = portId(section);
    Optional<TransportAddress> address = section.section("addr").flatMap(NvmetPortReader::address);
    if (!section.has("addr")) {
      section.error("addr", "is missing; it holds trtype, traddr and trsvcid");
    }
    List<Nqn> exported = section.texts("subsystems", Nqn::accept);
    exported.stream()
        .filter(nqn -> !defined.contains(nqn))
        .forEach(nqn -> section.error("subsystems", PortReader.undefined(nqn, defined)));
    section.sections("ana_groups").forEach(NvmetPortReader::anaGroup);
    List<ReferralDefinition> referrals =
        section.sections("referrals").stream()
            .map(NvmetPortReader::referral)
            .flatMap(Optional::stream)
            .toList();
    TransportType type = address.map(TransportAddress::type).orElse(TransportType.TCP);
    int inCapsule =
        section
            .section("param")
            .flatMap(NvmetPortReader::inCapsuleBytes)
            .orElse(ListenSettings.defaultInCapsuleBytes(type));
    section.finish();
    if (id.isEmpty() || address.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new PortDefinition(
            id.get(),
            address.get(),
            exported.stream().distinct().toList(),
            referrals,
            inCapsule,
            ListenSettings.defaults().maxConnections()));
  }

  private static Optional<Integer> portId(Section section) {
    if (!section.has("portid")) {
      section.error("portid", "is missing");
    }
    return section.textOrNumber(
        "portid", text -> NvmetSubsystemReader.parseNumber(text, 0, LAST_PORT_ID));
  }

  private static Optional<TransportAddress> address(Section addr) {
    Optional<TransportType> type = addr.text("trtype", NvmetPortReader::type);
    Optional<String> traddr = addr.text("traddr");
    int port =
        addr.textOrNumber("trsvcid", text -> NvmetSubsystemReader.parseNumber(text, 0, 65535))
            .orElse(TransportAddress.DEFAULT_PORT);
    addr.text("adrfam", NvmetPortReader::family);
    addr.text("treq").ifPresent(treq -> checkSecurity(addr, "treq", treq, "required"));
    addr.text("tsas").ifPresent(tsas -> checkSecurity(addr, "tsas", tsas, "tls1.3"));
    addr.finish();
    if (type.isEmpty() || traddr.isEmpty()) {
      addr.error("traddr", "trtype and traddr are needed, such as \"tcp\" and \"192.0.2.1\"");
      return Optional.empty();
    }
    try {
      return Optional.of(TransportAddress.of(type.get(), traddr.get(), port));
    } catch (IllegalArgumentException e) {
      addr.error("traddr", e.getMessage());
      return Optional.empty();
    }
  }

  private static TransportType type(String text) {
    return switch (text) {
      case "tcp" -> TransportType.TCP;
      case "rdma" -> TransportType.RDMA;
      default ->
          throw new IllegalArgumentException(
              "transport '" + text + "' is not supported; use tcp or rdma");
    };
  }

  private static String family(String text) {
    if (!text.equals("ipv4") && !text.equals("ipv6")) {
      throw new IllegalArgumentException("'" + text + "' is not one of ipv4, ipv6");
    }
    return text;
  }

  private static void checkSecurity(Section addr, String key, String value, String demanding) {
    if (value.equals(demanding)) {
      addr.error(
          key,
          "TLS is not supported, and leaving it out would send data in the clear; remove the"
              + " demand here if that is meant");
    }
  }

  private static void anaGroup(Section group) {
    group
        .section("ana")
        .ifPresent(
            ana -> {
              ana.text("state")
                  .filter(state -> !state.equals("optimized"))
                  .ifPresent(
                      state -> ana.warn("state", state + " is not supported; paths are optimized"));
              ana.finish();
            });
    group.ignore("grpid");
    group.finish();
  }

  private static Optional<ReferralDefinition> referral(Section section) {
    boolean enabled = section.textOrNumber("enable", NvmetSubsystemReader::flag).orElse(true);
    int id = portId(section).orElse(0);
    Optional<TransportAddress> address = section.section("addr").flatMap(NvmetPortReader::address);
    section.ignore("name");
    section.finish();
    return address.filter(at -> enabled).map(at -> new ReferralDefinition(id, at, Nqn.DISCOVERY));
  }

  /** Empty for -1, which leaves the choice to the target. */
  private static Optional<Integer> inCapsuleBytes(Section param) {
    int bytes =
        param
            .textOrNumber(
                "inline_data_size",
                text -> text.equals("-1") ? -1 : NvmetSubsystemReader.parseNumber(text, 0, 1 << 30))
            .orElse(-1);
    param.ignore("pi_enable", "max_queue_size", "mdts");
    param.finish();
    return bytes < 0 ? Optional.empty() : Optional.of(Math.min(bytes, LARGEST_IN_CAPSULE) & ~15);
  }
}
