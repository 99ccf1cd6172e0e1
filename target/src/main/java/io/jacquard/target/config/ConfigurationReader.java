package io.jacquard.target.config;

import io.jacquard.nvme.identity.Nqn;
import io.jacquard.nvme.identity.TransportAddress;
import io.jacquard.nvme.loop.LoopSettings;
import io.jacquard.target.definition.PortDefinition;
import io.jacquard.target.definition.SubsystemDefinition;
import io.jacquard.target.definition.TargetDefinition;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Reads a configuration file: YAML or JSON of Jacquard's own form, or JSON as nvmetcli saves it.
 * Reports everything that is wrong at once.
 */
public final class ConfigurationReader {
  private static final int MAX_LOOPS = 1024;
  private static final int LARGEST_TRANSFER = 1 << 30;

  private ConfigurationReader() {}

  /**
   * Reads a file. A relative path of a namespace in it is relative to the file's directory.
   *
   * @throws IOException if the file cannot be read; the message names it
   * @throws InvalidConfigurationException if it is not a valid configuration
   */
  public static LoadedConfiguration load(Path file)
      throws IOException, InvalidConfigurationException {
    Path directory = file.toAbsolutePath().normalize().getParent();
    return read(Document.load(file), Optional.ofNullable(directory));
  }

  /**
   * Reads text; a relative path in it stays relative.
   *
   * @param source a name for messages; its ending says whether the text is YAML or JSON
   * @throws InvalidConfigurationException if it is not a valid configuration
   */
  public static LoadedConfiguration parse(String source, String text)
      throws InvalidConfigurationException {
    return read(Document.parse(source, text), Optional.empty());
  }

  private static LoadedConfiguration read(Document document, Optional<Path> directory)
      throws InvalidConfigurationException {
    Findings findings = new Findings(document.source(), document.positions());
    Section root = new Section(document.root(), "", findings);
    Optional<TargetConfiguration> found =
        NvmetReader.recognizes(document.root())
            ? NvmetReader.read(root, findings)
            : readOwn(root, findings, directory);
    findings.check();
    return new LoadedConfiguration(found.orElseThrow(), findings.warnings());
  }

  private static Optional<TargetConfiguration> readOwn(
      Section root, Findings findings, Optional<Path> directory) {
    List<SubsystemDefinition> subsystems =
        SubsystemReader.read(root.sections("subsystems"), directory);
    List<Nqn> all = subsystems.stream().map(SubsystemDefinition::nqn).toList();
    boolean ownPorts = root.has("ports");
    List<PortDefinition> ports =
        ownPorts
            ? PortReader.read(root.sections("ports"), all)
            : List.of(DefaultPorts.port(1, DefaultPorts.address(), all));
    Optional<Nqn> discovery = root.section("discovery").flatMap(ConfigurationReader::discovery);
    LoopSettings loops =
        root.section("loops").map(ConfigurationReader::loops).orElseGet(LoopSettings::defaults);
    Optional<InetSocketAddress> metrics =
        root.section("metrics").flatMap(ConfigurationReader::metrics);
    LogFormat format = root.section("log").flatMap(ConfigurationReader::log).orElse(LogFormat.TEXT);
    root.finish();
    return define(findings, subsystems, ports, discovery)
        .map(
            definition ->
                new TargetConfiguration(
                    definition,
                    ownPorts
                        ? List.of()
                        : DefaultPorts.discovery(ports, TransportAddress.DISCOVERY_PORT),
                    loops,
                    metrics,
                    format));
  }

  /** Puts the parts together, unless there were errors before. */
  static Optional<TargetDefinition> define(
      Findings findings,
      List<SubsystemDefinition> subsystems,
      List<PortDefinition> ports,
      Optional<Nqn> discovery) {
    if (findings.hasErrors()) {
      return Optional.empty();
    }
    try {
      return Optional.of(new TargetDefinition(subsystems, ports, discovery));
    } catch (IllegalArgumentException e) {
      findings.error("", e.getMessage());
      return Optional.empty();
    }
  }

  private static Optional<Nqn> discovery(Section section) {
    Optional<Nqn> nqn = Names.nqn(section, "nqn");
    section.finish();
    return nqn;
  }

  private static LoopSettings loops(Section section) {
    LoopSettings defaults = LoopSettings.defaults();
    int count = section.number("count", 1, MAX_LOOPS).orElse(defaults.count());
    String engine = section.text("engine", Names::engine).orElse(defaults.engine());
    var spin = section.textOrNumber("spin", Names::spin).orElse(defaults.spin());
    long buffers =
        section.size("buffers", 1 << 20, Long.MAX_VALUE >> 1).orElse(defaults.bufferBytes());
    long transfer =
        section
            .size("largest-transfer", LoopSettings.SMALLEST_TRANSFER, LARGEST_TRANSFER)
            .orElse((long) defaults.largestTransfer());
    if (Long.bitCount(transfer) != 1) {
      section.error("largest-transfer", "must be a power of two, such as 128K");
      transfer = defaults.largestTransfer();
    }
    section.finish();
    return new LoopSettings(count, engine, spin, buffers, Math.toIntExact(transfer));
  }

  private static Optional<InetSocketAddress> metrics(Section section) {
    Optional<InetSocketAddress> address = section.textOrNumber("address", SocketAddressText::parse);
    section.finish();
    return address;
  }

  private static Optional<LogFormat> log(Section section) {
    Optional<LogFormat> format = section.text("format", LogFormat::parse);
    section.finish();
    return format;
  }
}
