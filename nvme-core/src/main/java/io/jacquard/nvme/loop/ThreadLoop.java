package io.jacquard.nvme.loop;

import io.jacquard.nvme.memory.BufferPool;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A loop on a plain thread, for transports that bring no event loop of their own: it runs tasks,
 * timers and pollers, spins for a while after the last event, then sleeps until woken.
 */
public final class ThreadLoop implements Loop, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ThreadLoop.class);

  /** How often a loop that does not sleep looks at its descriptors, each time a system call. */
  private static final long LOOK_NANOS = 50_000;

  /** How long a loop that has pollers sleeps at most, since nothing wakes it for their events. */
  private static final long POLL_INTERVAL_NANOS = 50_000;

  private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final TimerQueue timers = new TimerQueue();
  private final AtomicLong timerOrder = new AtomicLong();
  private final List<Poller> pollers = new ArrayList<>();
  private long nextLook;
  private final BufferPool buffers;
  private final long spinNanos;
  private final Thread thread;
  private volatile FdWatches watches;
  private volatile boolean sleeping;
  private volatile boolean ending;
  private volatile boolean over;

  /**
   * Starts the loop.
   *
   * @param name the thread's name
   */
  public ThreadLoop(String name, LoopSettings settings) {
    this.buffers = new BufferPool(settings.bufferBytes(), settings.largestTransfer());
    this.spinNanos = settings.spin().toNanos();
    this.thread = Thread.ofPlatform().name(name).daemon().start(this::turn);
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // the very thread is meant
  public boolean inLoop() {
    return Thread.currentThread() == thread;
  }

  @Override
  public void execute(Runnable task) {
    if (ending) {
      throw ended();
    }
    tasks.add(task);
    // The thread may have looked for the last time meanwhile; what it took it has run.
    if (over && tasks.remove(task)) {
      throw ended();
    }
    if (sleeping) {
      wake();
    }
  }

  private void wake() {
    FdWatches waiting = watches;
    if (waiting != null) {
      waiting.wake();
    }
    // It may have made its watches since it was seen to sleep.
    LockSupport.unpark(thread);
  }

  private RejectedExecutionException ended() {
    return new RejectedExecutionException("loop " + thread.getName() + " has ended");
  }

  @Override
  public Timer schedule(Runnable task, long delayNanos) {
    TimerQueue.Entry entry =
        TimerQueue.entry(task, nanoTime() + delayNanos, timerOrder.getAndIncrement());
    if (inLoop()) {
      timers.add(entry);
    } else {
      execute(() -> timers.add(entry));
    }
    return entry;
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public BufferPool buffers() {
    return buffers;
  }

  @Override
  public void addPoller(Poller poller) {
    pollers.add(poller);
  }

  @Override
  public void removePoller(Poller poller) {
    pollers.remove(poller);
  }

  @Override
  public Watch watch(int fd, Runnable readable) throws IOException {
    if (watches == null) {
      watches = FdWatches.open();
    }
    return watches.add(fd, readable);
  }

  /** Ends the loop after the tasks already given, and waits for its thread. */
  @Override
  public void close() {
    ending = true;
    wake();
    boolean interrupted = false;
    while (!inLoop() && thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void turn() {
    long lastEvent = nanoTime();
    while (!ending || !tasks.isEmpty()) {
      int events = runTasks() + runTimers() + runPollers() + lookAtWatches();
      if (events > 0) {
        lastEvent = nanoTime();
      } else if (nanoTime() - lastEvent < spinNanos) {
        Thread.onSpinWait();
      } else {
        sleep();
      }
    }
    over = true;
    runTasks();
    closeWatches();
  }

  private void closeWatches() {
    if (watches != null) {
      try {
        watches.close();
      } catch (IOException e) {
        LOG.error("loop {} could not let its descriptors go", thread.getName(), e);
      }
    }
  }

  private int lookAtWatches() {
    if (watches == null || nanoTime() - nextLook < 0) {
      return 0;
    }
    int events = await(0);
    nextLook = nanoTime() + LOOK_NANOS;
    return events;
  }

  private int await(long nanos) {
    try {
      return watches.await(nanos);
    } catch (RuntimeException | Error bug) {
      LOG.error("a watch failed on loop {}", thread.getName(), bug);
      return 1;
    }
  }

  private void sleep() {
    sleeping = true;
    // A task added before the flag was up has not woken us: look once more.
    if (tasks.isEmpty() && !ending && pollersMayRest()) {
      long most = pollers.isEmpty() ? Long.MAX_VALUE : POLL_INTERVAL_NANOS;
      if (!timers.isEmpty()) {
        most = Math.min(most, timers.earliest() - nanoTime());
      }
      if (most > 0 && watches != null) {
        await(most == Long.MAX_VALUE ? -1 : most);
      } else if (most > 0) {
        LockSupport.parkNanos(this, most);
      }
    }
    sleeping = false;
  }

  private boolean pollersMayRest() {
    boolean may = true;
    for (int i = 0; i < pollers.size(); i++) {
      may &= pollers.get(i).mayRest();
    }
    return may;
  }

  private int runTasks() {
    int ran = 0;
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      guarded(task);
      ran++;
    }
    return ran;
  }

  private int runTimers() {
    try {
      return timers.runDue(nanoTime());
    } catch (RuntimeException | Error bug) {
      LOG.error("a timer failed on loop {}", thread.getName(), bug);
      return 1;
    }
  }

  private int runPollers() {
    int events = 0;
    for (int i = 0; i < pollers.size(); i++) {
      try {
        events += pollers.get(i).poll();
      } catch (RuntimeException | Error bug) {
        LOG.error("a poller failed on loop {}", thread.getName(), bug);
      }
    }
    return events;
  }

  /**
   * A bug in one task must not end the loop, which serves others too; nor must an error: there may
   * be no memory for what one connection asks for, or a mapped file may have become shorter.
   */
  private void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error bug) {
      LOG.error("a task failed on loop {}", thread.getName(), bug);
    }
  }
}
