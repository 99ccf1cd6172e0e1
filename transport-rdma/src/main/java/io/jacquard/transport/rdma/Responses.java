package io.jacquard.transport.rdma;

import com.ibm.disni.verbs.IbvMr;
import io.jacquard.nvme.memory.IoMemory;
import io.jacquard.nvme.wire.Cqe;
import io.jacquard.transport.rdma.verbs.SendRequest;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Sends the responses of one queue pair: a CQE for each slot in registered memory, behind the
 * WRITEs of its data. Confined to the loop; allocates nothing per command.
 */
final class Responses {
  private final QueuePair pair;
  private final SendQueue sends;
  private final MemoryKeys keys;
  private final boolean invalidates;
  private final MemorySegment memory;
  private final ByteBuffer bytes;
  private final IbvMr region;
  private final Cqe cqe = new Cqe();

  Responses(QueuePair pair, int entries, boolean invalidates) throws IOException {
    this.pair = pair;
    this.sends = pair.sends();
    this.keys = pair.device().keys();
    this.invalidates = invalidates;
    this.memory = IoMemory.allocate((long) entries * Cqe.BYTES).segment();
    this.bytes = memory.asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    this.region = keys.register(memory, IbvMr.IBV_ACCESS_LOCAL_WRITE);
  }

  /** How many requests the response to a command takes. */
  static int requests(ControllerSlot slot) {
    return sendsData(slot) ? slot.descriptors().count() + 1 : 1;
  }

  private static boolean sendsData(ControllerSlot slot) {
    return slot.status() == 0 && slot.hasDataForHost();
  }

  /**
   * Appends the response to a command; there is room for it.
   *
   * @param hurried whether the slot may be free as soon as the response is posted
   * @return false if nothing more will be heard of the response: the slot is free after the next
   *     flush
   */
  boolean send(ControllerSlot slot, int head, boolean hurried) {
    int index = slot.index();
    cqe.wrap(bytes, index * Cqe.BYTES).set(slot.result(), head, slot.sqe().cid(), slot.status());
    int writes = sendsData(slot) ? layWrites(slot) : 0;
    int flags = pair.takesInline() ? SendRequest.INLINE : 0;
    boolean silent = hurried && writes == 0 && pair.takesInline() && sends.mayGoUnsignaled();
    if (!silent) {
      flags |= SendRequest.SIGNALED;
    }
    long id = silent ? WorkId.of(WorkId.UNSIGNALED, 0) : WorkId.of(WorkId.SEND, index);
    long from = memory.address() + (long) index * Cqe.BYTES;
    TransferRequests requests = slot.requests();
    if (invalidates && slot.descriptors().invalidates()) {
      int key = slot.descriptors().invalidatedKey();
      requests.respondAndInvalidate(
          sends, writes, id, flags, from, Cqe.BYTES, region.getLkey(), key);
    } else {
      requests.respond(sends, writes, id, flags, from, Cqe.BYTES, region.getLkey());
    }
    return !silent;
  }

  private int layWrites(ControllerSlot slot) {
    DataDescriptors to = slot.descriptors();
    long from = slot.data().address();
    int localKey = keys.localKey(keys.find(from, slot.length()));
    for (int i = 0; i < to.count(); i++) {
      slot.requests().write(to, i, from, localKey);
      from += to.length(i);
    }
    return to.count();
  }

  /** Ends the registration; nothing is posted any more. */
  void close() {
    MemoryKeys.release(region);
  }
}
