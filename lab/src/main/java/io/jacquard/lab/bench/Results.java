package io.jacquard.lab.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The measurements of all runs, and the table of their ratios. */
final class Results {
  private final List<Contender> contenders;
  private final Map<Workload, Map<Contender, List<Measurement>>> runs = new LinkedHashMap<>();

  Results(List<Contender> contenders) {
    this.contenders = contenders;
  }

  void add(Workload workload, Contender contender, Measurement measurement) {
    runs.computeIfAbsent(workload, w -> new LinkedHashMap<>())
        .computeIfAbsent(contender, c -> new ArrayList<>())
        .add(measurement);
  }

  /** For each workload: throughput as a ratio to the first contender, and latencies. */
  String table() {
    StringBuilder text = new StringBuilder();
    runs.forEach(
        (workload, byContender) -> {
          text.append("%n%s%n".formatted(workload));
          text.append(
              "  %-34s %8s %8s %22s%n".formatted("", "ratio", "spread", "p50 / p99 / p99.9 us"));
          double base = median(byContender.get(contenders.getFirst()), Measurement::iops);
          byContender.forEach(
              (contender, measurements) -> text.append(line(contender.name(), measurements, base)));
        });
    return text.toString();
  }

  private static String line(String name, List<Measurement> measurements, double base) {
    double least = measurements.stream().mapToDouble(Measurement::iops).min().orElse(0);
    double most = measurements.stream().mapToDouble(Measurement::iops).max().orElse(0);
    return "  %-34s %8.2f %8s %8.0f /%6.0f /%6.0f%n"
        .formatted(
            name,
            median(measurements, Measurement::iops) / base,
            "+-%.2f".formatted((most - least) / 2 / base),
            median(measurements, Measurement::p50),
            median(measurements, Measurement::p99),
            median(measurements, Measurement::p999));
  }

  private static double median(
      List<Measurement> measurements, ToDoubleFunction<Measurement> value) {
    double[] sorted = measurements.stream().mapToDouble(value).toArray();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
