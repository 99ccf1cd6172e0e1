package io.jacquard.nvme.loop;

import io.jacquard.nvme.memory.BufferPool;
import java.io.IOException;
import java.util.concurrent.Executor;

/**
 * One thread that owns queue pairs, timers and buffers for as long as they live.
 *
 * <p>Everything that handles a command runs on its queue pair's loop, so none of it needs a lock.
 * Work on a loop must not block. Unless a method says otherwise it may be called on the loop only.
 */
public interface Loop extends Executor {

  /** True if the caller runs on this loop's thread. May be called from any thread. */
  boolean inLoop();

  /**
   * Runs {@code task} on the loop, soon, after everything that was given earlier by the same
   * thread. May be called from any thread.
   *
   * @throws java.util.concurrent.RejectedExecutionException if the loop has ended
   */
  @Override
  void execute(Runnable task);

  /**
   * Runs {@code task} once on the loop after a delay. May be called from any thread.
   *
   * @param delayNanos nanoseconds from now, 0 or more
   */
  Timer schedule(Runnable task, long delayNanos);

  /** The loop's clock in nanoseconds: monotonic, arbitrary origin; tests put their own under it. */
  long nanoTime();

  /** The data buffers of this loop. */
  BufferPool buffers();

  /**
   * Calls {@code poller} in every turn of the loop until {@link #removePoller}. Must be called on
   * the loop.
   */
  void addPoller(Poller poller);

  /** Stops calling {@code poller}. Must be called on the loop. */
  void removePoller(Poller poller);

  /**
   * Calls {@code readable} on the loop whenever a descriptor is readable, also while the loop
   * sleeps: an eventfd, a completion channel. It is called again until it has taken what makes the
   * descriptor readable. Must be called on the loop.
   *
   * @param fd an open descriptor that can be polled; it stays open until the watch is closed
   * @throws IOException if the kernel refuses
   * @throws UnsupportedOperationException if this system has no way to wait for descriptors
   */
  Watch watch(int fd, Runnable readable) throws IOException;

  /** Ends what {@link #watch} began. */
  @FunctionalInterface
  interface Watch extends AutoCloseable {
    /**
     * Calls no more. Must be called on the loop, before the descriptor is closed; harmless when
     * repeated.
     */
    @Override
    void close();
  }

  /** A task given to {@link #schedule}. */
  @FunctionalInterface
  interface Timer {
    /** Drops the task if it has not run; harmless afterwards. May be called from any thread. */
    void cancel();
  }

  /** A source of completions that is looked at rather than waited for, such as a disk ring. */
  @FunctionalInterface
  interface Poller {
    /**
     * Handles what has happened since the last call, without blocking.
     *
     * @return how many events were handled; with 0 for long the loop may go to sleep
     */
    int poll();

    /**
     * Called when the loop is about to sleep. Who has a {@link #watch} for the same events arms it
     * here, and need not pay for signals while the loop is awake.
     *
     * @return false if there is something to poll now, or soon without a signal: the loop stays
     *     awake
     */
    default boolean mayRest() {
      return true;
    }
  }
}
