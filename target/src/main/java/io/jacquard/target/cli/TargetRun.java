package io.jacquard.target.cli;

import io.jacquard.nvme.identity.TransportAddress;
import io.jacquard.target.Target;
import io.jacquard.target.TargetSettings;
import io.jacquard.target.cli.StartReport.Exported;
import io.jacquard.target.cli.StartReport.Listening;
import io.jacquard.target.cli.StartReport.Volume;
import io.jacquard.target.config.ConfigurationWatcher;
import io.jacquard.target.config.Finding;
import io.jacquard.target.config.LoadedConfiguration;
import io.jacquard.target.config.LogFormat;
import io.jacquard.target.config.TargetConfiguration;
import io.jacquard.target.definition.PortDefinition;
import io.jacquard.target.definition.SubsystemDefinition;
import io.jacquard.target.metrics.MetricsServer;
import io.jacquard.target.metrics.TargetMetrics;
import io.jacquard.target.subsystem.Subsystem;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A target that runs as a program, with its metrics and the watch over its configuration file. */
final class TargetRun implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TargetRun.class);

  private final ConfigurationFlags flags;
  private final TargetMetrics metrics = new TargetMetrics();
  private final LiveExport export;
  private final Target target;
  private Optional<MetricsServer> server = Optional.empty();
  private Optional<ConfigurationWatcher> watcher = Optional.empty();

  /**
   * Starts.
   *
   * @throws IOException if something cannot be had; nothing is left running then
   */
  TargetRun(ConfigurationFlags flags, LoadedConfiguration loaded) throws IOException {
    this.flags = flags;
    warn(loaded);
    TargetConfiguration configuration = loaded.configuration();
    target =
        Target.start(
            TargetSettings.defaults(metrics).withLoops(configuration.loops()),
            configuration.definition());
    try {
      export = new LiveExport(target, configuration);
      if (configuration.metrics().isPresent()) {
        server = Optional.of(serve(configuration.metrics().get()));
      }
      if (flags.file().isPresent()) {
        watcher = Optional.of(watch(flags.file().get()));
        // The file may have changed between reading and watching.
        export.reload(flags);
      }
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  private MetricsServer serve(InetSocketAddress at) throws IOException {
    return new MetricsServer(metrics, new InetSocketAddress(at.getHostString(), at.getPort()));
  }

  private ConfigurationWatcher watch(Path file) throws IOException {
    return new ConfigurationWatcher(file, () -> export.reload(flags));
  }

  static void warn(LoadedConfiguration loaded) {
    for (Finding warning : loaded.warnings()) {
      LOG.warn("{}", warning);
    }
  }

  /** Runs until the process is told to stop. */
  void untilStopped() throws InterruptedException {
    try (StopSignal signal = new StopSignal(this::close)) {
      signal.await();
    }
  }

  /** Tells a person what runs. */
  void report(PrintWriter out) {
    if (export.configuration().logFormat() == LogFormat.JSON) {
      return;
    }
    List<Exported> subsystems = target.subsystems().stream().map(TargetRun::exported).toList();
    List<Listening> addresses = new ArrayList<>();
    for (PortDefinition port : target.definition().ports()) {
      TransportAddress at = target.addresses().get(port.portId());
      addresses.add(new Listening(at, port.subsystems()));
    }
    new StartReport(out).print(subsystems, addresses, server.map(TargetRun::url));
  }

  private static String url(MetricsServer server) {
    InetSocketAddress at = server.address();
    return "http://" + at.getHostString() + ":" + at.getPort() + "/metrics";
  }

  private static Exported exported(Subsystem subsystem) {
    List<Volume> volumes =
        subsystem.namespaces().stream()
            .map(
                namespace ->
                    new Volume(
                        namespace.nsid(),
                        namespace.medium().geometry(),
                        namespace.medium().description(),
                        namespace.medium().access().notes()))
            .toList();
    return new Exported(subsystem.nqn(), hosts(subsystem.definition()), volumes);
  }

  private static String hosts(SubsystemDefinition definition) {
    int named = definition.allowedHosts().size();
    if (definition.allowAnyHost()) {
      return "every host may connect";
    }
    return named == 0
        ? "no host may connect"
        : named + (named == 1 ? " host" : " hosts") + " may connect";
  }

  @Override
  public void close() throws IOException {
    if (watcher.isPresent()) {
      watcher.get().close();
    }
    target.close();
    LOG.info("Stopped");
    server.ifPresent(MetricsServer::close);
    metrics.close();
  }
}
