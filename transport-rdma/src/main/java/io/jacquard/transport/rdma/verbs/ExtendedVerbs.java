package io.jacquard.transport.rdma.verbs;

import com.ibm.disni.verbs.IbvCQ;
import com.ibm.disni.verbs.IbvCompChannel;
import com.ibm.disni.verbs.IbvContext;
import com.ibm.disni.verbs.IbvPd;
import com.ibm.disni.verbs.IbvQP;
import com.ibm.disni.verbs.RdmaVerbs;
import java.io.IOException;

/**
 * DiSNI's verbs with what NVMe/RDMA needs beyond them: shared receive queues, requests that lie in
 * native memory and are posted again and again without a Java object for each, completion channels
 * that an event loop can wait for, the device's limits and its asynchronous events.
 *
 * <p>Thread-safe, as libibverbs is; the hot calls ({@code post}, {@code poll}, {@code arm})
 * allocate nothing.
 */
public abstract class ExtendedVerbs extends RdmaVerbs {

  /** What the device can do. */
  public abstract DeviceLimits limits(IbvContext context) throws IOException;

  /**
   * Makes a completion queue on a channel.
   *
   * @param event called by {@link #drain} on an event of this queue
   */
  public abstract IbvCQ createCq(
      IbvContext context, IbvCompChannel channel, int entries, Runnable event) throws IOException;

  /**
   * Takes all events that are there off the channel and calls their queues; never waits.
   *
   * @throws IOException if the device is gone, so that no more events will come
   */
  public abstract int drain(IbvCompChannel channel) throws IOException;

  /** Makes a shared receive queue. */
  public abstract SharedReceives createSharedReceives(IbvPd pd, int requests, int elements)
      throws IOException;

  /** Ends a shared receive queue; no queue pair uses it any more. */
  public abstract void destroySharedReceives(SharedReceives receives) throws IOException;

  /**
   * Posts a chain of {@link SendRequest}s.
   *
   * @param chain address of the first
   * @return 0 or an error number
   */
  public abstract int postSends(IbvQP qp, long chain);

  /** Posts a chain of {@link ReceiveRequest}s; see {@link #postSends}. */
  public abstract int postReceives(IbvQP qp, long chain);

  /** Posts a chain of {@link ReceiveRequest}s to a shared queue; see {@link #postSends}. */
  public abstract int postReceives(SharedReceives receives, long chain);

  /**
   * Takes completions.
   *
   * @param completions address of room for {@code most} {@link WorkCompletion}s
   * @return how many were taken, or less than 0 if the queue is broken
   */
  public abstract int poll(IbvCQ cq, int most, long completions);

  /** Asks for an event for the next completion; returns 0 or an error number. */
  public abstract int arm(IbvCQ cq);

  /** Sends a queue pair to the error state: everything that was posted completes, flushed. */
  public abstract void toError(IbvQP qp) throws IOException;

  /** Hears of a queue pair's asynchronous events, from now until {@link #forget}. */
  public abstract void hear(IbvQP qp, DeviceEvents events);

  /** Ends {@link #hear}; before the queue pair is destroyed. */
  public abstract void forget(IbvQP qp);

  /**
   * Hears of the end of a device, once, on any thread, at once if that is now. Protection domains
   * and completion channels of the device are to be given back then, with all that they have: the
   * kernel may wait for that.
   */
  public abstract void hearRemoval(IbvContext device, Runnable removed);

  /** Ends {@link #hearRemoval}. */
  public abstract void forgetRemoval(IbvContext device, Runnable removed);
}
