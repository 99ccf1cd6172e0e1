package io.jacquard.transport.rdma;

import com.ibm.disni.verbs.IbvQP;
import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.transport.rdma.verbs.ExtendedVerbs;
import io.jacquard.transport.rdma.verbs.SharedReceives;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Buffers for the capsules of the other side, posted to one queue pair or to a receive queue that
 * many share. Whoever gets a capsule gives its buffer back with {@link #repost}. Confined to the
 * loop; allocates nothing but when it grows.
 */
final class ReceiveBuffers {
  private static final Logger LOG = LoggerFactory.getLogger(ReceiveBuffers.class);

  /** Buffers are made so many at a time. */
  private static final int STEP = 32;

  /** Most buffers of a shared queue; beyond that the device makes senders wait. */
  private static final int MOST_SHARED = 4096;

  private final LoopDevice device;
  private final ExtendedVerbs verbs;
  private final int headerBytes;
  private final int dataBytes;
  private final int most;
  private final SharedReceives queue;
  private final List<ReceiveSlab> slabs = new ArrayList<>();
  private IbvQP qp;
  private long wanted;
  private int users;
  private int served;
  private long first;
  private int last;
  private int gathered;

  private ReceiveBuffers(
      LoopDevice device, int headerBytes, int dataBytes, int most, SharedReceives queue) {
    this.device = device;
    this.verbs = device.verbs();
    this.headerBytes = headerBytes;
    this.dataBytes = dataBytes;
    this.most = most;
    this.queue = queue;
  }

  /** Whether the device has receive queues that several queue pairs share. */
  static boolean canBeShared(LoopDevice device) {
    return device.limits().maxSharedRequests() >= STEP && device.limits().maxElements() >= 2;
  }

  /** Buffers for the commands of many hosts. */
  static ReceiveBuffers shared(LoopDevice device, int dataBytes) throws IOException {
    int most = Math.min(device.limits().maxSharedRequests(), MOST_SHARED) / STEP * STEP;
    SharedReceives queue = device.verbs().createSharedReceives(device.pd(), most, 2);
    return new ReceiveBuffers(device, Capsule.COMMAND_BYTES, dataBytes, most, queue);
  }

  /** Buffers of a single queue pair. */
  static ReceiveBuffers own(LoopDevice device, int headerBytes, int dataBytes, int entries) {
    return new ReceiveBuffers(device, headerBytes, dataBytes, roundUp(entries), null);
  }

  private static int roundUp(long entries) {
    return Math.toIntExact((entries + STEP - 1) / STEP * STEP);
  }

  boolean isShared() {
    return queue != null;
  }

  /** For the queue pair's attributes; 0 if the buffers are not shared. */
  long sharedHandle() {
    return queue == null ? 0 : queue.handle();
  }

  /** Most buffers there will be: the requests that a queue pair must have room for. */
  int most() {
    return most;
  }

  /** A queue pair uses these buffers; those that are not shared are posted to it. */
  void attach(IbvQP to) {
    qp = to;
    users++;
    served++;
  }

  /** Whether some queue pair uses these buffers. */
  boolean isUsed() {
    return users > 0;
  }

  /** Whether a shared queue is for new queue pairs, too; see {@link SharedBuffers}. */
  boolean servesAnother() {
    return served < Math.min(SharedBuffers.MOST_SERVED, most / 2);
  }

  /** The queue pair that was attached last has so many commands in flight. */
  void enter(int entries) throws IOException {
    wanted += entries;
    int lost = served - users; // at most
    long enough = Math.min(roundUp(wanted + lost), most);
    while ((long) slabs.size() * STEP < enough) {
      grow();
    }
    post();
  }

  /** A queue pair uses these buffers no longer. */
  void leave(int entries) {
    wanted -= entries;
    users--;
  }

  private void grow() throws IOException {
    int start = slabs.size() * STEP;
    slabs.add(
        new ReceiveSlab(
            device.keys(), start, STEP, WorkId.of(WorkId.RECEIVE, 0), headerBytes, dataBytes));
    for (int i = 0; i < STEP; i++) {
      repost(start + i);
    }
  }

  private void post() throws IOException {
    int error = flush();
    if (error != 0) {
      throw new IOException("receives cannot be posted: error " + error);
    }
  }

  /** How many buffers there are. */
  int count() {
    return slabs.size() * STEP;
  }

  /** Offers a buffer to the device again, with the next {@link #flush}. */
  void repost(int buffer) {
    if (slabs.isEmpty()) {
      return; // closed: a command that outlived its connection gives back its capsule
    }
    ReceiveSlab slab = slabs.get(buffer / STEP);
    slab.next(buffer % STEP, 0);
    long request = slab.request(buffer % STEP);
    if (first == 0) {
      first = request;
    } else {
      slabs.get(last / STEP).next(last % STEP, request);
    }
    last = buffer;
    gathered++;
  }

  /** Forgets what was given back but not posted; returns how many buffers that were. */
  int discard() {
    int discarded = gathered;
    first = 0;
    gathered = 0;
    return discarded;
  }

  /** Posts what was given back; 0 or an error number. */
  int flush() {
    if (first == 0) {
      return 0;
    }
    long chain = first;
    first = 0;
    gathered = 0;
    return Math.abs(
        queue == null ? verbs.postReceives(qp, chain) : verbs.postReceives(queue, chain));
  }

  /** The memory of a capsule's fixed part; see {@link #headerAt}. */
  ByteBuffer header(int buffer) {
    return slabs.get(buffer / STEP).headers();
  }

  /** Where in {@link #header} a capsule's fixed part is. */
  int headerAt(int buffer) {
    return buffer % STEP * headerBytes;
  }

  /** The data of a capsule. */
  IoBuffer data(int buffer) {
    return slabs.get(buffer / STEP).data(buffer % STEP);
  }

  /** Ends the shared queue and all registrations; no queue pair uses the buffers. */
  void close() {
    // A flush may still stand in the loop's line.
    discard();
    if (queue != null) {
      try {
        verbs.destroySharedReceives(queue);
      } catch (IOException e) {
        LOG.warn("a shared receive queue stays: {}", e.getMessage());
      }
    }
    slabs.forEach(ReceiveSlab::close);
    slabs.clear();
  }
}
