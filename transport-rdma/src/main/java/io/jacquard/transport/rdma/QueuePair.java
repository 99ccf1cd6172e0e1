package io.jacquard.transport.rdma;

import com.ibm.disni.verbs.IbvQP;
import com.ibm.disni.verbs.RdmaCmId;
import io.jacquard.nvme.loop.Loop;
import io.jacquard.transport.rdma.verbs.DeviceEvents;
import io.jacquard.transport.rdma.verbs.ExtendedVerbs;
import io.jacquard.transport.rdma.verbs.SendRequest;
import io.jacquard.transport.rdma.verbs.WorkCompletion;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A queue pair with its completion queue: tells its user what has completed, posts in batches, and
 * ends only when everything that was posted has come back. Confined to the loop.
 */
final class QueuePair implements CompletionQueue.Owner {
  private static final Logger LOG = LoggerFactory.getLogger(QueuePair.class);

  /** How long flushed requests may take to come back; the device has lost them then. */
  private static final long DRAIN_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** Who uses the queue pair. */
  interface User extends DeviceEvents {
    /** A capsule is in a buffer of {@code length} bytes. */
    void received(int buffer, int length, int flags);

    /** A signaled SEND has completed, in success or not. */
    void sent(int number, boolean success);

    /** An RDMA READ has completed, in success or not. */
    void read(int number, boolean success);

    /** All that was posted before {@link #fence} has been carried out, or failed. */
    void fenced();

    /** All completions of a batch were handed on: time to {@link QueuePair#flush}. */
    void batchEnd();

    /** The queue pair works no longer; called once at most, before {@link #drained}. */
    void broken(String why);

    /** The user itself has failed with a completion: a bug, or no memory; it is to end. */
    void failed(Throwable bug);

    /** Nothing that was posted is outstanding; the queue pair does not exist any more. */
    void drained();
  }

  private final LoopDevice device;
  private final ExtendedVerbs verbs;
  private final User user;
  private final RdmaCmId id;
  private final CompletionQueue completions;
  private final IbvQP qp;
  private final boolean takesInline;
  private final SendQueue sends;
  private final ReceiveBuffers receives;
  private final MemorySegment fence = Arena.ofAuto().allocate(SendRequest.BYTES, Long.BYTES);
  private final MemorySegment lastRequest = Arena.ofAuto().allocate(SendRequest.BYTES, Long.BYTES);
  private Loop.Timer drainTimer = () -> {};
  private int entered;
  private int posted;
  private boolean draining;
  private boolean lastSeen;
  private boolean destroyed;

  /**
   * Makes a queue pair for an identifier.
   *
   * @param requests most send requests outstanding
   * @param elements most pieces of local memory of one request
   * @param inlineBytes data of a SEND that should be taken when it is posted, if the device can
   */
  QueuePair(
      LoopDevice device,
      RdmaCmId id,
      User user,
      int requests,
      int elements,
      int inlineBytes,
      ReceiveBuffers receives)
      throws IOException {
    this.device = device;
    this.verbs = device.verbs();
    this.user = user;
    this.id = id;
    this.receives = receives;
    int entries = Math.min(requests + receives.most(), device.limits().maxCompletions());
    this.completions = new CompletionQueue(device, entries, this);
    QueuePairMaker maker = new QueuePairMaker(id, device.pd(), completions.cq(), receives);
    try {
      this.qp = maker.make(requests, elements, inlineBytes);
    } catch (IOException e) {
      completions.destroy();
      throw e;
    }
    this.takesInline = maker.takesInline();
    this.sends = new SendQueue(verbs, qp, requests);
    receives.attach(qp);
    this.verbs.hear(qp, user);
    device.enter(this);
  }

  LoopDevice device() {
    return device;
  }

  /** Whether SENDs may have {@link SendRequest#INLINE}. */
  boolean takesInline() {
    return takesInline;
  }

  SendQueue sends() {
    return sends;
  }

  ReceiveBuffers receives() {
    return receives;
  }

  /** Offers room for the capsules of so many commands in flight. */
  void offerReceives(int entries) throws IOException {
    entered = entries;
    receives.enter(entries);
    posted = receives.isShared() ? 0 : receives.count();
  }

  /** Starts to listen for completions. */
  void start() {
    completions.arm();
  }

  /** Gives a received buffer back to the device. */
  void repost(int buffer) {
    if (draining && !receives.isShared()) {
      return;
    }
    receives.repost(buffer);
    posted++;
  }

