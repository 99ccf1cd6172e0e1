package io.jacquard.lab.bench;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;

/** Tells when Java's compilers have done most of their work on what is run again and again. */
final class Rehearsal {
  /** The compilers' share of the time, of one processor, that disturbs no more. */
  private static final double QUIET = 0.05;

  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final CompilationMXBean COMPILERS = ManagementFactory.getCompilationMXBean();

  private final long begun = System.nanoTime();
  private long lookedAt = begun;
  private long compiled = COMPILERS.getTotalCompilationTime();

  private Rehearsal() {}

  static Rehearsal begin() {
    return new Rehearsal();
  }

  /** True if they were busy since the last time, or since the beginning, and patience is left. */
  boolean goesOn() {
    long now = System.nanoTime();
    long total = COMPILERS.getTotalCompilationTime();
    double share =
        (double) TimeUnit.MILLISECONDS.toNanos(total - compiled) / Math.max(1, now - lookedAt);
    lookedAt = now;
    compiled = total;
    return share > QUIET && now - begun < PATIENCE_NANOS;
  }
}
