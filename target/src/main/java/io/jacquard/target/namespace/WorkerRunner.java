package io.jacquard.target.namespace;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The line of steps of one queue in front of a namespace's {@link WorkerThreads}, and the way back
 * to the queue's loop.
 *
 * <p>The loop appends, any worker takes the head; the line has room for all of the queue's steps.
 * Steps that are done are pushed on a list, and only the first on an empty list costs the loop a
 * task: what ends meanwhile rides along.
 */
final class WorkerRunner implements StepRunner {
  private final LocalNamespace namespace;
  private final LocalQueue queue;
  private final WorkerThreads workers;
  private final Execution[] line;
  private final Runnable collect = this::collect;
  private long appended;
  private volatile long tail;
  private final AtomicLong head = new AtomicLong();
  private final AtomicReference<Execution> done = new AtomicReference<>();

  WorkerRunner(LocalNamespace namespace, LocalQueue queue, WorkerThreads workers) {
    this.namespace = namespace;
    this.queue = queue;
    this.workers = workers;
    // A power of two with room for every index.
    this.line = new Execution[Integer.highestOneBit(queue.depth() * 2 - 1)];
    workers.add(this);
  }

  @Override
  public void start(Execution step) {
    if (step.enterLine()) {
      line[(int) appended & line.length - 1] = step;
      appended++;
    }
  }

  @Override
  public void flush() {
    if (appended != tail) {
      tail = appended;
      workers.wakeOne();
    }
  }

  @Override
  public boolean cancel(Execution step) {
    return step.withdraw();
  }

  @Override
  public void close() {
    // Withdrawn steps may still be in line; workers just drop them.
    workers.remove(this);
  }

  /** Takes the next step to run, or null. Called by workers. */
  Execution take() {
    while (true) {
      long at = head.get();
      if (at >= tail) {
        return null;
      }
      Execution step = line[(int) at & line.length - 1];
      if (head.compareAndSet(at, at + 1) && step.beginFromLine()) {
        return step;
      }
    }
  }

  /** True if a step waits. Called by workers. */
  boolean hasMore() {
    return head.get() < tail;
  }

  /** Hands a step back that has run. Called by workers. */
  void done(Execution step) {
    step.leaveRunner();
    Execution top;
    do {
      top = done.get();
      step.nextDone = top;
    } while (!done.compareAndSet(top, step));
    if (top == null) {
      namespace.hop(queue.loop(), collect);
    }
  }

  private void collect() {
    Execution last = done.getAndSet(null);
    Execution next = null;
    while (last != null) {
      Execution before = last.nextDone;
      last.nextDone = next;
      next = last;
      last = before;
    }
    while (next != null) {
      Execution step = next;
      next = step.nextDone;
      step.nextDone = null;
      queue.stepDone(step);
    }
    flush();
  }
}
