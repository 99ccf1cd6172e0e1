package io.jacquard.nvme.loop;

import java.util.PriorityQueue;

/** The timers of one loop, earliest first. Confined to the loop; only cancelling is not. */
final class TimerQueue {

  /** A timer; equal times run in the order in which they were set. */
  static final class Entry implements Loop.Timer, Comparable<Entry> {
    private final Runnable task;
    private final long at;
    private final long order;
    private volatile boolean cancelled;

    private Entry(Runnable task, long at, long order) {
      this.task = task;
      this.at = at;
      this.order = order;
    }

    @Override
    public void cancel() {
      cancelled = true;
    }

    @Override
    public int compareTo(Entry other) {
      long difference = at - other.at;
      return Long.signum(difference != 0 ? difference : order - other.order);
    }
  }

  private final PriorityQueue<Entry> entries = new PriorityQueue<>();

  static Entry entry(Runnable task, long at, long order) {
    return new Entry(task, at, order);
  }

  void add(Entry entry) {
    entries.add(entry);
  }

  /** Runs all that is due and answers how many tasks ran. */
  int runDue(long now) {
    int ran = 0;
    while (!entries.isEmpty() && (entries.peek().cancelled || entries.peek().at - now <= 0)) {
      Entry due = entries.poll();
      if (!due.cancelled) {
        due.task.run();
        ran++;
      }
    }
    return ran;
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  /** The time of the earliest timer; only when there is one. */
  long earliest() {
    return entries.element().at;
  }
}
