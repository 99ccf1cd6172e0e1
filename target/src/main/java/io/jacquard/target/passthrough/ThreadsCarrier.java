package io.jacquard.target.passthrough;

import io.jacquard.nvme.loop.Loop;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code async=thrpool}: each command by an ioctl on one of a few threads, which it occupies until
 * it has ended. The reference for the other ways, which are faster.
 *
 * <p>The line in front of the threads is as long as the depths of all queues together. Commands
 * that are done are pushed on a list, and only the first on an empty list costs the loop a task.
 */
final class ThreadsCarrier implements Carrier {
  private static final Logger LOG = LoggerFactory.getLogger(ThreadsCarrier.class);
  private static final long IDLE_SECONDS = 10;

  private final NvmeDevice device;
  private final int timeoutMillis;
  private final ThreadPoolExecutor threads;
  private final Loop loop;
  private final AtomicReference<PassedCommand> done = new AtomicReference<>();
  private final Runnable collect = this::collect;

  private ThreadsCarrier(
      NvmeDevice device, int timeoutMillis, ThreadPoolExecutor threads, Loop loop) {
    this.device = device;
    this.timeoutMillis = timeoutMillis;
    this.threads = threads;
    this.loop = loop;
  }

  /**
   * Carriers that share {@code count} threads, which are started when they are needed; timeout 0
   * for the driver's.
   */
  static Kind kind(NvmeDevice device, int count, int timeoutMillis) {
    String name = device.path().getFileName() + "-";
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            count,
            count,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon().name(name, 0).factory());
    threads.allowCoreThreadTimeOut(true);
    return new Kind() {
      @Override
      public Carrier open(Loop loop, int depth) {
        return new ThreadsCarrier(device, timeoutMillis, threads, loop);
      }

      @Override
      public void close() {
        threads.shutdown();
      }
    };
  }

  @Override
  public void start(PassedCommand command) {
    threads.execute(command.task(this));
  }

  @Override
  public void flush() {
    // Each command has begun with its start, if a thread was free.
  }

  @Override
  public boolean withdraw(PassedCommand command) {
    return threads.remove(command.task(this));
  }

  /** On one of the threads. */
  void execute(PassedCommand command) {
    IoctlCommand.execute(device, command, timeoutMillis);
    PassedCommand top;
    do {
      top = done.get();
      command.next = top;
    } while (!done.compareAndSet(top, command));
    if (top == null) {
      collectSoon();
    }
  }

  private void collectSoon() {
    try {
      loop.execute(collect);
    } catch (RejectedExecutionException e) {
      LOG.error("{}: a loop has ended before its queue was closed", device.path(), e);
    }
  }

  private void collect() {
    PassedCommand newest = done.getAndSet(null);
    PassedCommand oldest = null;
    while (newest != null) {
      PassedCommand before = newest.next;
      newest.next = oldest;
      oldest = newest;
      newest = before;
    }
    while (oldest != null) {
      PassedCommand ended = oldest;
      oldest = ended.next;
      ended.next = null;
      ended.ended();
    }
  }

  @Override
  public void release() {}
}
