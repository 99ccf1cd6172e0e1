package io.jacquard.nvme.loop;

import io.jacquard.nvme.linux.Epoll;
import io.jacquard.nvme.linux.SystemCallException;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches descriptors on behalf of loops whose own way of sleeping cannot: one thread for all of
 * them, which hands each event to its loop as a task and hears of the descriptor again when the
 * task has run. Thread-safe.
 */
public final class FdWatcher {
  private static final Logger LOG = LoggerFactory.getLogger(FdWatcher.class);

  private final Epoll epoll;
  private final Map<Long, Entry> entries = new ConcurrentHashMap<>();
  private final AtomicLong numbers = new AtomicLong();

  private FdWatcher(Epoll epoll) {
    this.epoll = epoll;
  }

  private static FdWatcher start() {
    try {
      FdWatcher watcher = new FdWatcher(Epoll.create());
      Thread.ofPlatform().name("fd-watcher").daemon().start(watcher::turn);
      return watcher;
    } catch (SystemCallException e) {
      throw new IllegalStateException("no descriptors can be waited for", e);
    }
  }

  /** Does what {@link Loop#watch} promises for {@code loop}. Called on it. */
  public static Loop.Watch watch(Loop loop, int fd, Runnable readable) throws IOException {
    return Holder.WATCHER.add(loop, fd, readable);
  }

  private Loop.Watch add(Loop loop, int fd, Runnable readable) throws SystemCallException {
    long number = numbers.getAndIncrement();
    Entry entry = new Entry(loop, fd, number, readable);
    entries.put(number, entry);
    try {
      epoll.add(fd, number, true);
    } catch (SystemCallException e) {
      entries.remove(number);
      throw e;
    }
    return entry;
  }

  private void turn() {
    while (true) {
      int ready = epoll.await(-1);
      for (int i = 0; i < ready; i++) {
        Entry entry = entries.get(epoll.data(i));
        if (entry != null) {
          entry.tell();
        }
      }
    }
  }

  /** Started when the first loop asks. */
  private static final class Holder {
    private static final FdWatcher WATCHER = start();
  }

  private final class Entry implements Loop.Watch {
    private final Loop loop;
    private final int fd;
    private final long number;
    private final Runnable readable;
    private final Runnable onLoop = this::onLoop;

    Entry(Loop loop, int fd, long number, Runnable readable) {
      this.loop = loop;
      this.fd = fd;
      this.number = number;
      this.readable = readable;
    }

    private void tell() {
      try {
        loop.execute(onLoop);
      } catch (RejectedExecutionException e) {
        LOG.debug("{} has ended, its watch of descriptor {} too", loop, fd);
        entries.remove(number);
      }
    }

    private void onLoop() {
      if (!entries.containsKey(number)) {
        return;
      }
      readable.run();
      if (entries.containsKey(number)) {
        rearm();
      }
    }

    private void rearm() {
      try {
        epoll.rearm(fd, number);
      } catch (SystemCallException e) {
        throw new IllegalStateException("the descriptor was closed before its watch", e);
      }
    }

    @Override
    public void close() {
      if (entries.remove(number) == null) {
        return;
      }
      try {
        epoll.remove(fd);
      } catch (SystemCallException e) {
        throw new IllegalStateException("the descriptor was closed before its watch", e);
      }
    }
  }
}
