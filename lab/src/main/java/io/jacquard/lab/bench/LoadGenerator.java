package io.jacquard.lab.bench;

import io.jacquard.initiator.RemoteNamespace;
import io.jacquard.nvme.command.CommandCounts;
import io.jacquard.nvme.loop.Loop;
import io.jacquard.nvme.namespace.CommandQueue;
import io.jacquard.nvme.status.Status;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.HdrHistogram.Histogram;

/**
 * Keeps a number of commands under way on one loop and measures them: a command's time is from its
 * submission to its completion. Allocates nothing while it runs. Confined to the loop.
 */
final class LoadGenerator {
  private static final long HIGHEST_NANOS = 60_000_000_000L;

  private final Loop loop;
  private final CommandQueue queue;
  private final LoadSlot[] slots;
  private final long places;
  private final int blocksPerCommand;
  private final Histogram histogram = new Histogram(HIGHEST_NANOS, 3);
  private final CompletableFuture<Measurement> done = new CompletableFuture<>();
  private long random = 0x9E3779B97F4A7C15L;
  private boolean measuring;
  private boolean stopping;
  private int underWay;
  private long errors;
  private long measureStart;
  private long measureEnd;

  private LoadGenerator(RemoteNamespace namespace, Loop loop, Workload workload) {
    int blockSize = namespace.geometry().blockSize();
    this.loop = loop;
    this.blocksPerCommand = workload.bytes() / blockSize;
    this.places = namespace.geometry().bytes() / workload.bytes();
    this.queue = namespace.open(loop, workload.depth());
    this.slots = new LoadSlot[workload.depth()];
    CommandCounts counts = new CommandCounts();
    for (int i = 0; i < slots.length; i++) {
      slots[i] = new LoadSlot(this, i, counts, workload, blockSize);
    }
  }

  /** Runs a workload; the future completes on the loop. May be called from any thread. */
  static CompletableFuture<Measurement> run(
      RemoteNamespace namespace, Loop loop, Workload workload, Duration warmUp, Duration time) {
    return CompletableFuture.supplyAsync(
            () -> new LoadGenerator(namespace, loop, workload).start(warmUp, time), loop)
        .thenCompose(measurement -> measurement);
  }

  private CompletableFuture<Measurement> start(Duration warmUp, Duration time) {
    loop.schedule(this::measure, warmUp.toNanos());
    loop.schedule(this::stop, warmUp.plus(time).toNanos());
    long now = System.nanoTime();
    for (LoadSlot slot : slots) {
      send(slot, now);
    }
    queue.flush();
    return done;
  }

  private void measure() {
    histogram.reset();
    errors = 0;
    measureStart = System.nanoTime();
    measuring = true;
  }

  private void stop() {
    measuring = false;
    stopping = true;
    measureEnd = System.nanoTime();
  }

  private void send(LoadSlot slot, long now) {
    random ^= random << 13;
    random ^= random >>> 7;
    random ^= random << 17;
    slot.prepare(Long.remainderUnsigned(random, places) * blocksPerCommand, now);
    underWay++;
    queue.submit(slot);
  }

  void completed(LoadSlot slot, int status) {
    underWay--;
    long now = System.nanoTime();
    if (status != 0) {
      errors++;
      stopping |= Status.isPathError(status) || status == Status.ABORTED_SQ_DELETION;
    }
    if (measuring) {
      histogram.recordValue(Math.min(now - slot.startedNanos(), HIGHEST_NANOS));
    }
    if (!stopping) {
      send(slot, now);
      queue.flush();
    } else if (underWay == 0) {
      queue.close();
      done.complete(result());
    }
  }

  private Measurement result() {
    return new Measurement(
        histogram.getTotalCount() / ((measureEnd - measureStart) / 1e9),
        histogram.getValueAtPercentile(50) / 1e3,
        histogram.getValueAtPercentile(99) / 1e3,
        histogram.getValueAtPercentile(99.9) / 1e3,
        errors);
  }
}