  /** Posts all that was gathered. */
  void flush() {
    int error = receives.flush();
    if (error == 0 && !draining) {
      error = sends.flush();
    }
    if (error != 0 && !draining) {
      user.broken("the device takes no more requests: error " + error);
    }
  }

  /** A completion that its user fails with ends the user, and keeps nobody from the others. */
  @Override
  public void completed(MemorySegment memory, long at) {
    try {
      handOn(memory, at);
    } catch (RuntimeException | OutOfMemoryError bug) {
      user.failed(bug);
    }
  }

  @Override
  public void batchEnd() {
    user.batchEnd();
  }

  @Override
  public void turnEnd() {
    endIfDrained();
  }

  @Override
  public void broken(String why) {
    user.broken(why);
  }

  private void handOn(MemorySegment memory, long at) {
    long work = WorkCompletion.id(memory, at);
    int status = WorkCompletion.status(memory, at);
    boolean success = status == WorkCompletion.SUCCESS;
    int number = WorkId.number(work);
    if (!success && !draining) {
      user.broken("a request failed: " + WorkCompletion.describe(status));
    }
    switch (WorkId.kind(work)) {
      case WorkId.RECEIVE -> {
        posted--;
        if (success) {
          user.received(
              number, WorkCompletion.length(memory, at), WorkCompletion.flags(memory, at));
        } else if (receives.isShared()) {
          repost(number);
        }
      }
      case WorkId.SEND -> {
        sends.completed();
        user.sent(number, success);
      }
      case WorkId.READ -> {
        sends.completed();
        user.read(number, success);
      }
      case WorkId.FENCE -> {
        sends.completed();
        user.fenced();
      }
      case WorkId.LAST -> lastSeen = true;
      case WorkId.UNSIGNALED -> {}
      default -> throw new IllegalStateException("completion of unknown work " + work);
    }
  }

  /**
   * Calls {@link User#fenced} when all that was posted has been carried out. Zero bytes are written
   * to nowhere, which the other side does not see.
   */
  void fence() {
    long id = WorkId.of(WorkId.FENCE, 0);
    SendRequest.set(fence, 0, id, SendRequest.OP_WRITE, SendRequest.SIGNALED, 0, 0);
    sends.append(fence, 0, 0, 1);
    flush();
  }

  /**
   * Ends the queue pair: whatever is posted comes back, then {@link User#drained} is called.
   * Harmless when repeated.
   */
  void end() {
    if (draining) {
      return;
    }
    draining = true;
    sends.discard();
    if (!receives.isShared()) {
      // A device may never look at what is posted to a queue pair that is in the error state.
      posted -= receives.discard();
    }
    drainTimer = device.loop().schedule(this::drainTimedOut, DRAIN_NANOS);
    try {
      verbs.toError(qp);
    } catch (IOException e) {
      LOG.debug("the queue pair does not go to the error state", e);
    }
    SendRequest.set(
        lastRequest, 0, WorkId.of(WorkId.LAST, 0), SendRequest.OP_SEND, SendRequest.SIGNALED, 0, 0);
    int error = verbs.postSends(qp, lastRequest.address());
    if (error != 0) {
      LOG.debug("no last request could be posted: error {}", error);
      lastSeen = sends.isIdle();
    }
    device.loop().execute(completions::process);
  }

  private void endIfDrained() {
    boolean all = lastSeen && (receives.isShared() || posted == 0);
    if (draining && !destroyed && !completions.isProcessing() && all) {
      destroy();
    }
  }

  private void drainTimedOut() {
    if (!destroyed) {
      LOG.warn(
          "{} has not given back all requests: {} receives, last send {}",
          device.limits().name(),
          receives.isShared() ? 0 : posted,
          lastSeen);
      destroy();
    }
  }

  /** The device is gone, or is to go. */
  void deviceRemoved() {
    user.broken("the RDMA device was removed");
  }

  /** The loop ends, and there is no time to drain. */
  void endAtOnce() {
    draining = true;
    user.broken("the loop has ended");
    destroy();
  }

  /**
   * Destroys the queue pair, waiting for nothing: after this the device touches no memory for it
   * any more.
   */
  void destroy() {
    if (destroyed) {
      return;
    }
    draining = true;
    destroyed = true;
    drainTimer.cancel();
    verbs.forget(qp);
    try {
      id.destroyQP();
    } catch (IOException e) {
      LOG.warn("a queue pair of {} stays: {}", device.limits().name(), e.getMessage());
    }
    completions.destroy();
    receives.leave(entered);
    if (!receives.isShared()) {
      receives.close();
    }
    user.drained();
    device.leave(this);
  }
}
