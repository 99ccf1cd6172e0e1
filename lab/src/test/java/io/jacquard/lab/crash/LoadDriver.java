package io.jacquard.lab.crash;

import io.jacquard.initiator.IoFlag;
import io.jacquard.initiator.RemoteNamespace;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Keeps a number of writes and flushes under way, each started by the end of another, until it is
 * told to stop or the connection dies under it. Every write is of a region that no other write is
 * busy with.
 */
public final class LoadDriver {
  private static final IoFlag[] FUA = {IoFlag.FORCE_UNIT_ACCESS};
  private static final IoFlag[] NO_FLAGS = {};

  private final RemoteNamespace namespace;
  private final Ledger ledger;
  private final int depth;
  private final CountDownLatch ended;
  private final AtomicBoolean over = new AtomicBoolean();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private final AtomicInteger answers = new AtomicInteger();
  private volatile CountDownLatch enough;

  /**
   * Makes a driver.
   *
   * @param depth commands under way at a time
   * @param target number of answers after which {@link #awaitEnough} returns
   */
  public LoadDriver(RemoteNamespace namespace, Ledger ledger, int depth, int target) {
    this.namespace = namespace;
    this.ledger = ledger;
    this.depth = depth;
    this.enough = new CountDownLatch(target);
    this.ended = new CountDownLatch(depth);
  }

  /** Starts as many writes and flushes as shall be under way. */
  public void start(Random seeds) {
    for (int lane = 0; lane < depth; lane++) {
      int own = lane;
      Random random = new Random(seeds.nextLong());
      ByteBuffer buffer = ByteBuffer.allocateDirect(Ledger.REGION_BYTES);
      next(own, random, buffer);
    }
  }

  /** Lane n writes the regions that leave the remainder n: no two lanes meet. */
  private void next(int lane, Random random, ByteBuffer buffer) {
    if (random.nextInt(12) == 0) {
      long[] covered = ledger.beforeFlush();
      namespace
          .flushAsync()
          .whenComplete(
              (done, failure) -> {
                if (failure == null) {
                  ledger.flushed(covered);
                }
                after(lane, random, buffer, failure);
              });
      return;
    }
    int region = random.nextInt(ledger.regions() / depth) * depth + lane;
    long version = ledger.issue(region);
    boolean forced = random.nextInt(3) == 0;
    Ledger.contents(region, version, buffer);
    namespace
        .writeAsync((long) region * Ledger.REGION_BLOCKS, buffer, forced ? FUA : NO_FLAGS)
        .whenComplete(
            (done, failure) -> {
              if (failure == null) {
                ledger.answered(region, version, forced);
              }
              after(lane, random, buffer, failure);
            });
  }

  private void after(int lane, Random random, ByteBuffer buffer, Throwable failure) {
    if (failure != null) {
      this.failure.compareAndSet(null, failure);
      over.set(true);
    }
    if (over.get()) {
      ended.countDown();
      return;
    }
    answers.incrementAndGet();
    enough.countDown();
    next(lane, random, buffer);
  }

  /** Waits for the wanted number of answers. */
  public void awaitEnough() throws InterruptedException {
    while (!enough.await(1, TimeUnit.SECONDS)) {
      if (over.get()) {
        throw new IllegalStateException("a command failed while it should not", failure.get());
      }
    }
  }

  /** Waits for a number of answers that come from now on. */
  public void awaitMore(int number) throws InterruptedException {
    enough = new CountDownLatch(number);
    awaitEnough();
  }

  /** Starts nothing any more. */
  public void stop() {
    over.set(true);
  }

  /** Waits until nothing is under way any more. */
  public void awaitEnd() throws InterruptedException {
    ended.await();
  }

  /** Why the first command failed, if one did. */
  public Optional<Throwable> failure() {
    return Optional.ofNullable(failure.get());
  }

  /** Number of commands that were answered with success. */
  public int answers() {
    return answers.get();
  }
}
