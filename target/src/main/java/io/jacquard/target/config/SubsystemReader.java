package io.jacquard.target.config;

import static io.jacquard.target.definition.SubsystemDefinition.DEFAULT_IO_QUEUES;
import static io.jacquard.target.definition.SubsystemDefinition.DEFAULT_MODEL;
import static io.jacquard.target.definition.SubsystemDefinition.DEFAULT_QUEUE_ENTRIES;
import static io.jacquard.target.definition.SubsystemDefinition.LAST_CONTROLLER_ID;

import io.jacquard.nvme.identity.Eui64;
import io.jacquard.nvme.identity.Nguid;
import io.jacquard.nvme.identity.Nqn;
import io.jacquard.nvme.namespace.NamespaceKinds;
import io.jacquard.nvme.namespace.NamespaceUri;
import io.jacquard.target.definition.NamespaceDefinition;
import io.jacquard.target.definition.PassthroughDefinition;
import io.jacquard.target.definition.SubsystemDefinition;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Reads the subsystems of Jacquard's own form. */
final class SubsystemReader {
  private static final int SERIAL_LENGTH = 20;
  private static final int MODEL_LENGTH = 40;

  private SubsystemReader() {}

  static List<SubsystemDefinition> read(List<Section> sections, Optional<Path> directory) {
    List<SubsystemDefinition> found = new ArrayList<>();
    Map<Nqn, String> seen = new HashMap<>();
    for (Section section : sections) {
      Optional<SubsystemDefinition> one = subsystem(section, directory);
      one.ifPresent(
          subsystem -> {
            String earlier = seen.putIfAbsent(subsystem.nqn(), section.path());
            if (earlier != null) {
              section.error("nqn", subsystem.nqn() + " is the name of " + earlier + " already");
            }
          });
      one.ifPresent(found::add);
    }
    return found;
  }

  private static Optional<SubsystemDefinition> subsystem(
      Section section, Optional<Path> directory) {
    Optional<Nqn> nqn = Names.nqn(section, "nqn");
    if (!section.has("nqn")) {
      section.error("nqn", "is missing; every subsystem needs a name");
    }
    nqn.filter(Nqn::isDiscovery)
        .ifPresent(name -> section.error("nqn", "is the name of the discovery service"));
    Optional<String> serial = section.text("serial", text -> printable(text, SERIAL_LENGTH));
    String model =
        section.text("model", text -> printable(text, MODEL_LENGTH)).orElse(DEFAULT_MODEL);
    boolean anyHost = section.flag("allow-any-host").orElse(false);
    Set<Nqn> hosts = new LinkedHashSet<>(section.texts("hosts", Nqn::accept));
    int[] controllers = controllerIds(section);
    int queues = section.number("io-queues", 1, 65535).orElse(DEFAULT_IO_QUEUES);
    int entries = section.number("queue-entries", 16, 65536).orElse(DEFAULT_QUEUE_ENTRIES);
    List<NamespaceDefinition> namespaces = namespaces(section.sections("namespaces"), directory);
    Optional<PassthroughDefinition> passthrough = PassthroughReader.read(section, namespaces);
    section.finish();
    if (!anyHost && hosts.isEmpty()) {
      section.warn("hosts", "no host may connect; name hosts or set 'allow-any-host: true'");
    }
    return nqn.map(
        name ->
            new SubsystemDefinition(
                name,
                serial,
                model,
                anyHost,
                hosts,
                passthrough.isPresent() ? List.of() : namespaces,
                controllers[0],
                controllers[1],
                queues,
                entries,
                passthrough));
  }

  static String printable(String text, int longest) {
    boolean fits = text.chars().allMatch(c -> c >= ' ' && c <= '~');
    if (text.isBlank() || text.length() > longest || !fits) {
      throw new IllegalArgumentException(
          "'" + text + "' is not 1 to " + longest + " printable ASCII characters");
    }
    return text;
  }

  private static int[] controllerIds(Section section) {
    Optional<Section> range = section.section("controller-ids");
    int first = range.flatMap(r -> r.number("first", 1, LAST_CONTROLLER_ID)).orElse(1);
    int last =
        range.flatMap(r -> r.number("last", 1, LAST_CONTROLLER_ID)).orElse(LAST_CONTROLLER_ID);
    range.ifPresent(Section::finish);
    if (first > last) {
      section.error("controller-ids", "the first, " + first + ", is above the last, " + last);
      return new int[] {1, LAST_CONTROLLER_ID};
    }
    return new int[] {first, last};
  }

  private static List<NamespaceDefinition> namespaces(
      List<Section> sections, Optional<Path> directory) {
    List<NamespaceDefinition> found = new ArrayList<>();
    Map<Long, String> seen = new HashMap<>();
    long next = 1;
    for (Section section : sections) {
      long nsid = section.number("nsid", 1, (int) NamespaceDefinition.LAST_NSID).orElse((int) next);
      String earlier = seen.putIfAbsent(nsid, section.path());
      if (earlier != null) {
        section.error("nsid", nsid + " is the ID of " + earlier + " already");
      }
      next = Math.min(nsid + 1, NamespaceDefinition.LAST_NSID);
      namespace(section, nsid, directory).ifPresent(found::add);
    }
    return withoutRepeated(found);
  }

  /** Each NSID once: a repeated one was reported, and must not fail again further up. */
  private static List<NamespaceDefinition> withoutRepeated(List<NamespaceDefinition> all) {
    Set<Long> ids = new LinkedHashSet<>();
    return all.stream().filter(namespace -> ids.add(namespace.nsid())).toList();
  }

  private static Optional<NamespaceDefinition> namespace(
      Section section, long nsid, Optional<Path> directory) {
    Optional<NamespaceUri> uri = section.text("uri", text -> uri(text, directory));
    if (!section.has("uri")) {
      section.error("uri", "is missing; write 'uri: mem:64M' or 'uri: file:disk.img?size=10G'");
    }
    Optional<Nguid> nguid = section.text("nguid", Nguid::parse);
    Optional<Eui64> eui64 = section.text("eui64", Eui64::parse);
    Optional<UUID> uuid = section.text("uuid", SubsystemReader::uuid);
    section.finish();
    return uri.map(medium -> new NamespaceDefinition(nsid, medium, nguid, eui64, uuid));
  }

  static UUID uuid(String text) {
    if (!text.matches("[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a UUID, 8-4-4-4-12 hexadecimal digits");
    }
    return UUID.fromString(text);
  }

  private static NamespaceUri uri(String text, Optional<Path> directory) {
    NamespaceUri uri = NamespaceKinds.checked(NamespaceUri.parse(text));
    if (directory.isEmpty() || !uri.scheme().equals("file")) {
      return uri;
    }
    try {
      String path = directory.get().resolve(uri.target()).normalize().toString();
      return new NamespaceUri(uri.scheme(), path, uri.parameters());
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("'" + uri.target() + "' is not a path: " + e.getReason());
    }
  }
}
