package io.jacquard.nvme.loop;

import io.jacquard.nvme.linux.Epoll;
import io.jacquard.nvme.linux.EventFd;
import io.jacquard.nvme.linux.SystemCallException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The descriptors that one loop waits for, and a way for other threads to end its wait. Confined to
 * the loop's thread, except {@link #wake}.
 */
final class FdWatches implements AutoCloseable {
  private static final long WAKE = -1;

  private final Epoll epoll;
  private final EventFd wake;
  private final List<Entry> entries = new ArrayList<>();

  /** Threads in {@link #wake}, or far below zero when it is closed: its number may be another's. */
  private final AtomicInteger wakers = new AtomicInteger();

  private FdWatches(Epoll epoll, EventFd wake) {
    this.epoll = epoll;
    this.wake = wake;
  }

  static FdWatches open() throws SystemCallException {
    Epoll epoll = Epoll.create();
    EventFd wake = EventFd.create();
    epoll.add(wake.fd(), WAKE, false);
    return new FdWatches(epoll, wake);
  }

  Loop.Watch add(int fd, Runnable readable) throws SystemCallException {
    int place = entries.indexOf(null);
    if (place < 0) {
      place = entries.size();
      entries.add(null);
    }
    epoll.add(fd, place, false);
    Entry entry = new Entry(fd, place, readable);
    entries.set(place, entry);
    return entry;
  }

  /**
   * Waits, then calls whoever's descriptor is readable.
   *
   * @param nanos how long at most; 0 to only look, negative to wait for ever
   * @return how many were called
   */
  int await(long nanos) {
    int ready = epoll.await(nanos);
    int called = 0;
    for (int i = 0; i < ready; i++) {
      long place = epoll.data(i);
      if (place == WAKE) {
        wake.drain();
      } else if (entries.get((int) place) != null) {
        entries.get((int) place).readable.run();
        called++;
      }
    }
    return called;
  }

  /** Ends a wait that is under way, or the next one. May be called from any thread. */
  void wake() {
    if (wakers.getAndIncrement() >= 0) {
      wake.signal();
    }
    wakers.getAndDecrement();
  }

  @Override
  public void close() throws SystemCallException {
    while (!wakers.compareAndSet(0, Integer.MIN_VALUE)) {
      Thread.onSpinWait();
    }
    epoll.close();
    wake.close();
  }

  private final class Entry implements Loop.Watch {
    private final int fd;
    private final int place;
    private final Runnable readable;

    Entry(int fd, int place, Runnable readable) {
      this.fd = fd;
      this.place = place;
      this.readable = readable;
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // this very entry is meant
    public void close() {
      if (entries.get(place) != this) {
        return;
      }
      entries.set(place, null);
      try {
        epoll.remove(fd);
      } catch (SystemCallException e) {
        throw new IllegalStateException("the descriptor was closed before its watch", e);
      }
    }
  }
}
