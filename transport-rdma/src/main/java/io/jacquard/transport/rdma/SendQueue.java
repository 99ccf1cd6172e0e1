package io.jacquard.transport.rdma;

import com.ibm.disni.verbs.IbvQP;
import io.jacquard.transport.rdma.verbs.ExtendedVerbs;
import io.jacquard.transport.rdma.verbs.SendRequest;
import java.lang.foreign.MemorySegment;

/**
 * The send queue of a queue pair: gathers requests into one chain that is posted at once, and
 * counts what room is left. Only some requests are signaled; since a send queue completes in order,
 * the completion of one frees the room of all before it. Confined to the loop; allocates nothing.
 */
final class SendQueue {
  /** Room for {@link WorkId#LAST}, always kept. */
  private static final int RESERVED = 1;

  private final ExtendedVerbs verbs;
  private final IbvQP qp;
  private final int size;
  private final int[] signaled;
  private int head;
  private int count;
  private int unsignaled;
  private int free;
  private long first;
  private MemorySegment tail = MemorySegment.NULL;
  private long tailAt;

  /**
   * Makes the queue.
   *
   * @param size most requests, {@link WorkId#LAST} included
   */
  SendQueue(ExtendedVerbs verbs, IbvQP qp, int size) {
    this.verbs = verbs;
    this.qp = qp;
    this.size = size - RESERVED;
    this.free = this.size;
    this.signaled = new int[size];
  }

  /** Whether {@code requests} more can be posted. */
  boolean hasRoom(int requests) {
    return free >= requests;
  }

  /** Whether no signaled request is outstanding. */
  boolean isIdle() {
    return count == 0;
  }

  /** Whether there are requests behind the last signaled one, of which nothing will be heard. */
  boolean hasUnsignaled() {
    return unsignaled > 0;
  }

  /** Whether a request may go without a completion: not too many may in a row. */
  boolean mayGoUnsignaled() {
    return unsignaled < size / 4;
  }

  /**
   * Appends requests that are chained in {@code memory}; the last of them tells by its flags
   * whether it is signaled, those before it are not.
   */
  void append(MemorySegment memory, long firstAt, long lastAt, int requests) {
    free -= requests;
    unsignaled += requests;
    if ((SendRequest.flags(memory, lastAt) & SendRequest.SIGNALED) != 0) {
      signaled[(head + count++) % signaled.length] = unsignaled;
      unsignaled = 0;
    }
    SendRequest.next(memory, lastAt, 0);
    long address = memory.address() + firstAt;
    if (first == 0) {
      first = address;
    } else {
      SendRequest.next(tail, tailAt, address);
    }
    tail = memory;
    tailAt = lastAt;
  }

  /** Posts what was gathered; 0 or an error number. */
  int flush() {
    if (first == 0) {
      return 0;
    }
    long chain = first;
    first = 0;
    return Math.abs(verbs.postSends(qp, chain));
  }

  /** Forgets what was gathered: the queue pair takes nothing any more. */
  void discard() {
    first = 0;
  }

  /** A signaled request has completed. */
  void completed() {
    free += signaled[head];
    head = (head + 1) % signaled.length;
    count--;
  }
}
