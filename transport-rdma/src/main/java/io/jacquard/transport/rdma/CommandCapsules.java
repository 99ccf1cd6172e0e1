package io.jacquard.transport.rdma;

import com.ibm.disni.verbs.IbvMr;
import io.jacquard.nvme.memory.IoMemory;
import io.jacquard.nvme.wire.Sqe;
import io.jacquard.transport.rdma.verbs.ScatterGather;
import io.jacquard.transport.rdma.verbs.SendRequest;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The command capsules of one queue pair of a host: for each slot an SQE in registered memory and a
 * SEND of it, with data behind it or without. Confined to the loop; allocates nothing per command.
 */
final class CommandCapsules {
  private static final int ELEMENTS = 2;

  private final SendQueue sends;
  private final MemorySegment memory;
  private final ByteBuffer bytes;
  private final IbvMr region;
  private final MemorySegment requests;
  private final long elementsAt;

  CommandCapsules(QueuePair pair, int capacity) throws IOException {
    this.sends = pair.sends();
    this.memory = IoMemory.allocate((long) capacity * Sqe.BYTES).segment();
    this.bytes = memory.asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    this.region = pair.device().keys().register(memory, IbvMr.IBV_ACCESS_LOCAL_WRITE);
    this.elementsAt = (long) capacity * SendRequest.BYTES;
    this.requests =
        Arena.ofAuto()
            .allocate(elementsAt + (long) capacity * ELEMENTS * ScatterGather.BYTES, Long.BYTES);
    for (int i = 0; i < capacity; i++) {
      ScatterGather.set(
          requests, elementAt(i), memory.address() + sqeAt(i), Sqe.BYTES, region.getLkey());
    }
  }

  private static int sqeAt(int slot) {
    return slot * Sqe.BYTES;
  }

  private long elementAt(int slot) {
    return elementsAt + (long) slot * ELEMENTS * ScatterGather.BYTES;
  }

  /** Points {@code view} at the SQE of a slot. */
  Sqe sqe(Sqe view, int slot) {
    return view.wrap(bytes, sqeAt(slot));
  }

  /** Appends the SEND of a slot's capsule without data. */
  void send(int slot) {
    append(slot, 1);
  }

  /** Appends the SEND of a slot's capsule with data. */
  void send(int slot, long address, int length, int localKey) {
    long second = elementAt(slot) + ScatterGather.BYTES;
    ScatterGather.set(requests, second, address, length, localKey);
    append(slot, ELEMENTS);
  }

  private void append(int slot, int elements) {
    long at = (long) slot * SendRequest.BYTES;
    SendRequest.set(
        requests,
        at,
        WorkId.of(WorkId.SEND, slot),
        SendRequest.OP_SEND,
        SendRequest.SIGNALED,
        requests.address() + elementAt(slot),
        elements);
    sends.append(requests, at, at, 1);
  }

  /** Ends the registration; nothing is posted any more. */
  void close() {
    MemoryKeys.release(region);
  }
}
