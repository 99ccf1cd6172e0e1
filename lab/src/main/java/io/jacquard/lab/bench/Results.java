package io.jacquard.lab.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The measurements of all runs, and the table of their ratios. */
final class Results {
  /** Others may use so much of one core before a ratio is worth less. */
  private static final double NOISE = 0.06;

  private static final int NAME_WIDTH = 42;

  private final Map<Workload, Map<String, List<Run>>> runs = new LinkedHashMap<>();

  /**
   * One run.
   *
   * @param measured what the client saw
   * @param others how much of one core others used meanwhile
   */
  record Run(Measurement measured, double others) {}

  /** Adds a run; whose is the first of a workload is what the others are compared with. */
  void add(Workload workload, String contender, Run run) {
    runs.computeIfAbsent(workload, w -> new LinkedHashMap<>())
        .computeIfAbsent(contender, c -> new ArrayList<>())
        .add(run);
  }

  /** For each workload: throughput as a ratio to the first contender, and latencies. */
  String table() {
    StringBuilder text = new StringBuilder();
    runs.forEach(
        (workload, byContender) -> {
          int width =
              byContender.keySet().stream().mapToInt(String::length).reduce(NAME_WIDTH, Math::max);
          text.append("%n%s%n".formatted(workload));
          text.append(
              "  %s %8s %8s %22s%n"
                  .formatted(" ".repeat(width), "ratio", "spread", "p50 / p99 / p99.9 us"));
          List<Run> first = byContender.values().iterator().next();
          double base = median(first, run -> run.measured().iops());
          byContender.forEach((name, all) -> text.append(line(name, width, all, base)));
        });
    return text.toString();
  }

  private static String line(String name, int width, List<Run> all, double base) {
    double least = all.stream().mapToDouble(run -> run.measured().iops()).min().orElse(0);
    double most = all.stream().mapToDouble(run -> run.measured().iops()).max().orElse(0);
    double others = all.stream().mapToDouble(Run::others).max().orElse(0);
    return "  %s %8.2f %8s %8.0f /%6.0f /%6.0f %7.0f%%%s%n"
        .formatted(
            name + " ".repeat(width - name.length()),
            median(all, run -> run.measured().iops()) / base,
            "+-%.2f".formatted((most - least) / 2 / base),
            median(all, run -> run.measured().p50()),
            median(all, run -> run.measured().p99()),
            median(all, run -> run.measured().p999()),
            others * 100,
            others > NOISE ? " noisy" : "");
  }

  private static double median(List<Run> all, ToDoubleFunction<Run> value) {
    double[] sorted = all.stream().mapToDouble(value).toArray();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
