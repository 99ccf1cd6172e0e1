package io.jacquard.nvme.loop;

import io.jacquard.nvme.memory.BufferPool;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A loop that its owner turns by hand, with a clock that moves only when told: simulations and
 * tests run time-outs of minutes in no time and in a known order. Belongs to the thread that made
 * it.
 */
public final class ManualLoop implements Loop {
  private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
  private final TimerQueue timers = new TimerQueue();
  private final List<Poller> pollers = new ArrayList<>();
  private final BufferPool buffers;
  private final Thread owner = Thread.currentThread();
  private Optional<FdWatches> watches = Optional.empty();
  private long now;
  private long timerOrder;

  /** A loop with {@link LoopSettings#defaults} for its buffers, at time 0. */
  public ManualLoop() {
    this(LoopSettings.defaults());
  }

  /** A loop at time 0. */
  public ManualLoop(LoopSettings settings) {
    this.buffers = new BufferPool(settings.bufferBytes(), settings.largestTransfer());
  }

  /** Runs everything that can run without time passing. */
  public void runReady() {
    int events;
    do {
      events = timers.runDue(now);
      for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
        task.run();
        events++;
      }
      for (Poller poller : List.copyOf(pollers)) {
        events += poller.poll();
      }
      events += watches.map(some -> some.await(0)).orElse(0);
    } while (events > 0);
  }

  /** Lets time pass, running each timer at its moment. */
  public void advance(long nanos) {
    long end = now + nanos;
    runReady();
    while (!timers.isEmpty() && timers.earliest() - end <= 0) {
      now = Math.max(now, timers.earliest());
      runReady();
    }
    now = end;
    runReady();
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // the very thread is meant
  public boolean inLoop() {
    return Thread.currentThread() == owner;
  }

  @Override
  public void execute(Runnable task) {
    requireOwner();
    tasks.add(task);
  }

  @Override
  public Timer schedule(Runnable task, long delayNanos) {
    requireOwner();
    TimerQueue.Entry entry = TimerQueue.entry(task, now + delayNanos, timerOrder++);
    timers.add(entry);
    return entry;
  }

  @Override
  public long nanoTime() {
    return now;
  }

  @Override
  public BufferPool buffers() {
    return buffers;
  }

  @Override
  public void addPoller(Poller poller) {
    pollers.add(poller);
  }

  /** Looks at the descriptor in {@link #runReady}. */
  @Override
  public Watch watch(int fd, Runnable readable) throws IOException {
    if (watches.isEmpty()) {
      watches = Optional.of(FdWatches.open());
    }
    return watches.get().add(fd, readable);
  }

  @Override
  public void removePoller(Poller poller) {
    pollers.remove(poller);
  }

  private void requireOwner() {
    if (!inLoop()) {
      throw new IllegalStateException("a manual loop is used by the thread that made it");
    }
  }
}
