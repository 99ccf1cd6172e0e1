package io.jacquard.target.metrics;

import io.jacquard.target.metrics.IoSeries.Key;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;

/**
 * Shows the I/O counts to Prometheus. Micrometer's own timers are shared by all writers; these
 * counts have one writer each, so they join its registry as a collector.
 */
final class IoCollector implements MultiCollector {
  private static final double NANOS_PER_SECOND = 1e9;

  private final IoSeriesTable table;

  IoCollector(IoSeriesTable table) {
    this.table = table;
  }

  @Override
  public MetricSnapshots collect() {
    HistogramSnapshot.Builder latency =
        HistogramSnapshot.builder()
            .name("jacquard_io_seconds")
            .help("Time of I/O commands from arrival to completion");
    CounterSnapshot.Builder bytes =
        CounterSnapshot.builder()
            .name("jacquard_io_bytes")
            .help("Data moved by I/O commands that succeeded");
    CounterSnapshot.Builder errors =
        CounterSnapshot.builder().name("jacquard_io_errors").help("I/O commands that failed");
    table.forEach(
        (key, counts) -> {
          for (Operation operation : Operation.ALL) {
            Labels labels = labels(key, operation);
            latency.dataPoint(latency(labels, counts, operation));
            bytes.dataPoint(point(labels, counts.bytes(operation)));
            errors.dataPoint(point(labels, counts.errors(operation)));
          }
        });
    return MetricSnapshots.of(latency.build(), bytes.build(), errors.build());
  }

  private static Labels labels(Key key, Operation operation) {
    return Labels.of(
        "subsystem",
        key.subsystem(),
        "namespace",
        key.namespace(),
        "host",
        key.host(),
        "operation",
        operation.label());
  }

  private static CounterDataPointSnapshot point(Labels labels, long value) {
    return CounterDataPointSnapshot.builder().labels(labels).value(value).build();
  }

  private static HistogramDataPointSnapshot latency(
      Labels labels, IoCounts counts, Operation operation) {
    ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
    for (int i = 0; i < LatencyBuckets.COUNT; i++) {
      long bound = LatencyBuckets.upperNanos(i);
      buckets.bucket(
          bound == Long.MAX_VALUE ? Double.POSITIVE_INFINITY : bound / NANOS_PER_SECOND,
          counts.bucket(operation, i));
    }
    return HistogramDataPointSnapshot.builder()
        .labels(labels)
        .classicHistogramBuckets(buckets.build())
        .sum(counts.nanos(operation) / NANOS_PER_SECOND)
        .build();
  }
}
