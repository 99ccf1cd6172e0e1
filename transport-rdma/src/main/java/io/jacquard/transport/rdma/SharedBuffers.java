package io.jacquard.transport.rdma;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The receive queues that controllers of one loop share, one at a time for each size of data in a
 * capsule. Confined to the loop.
 *
 * <p>A message that is half received when its queue pair ends may take its buffer with it: the
 * device has it off the queue and never gives it back, as soft-RoCE does. Which one that was nobody
 * can say, so it must not be posted again. A queue has a buffer more for each queue pair that has
 * ended on it; when it has had {@link #MOST_SERVED}, new ones get another queue, and it ends with
 * its last.
 */
final class SharedBuffers {
  /** Queue pairs that one queue serves, one after the other or at the same time. */
  static final int MOST_SERVED = 256;

  private final LoopDevice device;
  private final Map<Integer, ReceiveBuffers> current = new HashMap<>();
  private final List<ReceiveBuffers> all = new ArrayList<>();

  SharedBuffers(LoopDevice device) {
    this.device = device;
  }

  /** The queue for a new queue pair, with so much data in a capsule. */
  ReceiveBuffers take(int inCapsuleBytes) throws IOException {
    ReceiveBuffers known = current.get(inCapsuleBytes);
    if (known != null && known.servesAnother()) {
      return known;
    }
    ReceiveBuffers made = ReceiveBuffers.shared(device, inCapsuleBytes);
    current.put(inCapsuleBytes, made);
    all.add(made);
    return made;
  }

  /** Ends a queue that has lost its last queue pair. */
  void closeIfUnused(ReceiveBuffers buffers) {
    if (!buffers.isUsed() && all.remove(buffers)) {
      current.values().remove(buffers);
      buffers.close();
    }
  }

  /** Ends all queues; no queue pair is left. */
  void close() {
    all.forEach(ReceiveBuffers::close);
    all.clear();
    current.clear();
  }
}
