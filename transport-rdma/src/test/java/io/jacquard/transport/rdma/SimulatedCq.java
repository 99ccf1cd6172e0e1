package io.jacquard.transport.rdma;

import com.ibm.disni.verbs.IbvCQ;
import com.ibm.disni.verbs.IbvCompChannel;
import com.ibm.disni.verbs.IbvContext;
import io.jacquard.nvme.linux.EventFd;
import io.jacquard.transport.rdma.verbs.WorkCompletion;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Queue;

/** A completion queue of a {@link SimulatedFabric}; guarded by the fabric. */
final class SimulatedCq extends IbvCQ {

  /** A channel for events. */
  static final class Channel extends IbvCompChannel {
    final EventFd signal;
    final Queue<SimulatedCq> events = new ArrayDeque<>();
    private boolean lost;

    Channel(EventFd signal, IbvContext context, boolean unwatchable) throws IOException {
      super(unwatchable ? -1 : signal.fd(), context);
      this.signal = signal;
    }

    /** The device is gone. */
    void lose() {
      lost = true;
      signal.signal();
    }

    boolean isLost() {
      return lost;
    }
  }

  private record Completion(long id, int status, int opcode, int length) {}

  private final Channel events;
  private final Queue<Completion> completions = new ArrayDeque<>();
  private final Runnable onEvent;
  private final int entriesHeld;
  private boolean armed;

  SimulatedCq(IbvContext context, Channel channel, int entries, Runnable onEvent)
      throws IOException {
    super(context, channel, 0);
    this.events = channel;
    this.onEvent = onEvent;
    this.entriesHeld = entries;
  }

  void add(long id, int status, int opcode, int length) {
    if (completions.size() == entriesHeld) {
      throw new IllegalStateException("the completion queue overflows");
    }
    completions.add(new Completion(id, status, opcode, length));
    if (armed) {
      armed = false;
      events.events.add(this);
      events.signal.signal();
    }
  }

  void arm() {
    armed = true;
  }

  Runnable onEvent() {
    return onEvent;
  }

  int poll(int most, long address) {
    MemorySegment memory =
        MemorySegment.ofAddress(address).reinterpret((long) most * WorkCompletion.BYTES);
    int taken = 0;
    for (; taken < most && !completions.isEmpty(); taken++) {
      Completion next = completions.remove();
      WorkCompletion.set(
          memory,
          (long) taken * WorkCompletion.BYTES,
          next.id(),
          next.status(),
          next.opcode(),
          next.length());
    }
    return taken;
  }
}
