package io.jacquard.lab.crash;

import io.jacquard.initiator.IoFlag;
import io.jacquard.initiator.RemoteNamespace;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Keeps a number of writes and flushes under way, each started by the end of another, until the
 * connection dies under it. Every write is of a region that no other write is busy with.
 */
final class LoadDriver {
  private static final IoFlag[] FUA = {IoFlag.FORCE_UNIT_ACCESS};
  private static final IoFlag[] NO_FLAGS = {};

  private final RemoteNamespace namespace;
  private final Ledger ledger;
  private final int depth;
  private final CountDownLatch enough;
  private final CountDownLatch ended;
  private final AtomicBoolean broken = new AtomicBoolean();
  private final AtomicInteger answers = new AtomicInteger();

  /**
   * Makes a driver.
   *
   * @param depth commands under way at a time
   * @param target number of answers after which {@link #awaitEnough} returns
   */
  LoadDriver(RemoteNamespace namespace, Ledger ledger, int depth, int target) {
    this.namespace = namespace;
    this.ledger = ledger;
    this.depth = depth;
    this.enough = new CountDownLatch(target);
    this.ended = new CountDownLatch(depth);
  }

  void start(Random seeds) {
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
    if (failure != null || broken.get()) {
      broken.set(true);
      ended.countDown();
      return;
    }
    answers.incrementAndGet();
    enough.countDown();
    next(lane, random, buffer);
  }

  /** Waits for the wanted number of answers. */
  void awaitEnough() throws InterruptedException {
    while (!enough.await(1, TimeUnit.SECONDS)) {
      if (broken.get()) {
        throw new IllegalStateException("a command failed before the target was killed");
      }
    }
  }

  /** Waits until nothing is under way any more. */
  void awaitEnd() throws InterruptedException {
    ended.await();
  }

  int answers() {
    return answers.get();
  }
}
