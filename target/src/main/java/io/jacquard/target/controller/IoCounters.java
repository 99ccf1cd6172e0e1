package io.jacquard.target.controller;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * What one I/O queue has done, for the SMART log page and traffic based keep alive. Written on the
 * queue's loop without the cost of a fence, read anywhere.
 */
final class IoCounters {
  private static final int ARRIVED = 0;
  private static final int READS = 1;
  private static final int WRITES = 2;
  private static final int BYTES_READ = 3;
  private static final int BYTES_WRITTEN = 4;
  private static final int MEDIA_ERRORS = 5;
  private static final int COUNT = 6;

  private final AtomicLongArray cells = new AtomicLongArray(COUNT);

  private void add(int cell, long amount) {
    cells.setOpaque(cell, cells.getPlain(cell) + amount);
  }

  void arrived(int commands) {
    add(ARRIVED, commands);
  }

  void read(int bytes) {
    add(READS, 1);
    add(BYTES_READ, bytes);
  }

  void written(int bytes) {
    add(WRITES, 1);
    add(BYTES_WRITTEN, bytes);
  }

  void mediaError() {
    add(MEDIA_ERRORS, 1);
  }

  /** Adds everything that {@code other} has counted. */
  void addAll(IoCounters other) {
    for (int i = 0; i < COUNT; i++) {
      add(i, other.cells.getOpaque(i));
    }
  }

  long arrived() {
    return cells.getOpaque(ARRIVED);
  }

  long reads() {
    return cells.getOpaque(READS);
  }

  long writes() {
    return cells.getOpaque(WRITES);
  }

  long bytesRead() {
    return cells.getOpaque(BYTES_READ);
  }

  long bytesWritten() {
    return cells.getOpaque(BYTES_WRITTEN);
  }

  long mediaErrors() {
    return cells.getOpaque(MEDIA_ERRORS);
  }
}
