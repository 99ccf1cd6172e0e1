package io.jacquard.target.namespace;

import io.jacquard.target.engine.EngineOptions;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * The threads of one namespace that may block in the store, so that loops never do. They take steps
 * from the lines of all queues in turn. Who has nothing to do parks; a step that arrives wakes one,
 * and one that finds more waiting wakes the next, so that a loop pays for one wake-up in a batch. A
 * thread is started when it is needed first: a namespace that nobody uses costs none.
 */
final class WorkerThreads {
  /** The most threads, which is what the word of idle threads has bits for. */
  static final int MOST = EngineOptions.MOST_THREADS;

  private static final WorkerRunner[] NONE = {};

  private final AtomicReference<WorkerRunner[]> runners = new AtomicReference<>(NONE);
  private final AtomicLong idle = new AtomicLong();
  private final AtomicInteger started = new AtomicInteger();
  private final Thread[] threads;
  private volatile boolean ending;

  /**
   * Makes the threads.
   *
   * @param name what their names begin with
   * @param count 1 to {@link #MOST}
   */
  WorkerThreads(String name, int count, LocalNamespace namespace) {
    threads = new Thread[count];
    for (int i = 0; i < count; i++) {
      int number = i;
      threads[i] =
          Thread.ofPlatform()
              .daemon()
              .name(name + "-" + i)
              .unstarted(() -> work(number, new StepExecutor(namespace)));
    }
  }

  /** Serves another queue. */
  void add(WorkerRunner runner) {
    runners.updateAndGet(
        now -> {
          WorkerRunner[] more = Arrays.copyOf(now, now.length + 1);
          more[now.length] = runner;
          return more;
        });
  }

  /** Serves a queue no longer. */
  void remove(WorkerRunner runner) {
    runners.updateAndGet(
        now -> Arrays.stream(now).filter(r -> r != runner).toArray(WorkerRunner[]::new));
  }

  /** Wakes one thread that has nothing to do, or starts one, if there is any. */
  void wakeOne() {
    while (true) {
      long bits = idle.get();
      if (bits == 0) {
        startOne();
        return;
      }
      long bit = Long.lowestOneBit(bits);
      if (idle.compareAndSet(bits, bits & ~bit)) {
        LockSupport.unpark(threads[Long.numberOfTrailingZeros(bit)]);
        return;
      }
    }
  }

  private void startOne() {
    int next = started.get();
    while (next < threads.length) {
      if (started.compareAndSet(next, next + 1)) {
        threads[next].start();
        return;
      }
      next = started.get();
    }
  }

  /** Ends the threads after the steps in line, and waits for them. */
  void close() {
    ending = true;
    boolean interrupted = false;
    for (Thread thread : threads) {
      LockSupport.unpark(thread);
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void work(int number, StepExecutor executor) {
    int turn = number;
    while (true) {
      boolean last = ending;
      int served = serveOne(turn, executor);
      if (served >= 0) {
        turn = served + 1;
      } else if (last) {
        return;
      } else {
        rest(number, 1L << number);
      }
    }
  }

  /** Runs one step; returns the place of the queue it came from, or -1 if there was none. */
  private int serveOne(int turn, StepExecutor executor) {
    WorkerRunner[] now = runners.get();
    for (int i = 0; i < now.length; i++) {
      int at = Math.floorMod(turn + i, now.length);
      Execution step = now[at].take();
      if (step != null) {
        if (anyMore(now)) {
          wakeOne();
        }
        executor.run(step);
        now[at].done(step);
        return at;
      }
    }
    return -1;
  }

  private void rest(int number, long bit) {
    setIdle(bit);
    // What came before the bit was up has woken nobody: look once more.
    if (anyMore(runners.get()) || ending) {
      if (!clearIdle(bit)) {
        // Somebody has counted on this thread, which is awake anyhow: pass the call on.
        wakeOne();
      }
      return;
    }
    while ((idle.get() & bit) != 0 && !ending) {
      LockSupport.park(threads[number]);
    }
  }

  private void setIdle(long bit) {
    long bits;
    do {
      bits = idle.get();
    } while (!idle.compareAndSet(bits, bits | bit));
  }

  /** Returns false if somebody else has cleared it. */
  private boolean clearIdle(long bit) {
    while (true) {
      long bits = idle.get();
      if ((bits & bit) == 0) {
        return false;
      }
      if (idle.compareAndSet(bits, bits & ~bit)) {
        return true;
      }
    }
  }

  private static boolean anyMore(WorkerRunner[] runners) {
    for (WorkerRunner runner : runners) {
      if (runner.hasMore()) {
        return true;
      }
    }
    return false;
  }
}
