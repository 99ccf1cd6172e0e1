package io.jacquard.initiator;

import io.jacquard.nvme.loop.Loop;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/** Requests of any thread on their way to the loop of a {@link Lane}. */
final class Arrivals {
  private final Loop loop;
  private final Runnable onArrival;
  private final ConcurrentLinkedQueue<Request> requests = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private final Runnable arrive = this::arrive;

  /**
   * Makes the way.
   *
   * @param onArrival called on the loop when there is something to {@link #poll}
   */
  Arrivals(Loop loop, Runnable onArrival) {
    this.loop = loop;
    this.onArrival = onArrival;
  }

  /** Hands a request over, or gives it up if the loop has ended. From any thread. */
  void add(Request request) {
    requests.add(request);
    if (!scheduled.compareAndSet(false, true)) {
      return;
    }
    try {
      loop.execute(arrive);
    } catch (RejectedExecutionException e) {
      // Before the queue is emptied: who adds from now on finds out for itself.
      scheduled.set(false);
      PathLostException ended = new PathLostException("the controller is closed", e);
      for (Request left = requests.poll(); left != null; left = requests.poll()) {
        left.giveUp(ended);
      }
    }
  }

  private void arrive() {
    scheduled.set(false);
    onArrival.run();
  }

  /** The next request, or null if there is none. On the loop. */
  Request poll() {
    return requests.poll();
  }
}
