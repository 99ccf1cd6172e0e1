package io.jacquard.initiator;

import io.jacquard.nvme.loop.Loop;

/**
 * Watches the commands of one {@link Lane} for time-outs. Looks at all of them from time to time
 * rather than setting a timer for each. Confined to the lane's loop.
 */
final class LanePatience {
  private static final long SMALLEST_INTERVAL = 1_000_000;
  private static final long LARGEST_INTERVAL = 500_000_000;

  private final Lane lane;
  private final Loop loop;
  private final Runnable look = this::look;
  private Loop.Timer timer = () -> {};
  private boolean running;
  private long interval = LARGEST_INTERVAL;

  /** The clock as of the last look: commands live up to one interval longer than promised. */
  private long now;

  LanePatience(Lane lane, Loop loop) {
    this.lane = lane;
    this.loop = loop;
  }

  void start() {
    stop();
    running = true;
    now = loop.nanoTime();
    timer = loop.schedule(look, interval);
  }

  void stop() {
    running = false;
    timer.cancel();
  }

  /** When a command that is sent now is overdue. */
  long deadline(long timeoutNanos) {
    if (timeoutNanos == 0) {
      return Slot.NEVER;
    }
    long wanted = Math.clamp(timeoutNanos / 8, SMALLEST_INTERVAL, LARGEST_INTERVAL);
    if (wanted < interval) {
      interval = wanted;
      now = loop.nanoTime();
      timer.cancel();
      timer = loop.schedule(look, interval);
    }
    // The clock of the last look is up to one interval slow.
    return now + interval + timeoutNanos;
  }

  private void look() {
    if (!running) {
      return;
    }
    now = loop.nanoTime();
    for (Slot slot : lane.slots()) {
      if (slot.part() != null && slot.deadline != Slot.NEVER && slot.deadline - now <= 0) {
        expire(slot);
      }
    }
    if (running) {
      timer = loop.schedule(look, interval);
    }
  }

  private void expire(Slot slot) {
    Part part = slot.part();
    if (slot.overdue) {
      slot.deadline = Slot.NEVER;
      lane.owner().stuck(lane, part.description());
      return;
    }
    slot.overdue = true;
    slot.deadline = now + part.timeoutNanos();
    lane.counters().timeouts++;
    lane.owner().overdue(lane, lane.channel().commandIdOf(slot), part.description());
  }
}
