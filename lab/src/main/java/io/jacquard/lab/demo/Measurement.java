package io.jacquard.lab.demo;

import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * What a phase of the demo measured.
 *
 * @param bytes data transferred
 * @param nanos how long all of it took
 * @param latency time of each command in nanoseconds
 */
record Measurement(long bytes, long nanos, Histogram latency) {
  private static final double NANOS_PER_SECOND = 1e9;
  private static final double MIB = 1 << 20;

  /** {@code 812 MiB/s}. */
  String throughput() {
    return String.format(Locale.ROOT, "%.0f MiB/s", bytes / MIB * NANOS_PER_SECOND / nanos);
  }

  /** {@code 52k} commands a second, or with units below a thousand. */
  String rate() {
    double rate = latency.getTotalCount() * NANOS_PER_SECOND / nanos;
    return rate < 10_000
        ? String.format(Locale.ROOT, "%.0f", rate)
        : String.format(Locale.ROOT, "%.0fk", rate / 1000);
  }

  /** Time that this share of the commands did not take longer than. */
  String percentile(double percent) {
    return micros(latency.getValueAtPercentile(percent));
  }

  /** Time of the slowest command. */
  String slowest() {
    return micros(latency.getMaxValue());
  }

  private static String micros(long nanos) {
    double micros = nanos / 1000.0;
    return micros < 10_000
        ? String.format(Locale.ROOT, "%.0f µs", micros)
        : String.format(Locale.ROOT, "%.1f ms", micros / 1000);
  }
}
