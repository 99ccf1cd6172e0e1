package io.jacquard.target.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jacquard.nvme.identity.Nqn;
import io.jacquard.nvme.loop.LoopSettings;
import io.jacquard.nvme.namespace.ByteSize;
import io.jacquard.target.definition.NamespaceDefinition;
import io.jacquard.target.definition.PassthroughDefinition;
import io.jacquard.target.definition.PortDefinition;
import io.jacquard.target.definition.ReferralDefinition;
import io.jacquard.target.definition.SubsystemDefinition;
import io.jacquard.target.definition.TargetDefinition;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/** Writes a configuration in Jacquard's own form; {@link ConfigurationReader} reads it back. */
public final class ConfigurationWriter {
  private static final int LINE_WIDTH = 240;

  private ConfigurationWriter() {}

  /** As YAML. The default ports are written like any other. */
  public static String toYaml(TargetConfiguration configuration) {
    DumperOptions options = new DumperOptions();
    options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
    options.setWidth(LINE_WIDTH);
    options.setIndent(4);
    options.setIndicatorIndent(2);
    return new Yaml(options).dump(tree(configuration));
  }

  /** As JSON. */
  public static String toJson(TargetConfiguration configuration) {
    try {
      return new ObjectMapper()
              .writerWithDefaultPrettyPrinter()
              .writeValueAsString(tree(configuration))
          + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("maps of texts and numbers are always JSON", e);
    }
  }

  private static Map<String, Object> tree(TargetConfiguration configuration) {
    TargetDefinition definition = configuration.withDefaultPorts();
    Map<String, Object> root = new LinkedHashMap<>();
    root.put(
        "subsystems",
        definition.subsystems().stream().map(ConfigurationWriter::subsystem).toList());
    root.put("ports", definition.ports().stream().map(ConfigurationWriter::port).toList());
    definition.discoveryNqn().ifPresent(nqn -> root.put("discovery", Map.of("nqn", nqn.value())));
    root.put("loops", loops(configuration.loops()));
    configuration
        .metrics()
        .ifPresent(at -> root.put("metrics", Map.of("address", SocketAddressText.format(at))));
    root.put("log", Map.of("format", configuration.logFormat().toString()));
    return root;
  }

  private static Map<String, Object> subsystem(SubsystemDefinition subsystem) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("nqn", subsystem.nqn().value());
    subsystem.serialNumber().ifPresent(serial -> map.put("serial", serial));
    map.put("model", subsystem.modelNumber());
    map.put("allow-any-host", subsystem.allowAnyHost());
    if (!subsystem.allowedHosts().isEmpty()) {
      map.put("hosts", texts(subsystem.allowedHosts().stream().sorted().toList()));
    }
    Map<String, Object> controllerIds = new LinkedHashMap<>();
    controllerIds.put("first", subsystem.firstControllerId());
    controllerIds.put("last", subsystem.lastControllerId());
    map.put("controller-ids", controllerIds);
    map.put("io-queues", subsystem.maxIoQueues());
    map.put("queue-entries", subsystem.maxQueueEntries());
    subsystem
        .passthrough()
        .ifPresentOrElse(
            passed -> map.put("passthru", passthrough(passed)),
            () ->
                map.put(
                    "namespaces",
                    subsystem.namespaces().stream().map(ConfigurationWriter::namespace).toList()));
    return map;
  }

  private static Map<String, Object> passthrough(PassthroughDefinition passed) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("device", passed.device().toString());
    map.put("admin-commands", passed.commands().toString());
    passed.clearIds().ifPresent(clear -> map.put("clear-ids", clear));
    passed.adminTimeout().ifPresent(t -> map.put("admin-timeout", DurationText.format(t)));
    passed.ioTimeout().ifPresent(t -> map.put("io-timeout", DurationText.format(t)));
    return map;
  }

  private static Map<String, Object> namespace(NamespaceDefinition namespace) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("nsid", namespace.nsid());
    map.put("uri", namespace.uri().toString());
    namespace.nguid().ifPresent(id -> map.put("nguid", id.toString()));
    namespace.eui64().ifPresent(id -> map.put("eui64", id.toString()));
    namespace.uuid().ifPresent(id -> map.put("uuid", id.toString()));
    return map;
  }

  private static Map<String, Object> port(PortDefinition port) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("id", port.portId());
    map.put("address", port.address().toString());
    map.put("subsystems", texts(port.subsystems()));
    if (!port.referrals().isEmpty()) {
      map.put("referrals", port.referrals().stream().map(ConfigurationWriter::referral).toList());
    }
    map.put("in-capsule-data-size", ByteSize.format(port.inCapsuleBytes()));
    map.put("max-connections", port.maxConnections());
    return map;
  }

  private static Map<String, Object> referral(ReferralDefinition referral) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("id", referral.portId());
    map.put("address", referral.address().toString());
    map.put("nqn", referral.nqn().value());
    return map;
  }

  private static Map<String, Object> loops(LoopSettings loops) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("count", loops.count());
    map.put("engine", loops.engine());
    map.put("spin", DurationText.format(loops.spin()));
    map.put("buffers", ByteSize.format(loops.bufferBytes()));
    map.put("largest-transfer", ByteSize.format(loops.largestTransfer()));
    return map;
  }

  private static List<String> texts(Collection<Nqn> nqns) {
    return nqns.stream().map(Nqn::value).toList();
  }
}
