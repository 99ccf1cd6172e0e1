package io.jacquard.initiator.cli;

import java.io.PrintStream;

/** Tells a person at a terminal how far a long transfer is; silent otherwise. */
final class Progress {
  private static final long QUIET_NANOS = 1_000_000_000;
  private static final long INTERVAL_NANOS = 200_000_000;
  private static final double MIB = 1 << 20;

  private final PrintStream terminal;
  private final boolean wanted;
  private final long total;
  private final long started = System.nanoTime();
  private long lastShown = started + QUIET_NANOS - INTERVAL_NANOS;
  private boolean shown;

  /**
   * Starts.
   *
   * @param total bytes, or 0 if that is not known
   */
  Progress(long total) {
    this(System.err, Terminal.isError(), total);
  }

  private Progress(PrintStream terminal, boolean wanted, long total) {
    this.terminal = terminal;
    this.wanted = wanted;
    this.total = total;
  }

  /** So many bytes are done now. */
  void done(long bytes) {
    long now = System.nanoTime();
    if (wanted && now - lastShown >= INTERVAL_NANOS) {
      lastShown = now;
      show(bytes, now);
    }
  }

  /** The transfer is over. */
  void end() {
    if (shown) {
      terminal.println();
    }
  }

  private void show(long bytes, long now) {
    shown = true;
    double rate = bytes / MIB / ((now - started) / 1e9);
    String share = total == 0 ? "" : "%3d %%  ".formatted(bytes * 100 / total);
    terminal.print("\r%s%.0f MiB  %.0f MiB/s ".formatted(share, bytes / MIB, rate));
    terminal.flush();
  }
}
