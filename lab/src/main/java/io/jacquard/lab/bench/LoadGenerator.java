package io.jacquard.lab.bench;

import io.jacquard.nvme.command.CommandCounts;
import io.jacquard.nvme.loop.Loop;
import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.namespace.CommandQueue;
import io.jacquard.nvme.namespace.Namespace;
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
  private static final int BATCH = 64;

  private final Loop loop;
  private final CommandQueue queue;
  private final LoadSlot[] slots;
  private final LoadSlot[] idle;
  private final int most;
  private final Loop.Poller sender = this::sendIdle;
  private final long places;
  private final int blocksPerCommand;
  private final Histogram histogram = new Histogram(HIGHEST_NANOS, 3);
  private final CompletableFuture<Measurement> done = new CompletableFuture<>();
  private long random = 0x9E3779B97F4A7C15L;
  private boolean measuring;
  private boolean stopping;
  private boolean sending;
  private int idleCount;
  private int underWay;
  private long errors;
  private long measureStart;
  private long measureEnd;

  private LoadGenerator(Namespace namespace, Loop loop, Workload workload) {
    int blockSize = namespace.geometry().blockSize();
    this.loop = loop;
    this.blocksPerCommand = workload.bytes() / blockSize;
    this.places = namespace.geometry().bytes() / workload.bytes();
    this.queue = namespace.open(loop, workload.depth());
    this.slots = new LoadSlot[workload.depth()];
    this.idle = new LoadSlot[slots.length];
    this.most = Math.max(slots.length, BATCH);
    CommandCounts counts = new CommandCounts();
    for (int i = 0; i < slots.length; i++) {
      slots[i] = new LoadSlot(this, i, counts, workload, blockSize, buffer(workload.bytes()));
    }
  }

  /** From the loop's pool, as a target's data is: what registers memory knows it. */
  private IoBuffer buffer(int bytes) {
    IoBuffer buffer = loop.buffers().acquire(bytes);
    if (buffer.isNone()) {
      throw new IllegalStateException(
          "the loop's "
              + (loop.buffers().limit() >> 20)
              + " MiB of buffers are too few for this workload: take a smaller depth");
    }
    return buffer;
  }

  /** Runs a workload; the future completes on the loop. May be called from any thread. */
  static CompletableFuture<Measurement> run(
      Namespace namespace, Loop loop, Workload workload, Duration warmUp, Duration time) {
    return CompletableFuture.supplyAsync(
            () -> new LoadGenerator(namespace, loop, workload).start(warmUp, time), loop)
        .thenCompose(measurement -> measurement);
  }

  private CompletableFuture<Measurement> start(Duration warmUp, Duration time) {
    loop.schedule(this::measure, warmUp.toNanos());
    loop.schedule(this::stop, warmUp.plus(time).toNanos());
    for (LoadSlot slot : slots) {
      idle[idleCount++] = slot;
    }
    loop.addPoller(sender);
    return done;
  }

  /**
   * Sends what is idle. Queues that complete at once would keep this going for ever, and each
   * completion within the last one: so it has a bound, and goes on in another turn of the loop.
   *
   * @return how many were sent
   */
  private int sendIdle() {
    sending = true;
    int sent = 0;
    while (sent < most && idleCount > 0 && !stopping) {
      send(idle[--idleCount], System.nanoTime());
      sent++;
    }
    queue.flush();
    sending = false;
    if (stopping && underWay == 0) {
      finish();
    }
    return sent;
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
    idle[idleCount++] = slot;
    if (!sending) {
      sendIdle();
    }
  }

  private void finish() {
    if (done.isDone()) {
      return;
    }
    Measurement result = result();
    loop.removePoller(sender);
    queue.close();
    for (LoadSlot slot : slots) {
      loop.buffers().release(slot.data());
    }
    done.complete(result);
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
