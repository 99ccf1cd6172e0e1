package io.jacquard.transport.rdma;

import com.ibm.disni.verbs.IbvCQ;
import io.jacquard.transport.rdma.verbs.ExtendedVerbs;
import io.jacquard.transport.rdma.verbs.WorkCompletion;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The completion queue of one queue pair: hands completions on, in turns with all others of the
 * loop, is polled as long as the loop spins, and then sleeps until the device has an event for it.
 * Confined to the loop; allocates nothing per completion.
 */
final class CompletionQueue {
  private static final Logger LOG = LoggerFactory.getLogger(CompletionQueue.class);

  /** Completions that are handed on before others on the loop have their turn. */
  private static final int TURN = 4 * LoopDevice.BATCH;

  /** Whose completions these are. */
  interface Owner {
    /** One completion; see {@link WorkCompletion}. */
    void completed(MemorySegment memory, long at);

    /** All completions of a batch were handed on. */
    void batchEnd();

    /** Nothing is being handed on any more; the queue may be destroyed. */
    void turnEnd();

    /** The queue works no longer. */
    void broken(String why);
  }

  private final LoopDevice device;
  private final ExtendedVerbs verbs;
  private final Owner owner;
  private final IbvCQ cq;
  private final Runnable again = this::processAndArm;
  private boolean polled;
  private boolean processing;
  private boolean destroyed;
  private long lastEvent;

  CompletionQueue(LoopDevice device, int entries, Owner owner) throws IOException {
    this.device = device;
    this.verbs = device.verbs();
    this.owner = owner;
    this.cq = device.createCq(entries, this::event);
  }

  /** What queue pairs are made with. */
  IbvCQ cq() {
    return cq;
  }

  /** Whether completions are being handed on. */
  boolean isProcessing() {
    return processing;
  }

  /** An event of the completion queue. */
  private void event() {
    if (destroyed || polled) {
      return;
    }
    if (device.loop().spinNanos() > 0) {
      polled = true;
      lastEvent = device.loop().nanoTime();
      device.poll(this);
    }
    if (polled) {
      process();
    } else {
      processAndArm();
    }
  }

  /** Goes on after others have had their turn, if there is much to do; then waits for an event. */
  private void processAndArm() {
    if (process() >= TURN) {
      device.loop().execute(again);
    } else {
      arm();
    }
  }

  /** Asks for an event, and looks once more for what has come before it was asked. */
  void arm() {
    int events;
    do {
      if (destroyed) {
        return;
      }
      int error = verbs.arm(cq);
      if (error != 0) {
        owner.broken("the device gives no events: error " + error);
        return;
      }
      events = process();
    } while (events > 0 && events < TURN);
    if (events >= TURN) {
      device.loop().execute(again);
    }
  }

  /** Looks for completions as long as the loop spins. */
  int poll() {
    int events = process();
    if (destroyed) {
      return events;
    }
    long now = device.loop().nanoTime();
    if (events > 0) {
      lastEvent = now;
    } else if (now - lastEvent > device.loop().spinNanos()) {
      device.quiet(this);
      polled = false;
      arm();
    }
    return events;
  }

  /** Hands on all completions that are there, as many as fit a turn; returns how many. */
  int process() {
    if (processing || destroyed) {
      return 0;
    }
    processing = true;
    int all = 0;
    MemorySegment memory = device.completions();
    int taken;
    do {
      taken = verbs.poll(cq, LoopDevice.BATCH, memory.address());
      if (taken < 0) {
        owner.broken("the completion queue cannot be read: error " + taken);
        break;
      }
      for (int i = 0; i < taken; i++) {
        owner.completed(memory, (long) i * WorkCompletion.BYTES);
      }
      if (taken > 0) {
        owner.batchEnd();
      }
      all += taken;
    } while (!destroyed && taken == LoopDevice.BATCH && all < TURN);
    processing = false;
    owner.turnEnd();
    return all;
  }

  /** Destroys the queue, which no queue pair has any more. */
  void destroy() {
    destroyed = true;
    device.quiet(this);
    try {
      int error = verbs.destroyCQ(cq);
      if (error != 0) {
        LOG.warn("a completion queue of {} stays: error {}", device.limits().name(), error);
      }
    } catch (IOException e) {
      LOG.warn("a completion queue of {} stays: {}", device.limits().name(), e.getMessage());
    }
  }
}
