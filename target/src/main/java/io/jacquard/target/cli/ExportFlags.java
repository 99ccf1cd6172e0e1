package io.jacquard.target.cli;

import io.jacquard.nvme.identity.Nqn;
import io.jacquard.nvme.identity.TransportAddress;
import io.jacquard.nvme.loop.LoopSettings;
import io.jacquard.nvme.namespace.NamespaceKinds;
import io.jacquard.nvme.namespace.NamespaceUri;
import io.jacquard.target.config.DefaultNqn;
import io.jacquard.target.config.DefaultPorts;
import io.jacquard.target.config.LogFormat;
import io.jacquard.target.config.TargetConfiguration;
import io.jacquard.target.definition.NamespaceDefinition;
import io.jacquard.target.definition.PassthroughDefinition;
import io.jacquard.target.definition.PassthroughDefinition.AdminCommands;
import io.jacquard.target.definition.PortDefinition;
import io.jacquard.target.definition.SubsystemDefinition;
import io.jacquard.target.definition.TargetDefinition;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Option;

/** Flags that describe one subsystem to export, in place of a configuration file. */
final class ExportFlags {
  private static final String NSID = "nsid";
  private static final String EXPORT_NSID = "export-nsid";

  /** Kinds that are all one namespace, for which {@code nsid} is free to name the export. */
  private static final Set<String> WHOLE = Set.of("mem", "file", "pmem");

  private static final String NONE = "none";

  @Option(
      names = "--namespace",
      paramLabel = "URI",
      description =
          "What to export: mem:SIZE, a path of a file or device, pci:ADDRESS, or any other that"
              + " 'jacquard enum' lists. Options follow after '?', as in"
              + " disk.img?size=10G&block=4096 (quote it for the shell). May be repeated; the"
              + " namespace IDs are 1, 2, ..., or as given by export-nsid=N (or nsid=N, where the"
              + " medium has no namespaces of its own).",
      converter = UriConverter.class)
  private List<NamespaceUri> namespaces = new ArrayList<>();

  @Option(
      names = "--passthru",
      paramLabel = "DEVICE",
      description =
          "Instead of namespaces: show this NVMe controller, such as /dev/nvme0, to hosts as it is,"
              + " with all of its namespaces, logs and features. Needs root.")
  private Optional<Path> passthru = Optional.empty();

  @Option(
      names = "--admin-commands",
      paramLabel = "SET",
      description =
          "With --passthru, which admin commands of hosts reach the device: standard (tell and set"
              + " features), vendor (also vendor specific ones; the default) or all (also sanitize,"
              + " firmware, security, self-test, directives).",
      converter = AdminCommandsConverter.class)
  private Optional<AdminCommands> adminCommands = Optional.empty();

  @Option(
      names = "--nqn",
      paramLabel = "NQN",
      description =
          "Name of the subsystem. Without it a name that is always the same for the same path on"
              + " this machine.",
      converter = NqnConverter.class)
  private Optional<Nqn> nqn = Optional.empty();

  @Option(
      names = "--port",
      paramLabel = "ADDRESS",
      description =
          "Where to listen, as tcp://ADDR:PORT, or as rdma://ADDR:PORT, which needs an RDMA device"
              + " with that address ('jacquard library-info' shows them). May be repeated. Default:"
              + " tcp://127.0.0.1:4420.",
      converter = AddressConverter.class)
  private List<TransportAddress> ports = new ArrayList<>();

  @Option(
      names = "--discovery-port",
      paramLabel = "PORT",
      description =
          "Also answer discovery on this port of each address, or 'none'. Without it 8009, if that"
              + " is free.")
  private Optional<String> discoveryPort = Optional.empty();

  @Option(
      names = "--allow-any-host",
      description =
          "Let every host connect. This is the default on loopback addresses and must be said on"
              + " others.")
  private boolean allowAnyHost;

  @Option(
      names = "--host",
      paramLabel = "NQN",
      description = "Let this host connect, and no other that is not named. May be repeated.",
      converter = NqnConverter.class)
  private List<Nqn> hosts = new ArrayList<>();

  /** The first flag that was given, if any was. */
  Optional<String> given() {
    if (!namespaces.isEmpty()) {
      return Optional.of("--namespace");
    }
    if (passthru.isPresent()) {
      return Optional.of("--passthru");
    }
    if (adminCommands.isPresent()) {
      return Optional.of("--admin-commands");
    }
    if (nqn.isPresent()) {
      return Optional.of("--nqn");
    }
    if (!ports.isEmpty()) {
      return Optional.of("--port");
    }
    if (discoveryPort.isPresent()) {
      return Optional.of("--discovery-port");
    }
    return allowAnyHost
        ? Optional.of("--allow-any-host")
        : hosts.stream().findFirst().map(h -> "--host");
  }

  /**
   * What the flags mean.
   *
   * @throws IllegalArgumentException if they contradict each other; the message says what to do
   */
  TargetConfiguration configuration() {
    checkMedia();
    List<NamespaceDefinition> defined = definitions();
    Nqn name = nqn.orElseGet(() -> DefaultNqn.of(firstMedium(defined)));
    List<PortDefinition> listening = new ArrayList<>();
    for (TransportAddress at : ports.isEmpty() ? List.of(DefaultPorts.address()) : ports) {
      listening.add(DefaultPorts.port(listening.size() + 1, at, List.of(name)));
    }
    boolean open = isOpen(listening);
    List<PortDefinition> asked = new ArrayList<>(listening);
    List<PortDefinition> offered = List.of();
    if (discoveryPort.isEmpty()) {
      offered = DefaultPorts.discovery(listening, TransportAddress.DISCOVERY_PORT);
    } else if (!discoveryPort.get().equals(NONE)) {
      asked.addAll(DefaultPorts.discovery(listening, portNumber(discoveryPort.get())));
    }
    SubsystemDefinition subsystem =
        new SubsystemDefinition(
            name,
            Optional.empty(),
            SubsystemDefinition.DEFAULT_MODEL,
            open,
            Set.copyOf(hosts),
            defined,
            1,
            SubsystemDefinition.LAST_CONTROLLER_ID,
            SubsystemDefinition.DEFAULT_IO_QUEUES,
            SubsystemDefinition.DEFAULT_QUEUE_ENTRIES);
    SubsystemDefinition exported = passthrough().map(subsystem::passing).orElse(subsystem);
    return new TargetConfiguration(
        new TargetDefinition(List.of(exported), asked, Optional.empty()),
        offered,
        LoopSettings.defaults(),
        Optional.empty(),
        LogFormat.TEXT);
  }

