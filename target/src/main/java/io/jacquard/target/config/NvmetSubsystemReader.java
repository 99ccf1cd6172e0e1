package io.jacquard.target.config;

import static io.jacquard.target.definition.SubsystemDefinition.DEFAULT_MODEL;
import static io.jacquard.target.definition.SubsystemDefinition.DEFAULT_QUEUE_ENTRIES;
import static io.jacquard.target.definition.SubsystemDefinition.LAST_CONTROLLER_ID;

import io.jacquard.nvme.identity.Nguid;
import io.jacquard.nvme.identity.Nqn;
import io.jacquard.nvme.namespace.NamespaceUri;
import io.jacquard.target.definition.NamespaceDefinition;
import io.jacquard.target.definition.PassthroughDefinition;
import io.jacquard.target.definition.SubsystemDefinition;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Reads the subsystems of nvmetcli's form. */
final class NvmetSubsystemReader {
  private static final int SERIAL_LENGTH = 20;
  private static final int MODEL_LENGTH = 40;
  private static final int KERNEL_QUEUES = 128;
  private static final UUID NO_UUID = new UUID(0, 0);

  private NvmetSubsystemReader() {}

  static Optional<SubsystemDefinition> read(Section section, Set<Nqn> hosts) {
    Optional<Nqn> nqn = Names.nqn(section, "nqn");
    if (!section.has("nqn")) {
      section.error("nqn", "is missing; every subsystem needs a name");
    }
    Set<Nqn> allowed = new LinkedHashSet<>(section.texts("allowed_hosts", Nqn::accept));
    for (Nqn host : allowed) {
      if (!hosts.contains(host)) {
        section.error("allowed_hosts", host + " is not in 'hosts'; add { \"nqn\": ... } there");
      }
    }
    Optional<Attributes> attributes = section.section("attr").map(NvmetSubsystemReader::attributes);
    Attributes attr = attributes.orElseGet(Attributes::none);
    List<NamespaceDefinition> namespaces = namespaces(section.sections("namespaces"));
    Optional<PassthroughDefinition> passthrough =
        section.section("passthru").flatMap(one -> PassthroughReader.readNvmet(one, namespaces));
    section.finish();
    if (attr.first > attr.last) {
      section.error("attr.cntlid_min", attr.first + " is above cntlid_max, " + attr.last);
      return Optional.empty();
    }
    return nqn.map(
        name ->
            new SubsystemDefinition(
                name,
                attr.serial,
                attr.model,
                attr.anyHost,
                allowed,
                passthrough.isPresent() ? List.of() : namespaces,
                attr.first,
                attr.last,
                attr.queues,
                DEFAULT_QUEUE_ENTRIES,
                passthrough));
  }

  private record Attributes(
      Optional<String> serial, String model, boolean anyHost, int first, int last, int queues) {
    static Attributes none() {
      return new Attributes(
          Optional.empty(), DEFAULT_MODEL, false, 1, LAST_CONTROLLER_ID, KERNEL_QUEUES);
    }
  }

  private static Attributes attributes(Section attr) {
    Attributes defaults = Attributes.none();
    Attributes found =
        new Attributes(
            attr.textOrNumber("serial", text -> SubsystemReader.printable(text, SERIAL_LENGTH)),
            attr.textOrNumber("model", text -> SubsystemReader.printable(text, MODEL_LENGTH))
                .orElse(defaults.model()),
            attr.textOrNumber("allow_any_host", NvmetSubsystemReader::flag).orElse(false),
            number(attr, "cntlid_min", 1, LAST_CONTROLLER_ID).orElse(defaults.first()),
            number(attr, "cntlid_max", 1, LAST_CONTROLLER_ID).orElse(defaults.last()),
            number(attr, "qid_max", 1, 65535).orElse(defaults.queues()));
    if (attr.textOrNumber("pi_enable", NvmetSubsystemReader::flag).orElse(false)) {
      attr.warn("pi_enable", "protection information is not supported; it stays off");
    }
    attr.ignore("version", "firmware", "ieee_oui");
    attr.finish();
    return found;
  }

  private static Optional<Integer> number(Section section, String key, int least, int most) {
    return section.textOrNumber(key, text -> parseNumber(text, least, most));
  }

  static int parseNumber(String text, int least, int most) {
    if (!text.matches("[0-9]{1,9}")
        || Integer.parseInt(text) < least
        || Integer.parseInt(text) > most) {
      throw new IllegalArgumentException(
          "must be a number from " + least + " to " + most + ", not '" + text + "'");
    }
    return Integer.parseInt(text);
  }

  static boolean flag(String text) {
    return switch (text) {
      case "1", "true" -> true;
      case "0", "false" -> false;
      default -> throw new IllegalArgumentException("must be 0 or 1, not '" + text + "'");
    };
  }

  private static List<NamespaceDefinition> namespaces(List<Section> sections) {
    List<NamespaceDefinition> found = new ArrayList<>();
    Set<Long> seen = new HashSet<>();
    for (Section section : sections) {
      Optional<Integer> nsid = number(section, "nsid", 1, (int) NamespaceDefinition.LAST_NSID);
      if (!section.has("nsid")) {
        section.error("nsid", "is missing");
      }
      Optional<NamespaceDefinition> one = namespace(section, nsid.orElse(1));
      if (nsid.isPresent() && one.isPresent()) {
        if (seen.add(one.get().nsid())) {
          found.add(one.get());
        } else {
          section.error("nsid", nsid.get() + " is used twice");
        }
      }
    }
    return found;
  }

  private static Optional<NamespaceDefinition> namespace(Section section, long nsid) {
    boolean enabled = section.textOrNumber("enable", NvmetSubsystemReader::flag).orElse(true);
    section.ignore("ana_grpid", "ana", "p2pmem", "buffered_io", "revalidate_size", "resv");
    boolean readOnly = section.textOrNumber("readonly", NvmetSubsystemReader::flag).orElse(false);
    Optional<Section> device = section.section("device");
    Optional<String> path = device.flatMap(one -> one.text("path"));
    Optional<Nguid> nguid =
        device.flatMap(one -> one.text("nguid", Nguid::parse)).filter(id -> !id.isNone());
    Optional<UUID> uuid =
        device
            .flatMap(one -> one.text("uuid", SubsystemReader::uuid))
            .filter(id -> !id.equals(NO_UUID));
    device.ifPresent(Section::finish);
    section.finish();
    if (path.isEmpty()) {
      section.error("device.path", "is missing; it names the file or block device");
      return Optional.empty();
    }
    if (!enabled) {
      section.warn("enable", "namespace " + nsid + " is not enabled and is left out");
      return Optional.empty();
    }
    Map<String, String> options = new LinkedHashMap<>();
    if (readOnly) {
      options.put("readonly", "true");
    }
    NamespaceUri uri = new NamespaceUri("file", path.get(), options);
    return Optional.of(new NamespaceDefinition(nsid, uri, nguid, Optional.empty(), uuid));
  }
}
