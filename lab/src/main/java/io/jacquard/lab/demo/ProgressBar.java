package io.jacquard.lab.demo;

import io.jacquard.nvme.namespace.ByteSize;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/** Shows how far a phase is: a bar on a terminal, nothing but the result elsewhere. */
final class ProgressBar {
  private static final int WIDTH = 30;

  private final PrintWriter out;
  private final boolean terminal;
  private final String name;
  private final long total;
  private final AtomicInteger shown = new AtomicInteger(-1);

  ProgressBar(PrintWriter out, boolean terminal, String name, long total) {
    this.out = out;
    this.terminal = terminal;
    this.name = name;
    this.total = total;
  }

  /** Shows that this many bytes are done. Called by any thread. */
  void advance(long done) {
    int percent = (int) (100 * done / total);
    int before = shown.get();
    if (terminal && percent > before && shown.compareAndSet(before, percent)) {
      String bar = "#".repeat(WIDTH * percent / 100);
      String line =
          String.format(
              Locale.ROOT,
              "\r  %-8s [%-" + WIDTH + "s] %3d %%  %s",
              name,
              bar,
              percent,
              (done >> 20) + " MiB");
      synchronized (out) {
        out.print(line);
        out.flush();
      }
    }
  }

  /** Puts the result in place of the bar. */
  void finish(String done, Measurement result) {
    out.printf(
        "%s  %-8s %s at %s%n",
        terminal ? "\r\u001B[K" : "", done, ByteSize.describe(result.bytes()), result.throughput());
    out.flush();
  }
}
