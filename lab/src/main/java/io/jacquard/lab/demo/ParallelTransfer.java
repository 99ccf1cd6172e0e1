package io.jacquard.lab.demo;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.HdrHistogram.Histogram;

/** Does one operation over a range of bytes, several pieces at a time, and measures each. */
final class ParallelTransfer {
  private static final long SLOWEST_NANOS = 60_000_000_000L;
  private static final int DIGITS = 3;

  /** What is done with one piece. Blocks until it is done. */
  @FunctionalInterface
  interface Piece {

    /** Does it; the buffer's content is the piece's data before or after. */
    void transfer(ByteBuffer buffer, long offset) throws IOException;
  }

  private final long bytes;
  private final int pieceBytes;
  private final int depth;

  /**
   * A transfer.
   *
   * @param bytes all of it, a multiple of {@code pieceBytes}
   * @param pieceBytes data of one command
   * @param depth pieces at a time
   */
  ParallelTransfer(long bytes, int pieceBytes, int depth) {
    if (bytes <= 0 || bytes % pieceBytes != 0) {
      throw new IllegalArgumentException(bytes + " is not a multiple of " + pieceBytes);
    }
    this.bytes = bytes;
    this.pieceBytes = pieceBytes;
    this.depth = depth;
  }

  /**
   * Transfers all pieces. Only the time of {@code timed} counts as latency, not that of what is
   * done before and after.
   *
   * @param before fills the buffer
   * @param timed the command
   * @param after looks at the buffer
   * @param progress told of the bytes done so far, on any thread
   * @throws IOException the first error of any piece
   */
  Measurement run(Piece before, Piece timed, Piece after, LongConsumer progress)
      throws IOException {
    AtomicLong next = new AtomicLong();
    AtomicLong done = new AtomicLong();
    long started = System.nanoTime();
    Histogram all = new Histogram(SLOWEST_NANOS, DIGITS);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Histogram>> lanes = new ArrayList<>();
      for (int i = 0; i < depth; i++) {
        lanes.add(
            threads.submit(
                () -> {
                  ByteBuffer buffer = ByteBuffer.allocateDirect(pieceBytes);
                  Histogram latency = new Histogram(SLOWEST_NANOS, DIGITS);
                  for (long at; (at = next.getAndAdd(pieceBytes)) < bytes; ) {
                    before.transfer(buffer, at);
                    long start = System.nanoTime();
                    timed.transfer(buffer, at);
                    latency.recordValue(Math.min(SLOWEST_NANOS, System.nanoTime() - start));
                    after.transfer(buffer, at);
                    progress.accept(done.addAndGet(pieceBytes));
                  }
                  return latency;
                }));
      }
      collect(lanes, all, next);
    }
    return new Measurement(bytes, System.nanoTime() - started, all);
  }

  /** Waits for all lanes; after an error the others stop at their next piece. */
  private void collect(List<Future<Histogram>> lanes, Histogram all, AtomicLong next)
      throws IOException {
    IOException failure = null;
    for (Future<Histogram> lane : lanes) {
      try {
        all.add(lane.get());
      } catch (ExecutionException e) {
        next.set(bytes);
        if (!(e.getCause() instanceof IOException io)) {
          throw new IllegalStateException("a piece of the transfer failed", e.getCause());
        }
        failure = failure == null ? io : failure;
      } catch (InterruptedException e) {
        next.set(bytes);
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted");
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
