package io.jacquard.transport.rdma.verbs;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import com.ibm.disni.verbs.IbvCompChannel;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** {@code struct ibv_comp_channel}, with the queues whose events come on it. */
final class NativeCompChannel extends IbvCompChannel {
  private static final int FD = 8;

  // Called for every event.
  private static final MemorySegment GET_CQ_EVENT =
      RdmaLibraries.verbs().findOrThrow("ibv_get_cq_event");
  private static final MemorySegment ACK_CQ_EVENTS =
      RdmaLibraries.verbs().findOrThrow("ibv_ack_cq_events");

  private final long address;
  private final NativeContext device;
  private final List<NativeCq> queues = new ArrayList<>();
  private final MemorySegment event = Arena.ofAuto().allocate(2 * Long.BYTES, Long.BYTES);

  NativeCompChannel(long address, NativeContext device) throws IOException {
    super(fdOf(address), device);
    this.address = address;
    this.device = device;
    Descriptor.nonBlocking(getFd());
  }

  private static int fdOf(long address) {
    return MemorySegment.ofAddress(address).reinterpret(16).get(JAVA_INT, FD);
  }

  long address() {
    return address;
  }

  /** Gives a new queue a number, which is its context in C. */
  synchronized int add(NativeCq queue) {
    int free = queues.indexOf(null);
    if (free < 0) {
      queues.add(queue);
      return queues.size() - 1;
    }
    queues.set(free, queue);
    return free;
  }

  synchronized void remove(int number) {
    queues.set(number, null);
    if (!isOpen()) {
      destroyIfUnused();
    }
  }

  /** Ends the channel with its last queue: DiSNI ends a channel before the queue on it. */
  synchronized void destroy() {
    if (isOpen()) {
      close();
      destroyIfUnused();
    }
  }

  private void destroyIfUnused() {
    if (queues.stream().allMatch(Objects::isNull)) {
      VerbsFunctions.DESTROY_COMP_CHANNEL.tryCall(address);
      device.removal().leave();
    }
  }

  private synchronized NativeCq queue(int number) {
    return queues.get(number);
  }

  /** Takes the next event off the open channel, if there is one, and acknowledges it. */
  synchronized boolean next() {
    long queue = event.address();
    if (FastCall.call(GET_CQ_EVENT, address, queue, queue + Long.BYTES) != 0) {
      return false;
    }
    FastCall.call(ACK_CQ_EVENTS, event.get(JAVA_LONG, 0), 1, 0);
    return true;
  }

  /** The queue of the event that {@link #next} took; null if it is being destroyed. */
  NativeCq last() {
    return queue((int) event.get(JAVA_LONG, Long.BYTES));
  }
}
