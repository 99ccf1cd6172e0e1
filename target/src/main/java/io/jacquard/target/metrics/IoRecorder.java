package io.jacquard.target.metrics;

import io.jacquard.nvme.status.Status;

/**
 * Counts the I/O commands that one queue runs on one namespace. Made by {@link
 * TargetMetrics#recorder}; used by one thread at a time.
 */
public final class IoRecorder implements AutoCloseable {
  private final IoCounts counts = new IoCounts();
  private final IoSeriesTable table;
  private final IoSeries series;

  IoRecorder(IoSeriesTable table, IoSeries series) {
    this.table = table;
    this.series = series;
  }

  /**
   * Counts a completed command. Hot path: neither allocates nor locks.
   *
   * @param opcode of the I/O command
   * @param bytes data moved, counted when the command succeeded
   * @param nanos from the command's arrival to its completion
   * @param status how it ended; see {@link Status}
   */
  public void completed(int opcode, int bytes, long nanos, int status) {
    counts.add(
        Operation.indexOf(opcode), bytes, nanos, (status & Status.CODE_MASK) != Status.SUCCESS);
  }

  IoCounts counts() {
    return counts;
  }

  /**
   * Folds what was counted into the total of the namespace and host. Called by the thread that
   * counts, or after it has stopped. Harmless when repeated.
   */
  @Override
  public void close() {
    table.fold(series, this);
  }
}
