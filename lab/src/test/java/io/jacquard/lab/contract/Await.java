package io.jacquard.lab.contract;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for a condition, with a limit that only a hang reaches. */
public final class Await {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final long LOOK_NANOS = 200_000;

  private Await() {}

  /** As the other, with half a minute as the limit. */
  public static void until(String what, BooleanSupplier condition) {
    until(what, LIMIT, condition);
  }

  /** Looks, and sleeps in between, until {@code condition} holds; fails after {@code limit}. */
  public static void until(String what, Duration limit, BooleanSupplier condition) {
    long end = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("waited " + limit + " in vain until " + what);
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }
}
