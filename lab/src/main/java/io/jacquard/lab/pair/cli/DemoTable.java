package io.jacquard.lab.pair.cli;

import io.jacquard.lab.pair.demo.Combination;
import io.jacquard.lab.pair.demo.DemoResult;
import io.jacquard.lab.pair.demo.LabDemo;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** The table of results. A row grows as its combination proceeds. */
final class DemoTable implements LabDemo.Watcher {
  private static final String WHO = "%-10s %-10s %-9s ";
  private static final List<String> STEPS = List.of("%-9s ", "%-9s ", "%9s ");
  private static final String END = "%8s  %-6s  %s%n";
  private static final long MEBIBYTE = 1L << 20;

  private final PrintWriter out;
  private int shown = -1;

  private DemoTable(PrintWriter out) {
    this.out = out;
  }

  /** Begins with the titles of the columns. */
  static DemoTable begin(PrintWriter out) {
    out.printf(
        WHO + String.join("", STEPS) + END,
        "TARGET",
        "INITIATOR",
        "TRANSPORT",
        "DISCOVER",
        "CONNECT",
        "VERIFIED",
        "TIME",
        "RESULT",
        "FILE SYSTEM");
    out.flush();
    return new DemoTable(out);
  }

  @Override
  public void proceeded(DemoResult sofar) {
    show(sofar, steps(sofar));
    out.flush();
  }

  @Override
  public void ended(DemoResult result) {
    show(result, STEPS.size());
    out.printf(
        END,
        String.format(Locale.ROOT, "%.1f s", result.seconds()),
        result.ok() ? "ok" : "FAILED",
        result.fileSystem());
    out.flush();
    shown = -1;
  }

  /** How many steps went well. */
  private static int steps(DemoResult result) {
    if (result.verifiedBytes() > 0) {
      return STEPS.size();
    }
    return result.connected() ? 2 : result.discovered() ? 1 : 0;
  }

  /** Fills the row up to a step. */
  private void show(DemoResult result, int until) {
    if (shown < 0) {
      Combination combination = result.combination();
      out.printf(
          WHO,
          combination.target().word(),
          combination.initiator().word(),
          combination.transport().word());
      shown = 0;
    }
    List<String> cells =
        List.of(
            result.discovered() ? "found" : "-",
            result.connected() ? "yes" : "-",
            result.verifiedBytes() > 0 ? result.verifiedBytes() / MEBIBYTE + " MiB" : "-");
    for (; shown < until; shown++) {
      out.printf(STEPS.get(shown), cells.get(shown));
    }
  }
}