  private void checkMedia() {
    if (passthru.isPresent() && !namespaces.isEmpty()) {
      throw new IllegalArgumentException(
          "--passthru and --namespace contradict each other: a controller that is passed through"
              + " has its own namespaces");
    }
    if (passthru.isEmpty() && adminCommands.isPresent()) {
      throw new IllegalArgumentException("--admin-commands needs --passthru");
    }
    if (passthru.isEmpty() && namespaces.isEmpty()) {
      throw new IllegalArgumentException(
          "nothing to export; add --namespace mem:64M, --namespace disk.img or --config FILE");
    }
  }

  private NamespaceUri firstMedium(List<NamespaceDefinition> defined) {
    return passthru
        .map(device -> new NamespaceUri("file", device.toString(), Map.of()))
        .orElseGet(() -> defined.getFirst().uri());
  }

  private Optional<PassthroughDefinition> passthrough() {
    return passthru.map(
        device ->
            new PassthroughDefinition(
                device.toAbsolutePath().normalize(),
                adminCommands.orElse(AdminCommands.VENDOR),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()));
  }

  private List<NamespaceDefinition> definitions() {
    List<NamespaceDefinition> found = new ArrayList<>();
    Set<Long> taken = new LinkedHashSet<>();
    for (NamespaceUri uri : namespaces) {
      exportNsid(uri).ifPresent(text -> claim(taken, nsid(text), uri));
    }
    long next = 1;
    for (NamespaceUri uri : namespaces) {
      Optional<String> asked = exportNsid(uri);
      while (asked.isEmpty() && !taken.add(next)) {
        next++;
      }
      long nsid = asked.map(ExportFlags::nsid).orElse(next);
      found.add(NamespaceDefinition.of(nsid, NamespaceKinds.checked(withoutNsid(uri))));
    }
    return found;
  }

  private static void claim(Set<Long> taken, long nsid, NamespaceUri uri) {
    if (!taken.add(nsid)) {
      throw new IllegalArgumentException(
          "--namespace " + uri + ": namespace ID " + nsid + " is given twice; choose another");
    }
  }

  private static long nsid(String text) {
    if (!text.matches("[0-9]{1,9}")) {
      throw new IllegalArgumentException("nsid=" + text + " is not a number");
    }
    return Long.parseLong(text);
  }

  private static Optional<String> exportNsid(NamespaceUri uri) {
    return uri.parameter(EXPORT_NSID)
        .or(() -> uri.parameter(NSID).filter(text -> WHOLE.contains(uri.scheme())));
  }

  private static NamespaceUri withoutNsid(NamespaceUri uri) {
    var parameters = new LinkedHashMap<>(uri.parameters());
    if (parameters.remove(EXPORT_NSID) == null && WHOLE.contains(uri.scheme())) {
      parameters.remove(NSID);
    }
    return new NamespaceUri(uri.scheme(), uri.target(), parameters);
  }

  private static int portNumber(String text) {
    if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) > 65535) {
      throw new IllegalArgumentException(
          "--discovery-port " + text + ": write a number from 0 to 65535, or none");
    }
    return Integer.parseInt(text);
  }

  private boolean isOpen(List<PortDefinition> listening) {
    if (allowAnyHost && !hosts.isEmpty()) {
      throw new IllegalArgumentException(
          "--allow-any-host and --host contradict each other; leave one out");
    }
    if (allowAnyHost || !hosts.isEmpty()) {
      return allowAnyHost;
    }
    for (PortDefinition port : listening) {
      if (!isLoopback(port.address())) {
        throw new IllegalArgumentException(
            port.address()
                + " can be reached from other machines: add --host NQN for each host that may"
                + " connect (on Linux its name is in /etc/nvme/hostnqn), or --allow-any-host");
      }
    }
    return true;
  }

  private static boolean isLoopback(TransportAddress address) {
    return switch (address.type()) {
      case LOOP -> true;
      case TCP, RDMA -> isLoopbackHost(address);
      case FC -> false;
    };
  }

  private static boolean isLoopbackHost(TransportAddress address) {
    try {
      return address.toSocketAddress().getAddress().isLoopbackAddress();
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(
          address + ": the host name is not known; check it or write the address", e);
    }
  }

  static final class UriConverter extends TextConverter<NamespaceUri> {
    UriConverter() {
      super(NamespaceUri::parse);
    }
  }

  static final class AdminCommandsConverter extends TextConverter<AdminCommands> {
    AdminCommandsConverter() {
      super(AdminCommands::parse);
    }
  }

  static final class NqnConverter extends TextConverter<Nqn> {
    NqnConverter() {
      super(Nqn::accept);
    }
  }

  static final class AddressConverter extends TextConverter<TransportAddress> {
    AddressConverter() {
      super(TransportAddress::parse);
    }
  }
}
