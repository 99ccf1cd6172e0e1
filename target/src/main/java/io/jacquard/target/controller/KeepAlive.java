package io.jacquard.target.controller;

import io.jacquard.nvme.loop.Loop;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The Keep Alive timer with traffic based keep alive (NVMe Base 2.1, 3.9 "Keep Alive"): a host of
 * which nothing was heard for a whole timeout is lost. A loss is seen one to two timeouts after the
 * last command, as the specification allows. Confined to the controller's loop.
 */
final class KeepAlive {
  /** KAS of Identify Controller: granularity of the timeout in units of 100 ms. */
  static final int GRANULARITY = 10;

  private static final long GRANULARITY_MILLIS = GRANULARITY * 100L;

  /** The longest timeout whose milliseconds fit dword 0 of Get Features. */
  private static final long MOST_UNITS = 0xFFFF_FFFFL / GRANULARITY_MILLIS;

  private final Loop loop;
  private final LongSupplier traffic;
  private final Runnable expired;
  private Loop.Timer timer = () -> {};
  private long timeoutMillis;
  private long seenTraffic;
  private boolean running;

  /**
   * A timer that does not run.
   *
   * @param traffic how many commands have arrived on all queues
   * @param expired called once, on the loop, when the host is lost
   */
  KeepAlive(Loop loop, LongSupplier traffic, Runnable expired) {
    this.loop = loop;
    this.traffic = traffic;
    this.expired = expired;
  }

  /** The timeout in milliseconds as it is in force, 0 if keep alive is off. */
  long timeoutMillis() {
    return timeoutMillis;
  }

  /**
   * Sets the timeout, rounded up to the granularity; 0 turns keep alive off.
   *
   * @param wanted 0 to 2^32 - 1
   */
  void timeoutMillis(long wanted) {
    timeoutMillis = Math.min(Math.ceilDiv(wanted, GRANULARITY_MILLIS), MOST_UNITS);
    timeoutMillis *= GRANULARITY_MILLIS;
    if (running) {
      begin();
    }
  }

  /** The controller is ready: the timer runs if there is a timeout. */
  void start() {
    running = true;
    begin();
  }

  /** The controller is not ready any more. */
  void stop() {
    running = false;
    timer.cancel();
  }

  private void begin() {
    timer.cancel();
    seenTraffic = traffic.getAsLong();
    if (timeoutMillis > 0) {
      timer = loop.schedule(this::check, TimeUnit.MILLISECONDS.toNanos(timeoutMillis));
    }
  }

  private void check() {
    if (traffic.getAsLong() != seenTraffic) {
      begin();
      return;
    }
    stop();
    expired.run();
  }
}
