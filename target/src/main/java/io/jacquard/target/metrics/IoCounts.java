package io.jacquard.target.metrics;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Counts of I/O commands by kind, in one flat array. One thread adds, any thread reads: every cell
 * is read whole, and cells may be an event apart from each other.
 */
final class IoCounts {
  private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);

  private static final int BYTES = LatencyBuckets.COUNT;
  private static final int ERRORS = BYTES + 1;
  private static final int NANOS = ERRORS + 1;
  private static final int STRIDE = NANOS + 1;

  private final long[] cells = new long[STRIDE * Operation.ALL.size()];

  /** Counts a command. Hot path: no allocation, no lock, one writer. */
  void add(int operation, int bytes, long nanos, boolean failed) {
    int base = operation * STRIDE;
    increase(base + LatencyBuckets.indexOf(nanos), 1);
    increase(base + NANOS, Math.max(nanos, 0));
    if (failed) {
      increase(base + ERRORS, 1);
    } else {
      increase(base + BYTES, bytes);
    }
  }

  private void increase(int cell, long by) {
    CELL.setOpaque(cells, cell, cells[cell] + by);
  }

  private long read(int cell) {
    return (long) CELL.getOpaque(cells, cell);
  }

  /** Adds the counts of another to these. */
  void addAll(IoCounts other) {
    for (int i = 0; i < cells.length; i++) {
      increase(i, other.read(i));
    }
  }

  /** Commands completed, failed ones included. */
  long commands(Operation operation) {
    long sum = 0;
    for (int i = 0; i < LatencyBuckets.COUNT; i++) {
      sum += bucket(operation, i);
    }
    return sum;
  }

  /** Commands whose time was in a bucket. */
  long bucket(Operation operation, int bucket) {
    return read(operation.ordinal() * STRIDE + bucket);
  }

  /** Bytes moved by commands that succeeded. */
  long bytes(Operation operation) {
    return read(operation.ordinal() * STRIDE + BYTES);
  }

  /** Commands that failed. */
  long errors(Operation operation) {
    return read(operation.ordinal() * STRIDE + ERRORS);
  }

  /** Sum of the times of all commands, in nanoseconds. */
  long nanos(Operation operation) {
    return read(operation.ordinal() * STRIDE + NANOS);
  }
}
