package io.jacquard.target.metrics;

import io.jacquard.nvme.identity.Nqn;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.transport.CloseReason;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a target counts: I/O by subsystem, namespace, host and kind of command, and events.
 * Thread-safe; the number of series has a limit whatever hosts do.
 */
public final class TargetMetrics implements AutoCloseable {

  /** Combinations of subsystem, namespace and host that are counted apart. */
  static final int IO_SERIES = 1024;

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final IoSeriesTable io;
  private final JvmGcMetrics garbageCollection = new JvmGcMetrics();
  private final AtomicInteger connections = new AtomicInteger();
  private final Map<Nqn, AtomicInteger> controllers = new ConcurrentHashMap<>();

  /** Counts nothing yet. */
  public TargetMetrics() {
    this(IO_SERIES);
  }

  TargetMetrics(int ioSeries) {
    io = new IoSeriesTable(ioSeries);
    registry.getPrometheusRegistry().register(new IoCollector(io));
    Gauge.builder("jacquard.connections", connections, AtomicInteger::get)
        .description("Connections open now")
        .register(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    garbageCollection.bindTo(registry);
  }

  /**
   * A recorder for the commands that a queue of {@code host} runs on a namespace. Cold path: called
   * when the queue first uses the namespace; closed with the queue.
   */
  public IoRecorder recorder(Nqn subsystem, long nsid, String host) {
    return io.open(new IoSeries.Key(subsystem.toString(), Long.toString(nsid), host));
  }

  /** A transport connection was taken. */
  public void connectionOpened() {
    connections.incrementAndGet();
    registry.counter("jacquard.connections.opened").increment();
  }

  /** A transport connection that was counted as opened has ended. */
  public void connectionClosed(CloseReason.Kind reason) {
    connections.decrementAndGet();
    registry.counter("jacquard.connections.closed", "reason", label(reason)).increment();
  }

  /**
   * A Connect command was refused.
   *
   * @param status what the host was told; see {@link Status}
   */
  public void connectRefused(int status) {
    String code = String.format("%03x", status & Status.CODE_MASK);
    registry.counter("jacquard.connects.refused", "status", code).increment();
  }

  /** A controller was made for a host. */
  public void controllerCreated(Nqn subsystem) {
    controllersOf(subsystem).incrementAndGet();
    registry.counter("jacquard.controllers.started", "subsystem", subsystem.toString()).increment();
  }

  /** A controller that was counted as created is gone. */
  public void controllerRemoved(Nqn subsystem) {
    controllersOf(subsystem).decrementAndGet();
  }

  /** No Keep Alive came in time. */
  public void keepAliveExpired(Nqn subsystem) {
    registry.counter("jacquard.keep.alive.expired", "subsystem", subsystem.toString()).increment();
  }

  /**
   * An Abort command was carried out.
   *
   * @param aborted true if the command was found and aborted
   */
  public void abortRequested(boolean aborted) {
    registry.counter("jacquard.aborts", "aborted", Boolean.toString(aborted)).increment();
  }

  /** An asynchronous event was sent to a host. */
  public void asyncEventSent() {
    registry.counter("jacquard.async.events").increment();
  }

  /** A bug was caught; the log has the details. */
  public void bug() {
    registry.counter("jacquard.bugs").increment();
  }

  private AtomicInteger controllersOf(Nqn subsystem) {
    return controllers.computeIfAbsent(subsystem, this::gauge);
  }

  private AtomicInteger gauge(Nqn subsystem) {
    AtomicInteger count = new AtomicInteger();
    Gauge.builder("jacquard.controllers", count, AtomicInteger::get)
        .description("Controllers that exist now")
        .tag("subsystem", subsystem.toString())
        .register(registry);
    return count;
  }

  private static String label(CloseReason.Kind reason) {
    return reason.name().toLowerCase(Locale.ROOT);
  }

  /**
   * Everything as text.
   *
   * @param contentType Prometheus text or OpenMetrics, as named in an Accept header
   */
  String scrape(String contentType) {
    return registry.scrape(contentType);
  }

  /** Forgets everything. */
  @Override
  public void close() {
    garbageCollection.close();
    registry.close();
  }
}
