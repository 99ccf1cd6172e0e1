package io.jacquard.lab.host;

import io.jacquard.nvme.identity.Nqn;
import io.jacquard.nvme.identity.TransportAddress;
import io.jacquard.nvme.loop.LoopSettings;
import io.jacquard.nvme.namespace.NamespaceUri;
import io.jacquard.target.Target;
import io.jacquard.target.TargetSettings;
import io.jacquard.target.config.DefaultPorts;
import io.jacquard.target.definition.NamespaceDefinition;
import io.jacquard.target.definition.PortDefinition;
import io.jacquard.target.definition.SubsystemDefinition;
import io.jacquard.target.definition.TargetDefinition;
import io.jacquard.target.metrics.TargetMetrics;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A target in this process, over TCP on ports of its own, whose namespaces a test changes. */
public final class ExportedTarget implements AutoCloseable {
  public static final Nqn NQN = Nqn.parse("nqn.2026-01.io.jacquard:exported");

  private static final int EXPORT = 1;
  private static final int DISCOVERY = 2;

  private final TargetMetrics metrics = new TargetMetrics();
  private final Target target;
  private final TransportAddress at;
  private final TransportAddress discovery;

  /** Exports these namespaces to every host. */
  public ExportedTarget(String... namespaces) throws IOException {
    target =
        Target.start(
            TargetSettings.defaults(metrics)
                .withLoops(LoopSettings.defaults().withCount(2))
                .withGrace(Duration.ofSeconds(2)),
            definition(
                TransportAddress.tcp("127.0.0.1", 0),
                TransportAddress.tcp("127.0.0.1", 0),
                namespaces));
    at = target.addresses().get(EXPORT);
    discovery = target.addresses().get(DISCOVERY);
  }

  private static TargetDefinition definition(
      TransportAddress at, TransportAddress discovery, String... namespaces) {
    List<NamespaceDefinition> defined = new ArrayList<>();
    for (String uri : namespaces) {
      defined.add(NamespaceDefinition.of(defined.size() + 1, NamespaceUri.parse(uri)));
    }
    PortDefinition port = DefaultPorts.port(EXPORT, at, List.of(NQN));
    PortDefinition discoveryPort = DefaultPorts.port(DISCOVERY, discovery, List.of());
    return new TargetDefinition(
        List.of(SubsystemDefinition.open(NQN, defined)),
        List.of(port, discoveryPort),
        Optional.empty());
  }

  /** Exports these namespaces from now on, under NSIDs 1, 2, and so on. */
  void export(String... namespaces) throws IOException {
    target.apply(
        definition(
            target.definition().ports().get(0).address(),
            target.definition().ports().get(1).address(),
            namespaces));
  }

  /** Lets only this host connect. */
  void allowOnly(Nqn host) throws IOException {
    TargetDefinition now = target.definition();
    SubsystemDefinition open = now.subsystems().getFirst();
    target.apply(
        new TargetDefinition(
            List.of(
                new SubsystemDefinition(
                    open.nqn(),
                    open.serialNumber(),
                    open.modelNumber(),
                    false,
                    Set.of(host),
                    open.namespaces(),
                    open.firstControllerId(),
                    open.lastControllerId(),
                    open.maxIoQueues(),
                    open.maxQueueEntries())),
            now.ports(),
            now.discoveryNqn()));
  }

  /** Where the subsystem is. */
  public TransportAddress address() {
    return at;
  }

  /** Where the discovery service is. */
  public TransportAddress discovery() {
    return discovery;
  }

  /** The subsystem's URI. */
  public String uri() {
    return at + "/" + NQN;
  }

  @Override
  public void close() {
    target.close();
    metrics.close();
  }
}
