package io.jacquard.target.namespace;

import io.jacquard.nvme.status.Status;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** A medium that hangs, as a disk does, until it is let go; it keeps nothing. */
final class StuckStore implements BlockStore {
  private final CountDownLatch letGo = new CountDownLatch(1);
  private final AtomicInteger begun = new AtomicInteger();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final AtomicInteger calls = new AtomicInteger();

  /** Ends the hanging. */
  void letGo() {
    letGo.countDown();
  }

  /** Number of calls that have begun. */
  int begun() {
    return begun.get();
  }

  boolean closed() {
    return closed.get();
  }

  private int hang() {
    if (closed.get()) {
      throw new IllegalStateException("used after it was closed");
    }
    begun.incrementAndGet();
    calls.incrementAndGet();
    try {
      letGo.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    } finally {
      calls.decrementAndGet();
    }
    return Status.SUCCESS;
  }

  @Override
  public int read(long offset, MemorySegment into, int length) {
    return hang();
  }

  @Override
  public int write(long offset, MemorySegment from, int length, boolean durable) {
    return hang();
  }

  @Override
  public int flush() {
    return hang();
  }

  @Override
  public int zero(long offset, long length, boolean deallocate, boolean durable) {
    return hang();
  }

  @Override
  public int deallocate(long offset, long length) {
    return hang();
  }

  @Override
  public int memoryAlignment() {
    return 1;
  }

  @Override
  public long largestZero() {
    return 1 << 20;
  }

  @Override
  public long largestDeallocate() {
    return 1 << 20;
  }

  @Override
  public void resize(long bytes) {
    hang();
  }

  @Override
  public void close() {
    if (calls.get() != 0) {
      throw new IllegalStateException("closed while in use");
    }
    closed.set(true);
  }
}
