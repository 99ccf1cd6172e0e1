package io.jacquard.transport.rdma;

import io.jacquard.nvme.memory.BufferPool;
import io.jacquard.nvme.memory.IoBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Memory of one loop beside its pool, for Connect and the commands of admin queues when I/O that is
 * stuck has all of the pool: a host must still be let in and find out what is wrong. Up to four
 * times the largest payload, made and registered on first need. Confined to the loop.
 */
final class AdminReserve {
  private final int largest;
  private final MemoryKeys keys;
  private final List<IoBuffer> out = new ArrayList<>();
  private BufferPool memory;

  AdminReserve(int largest, MemoryKeys keys) {
    this.largest = largest;
    this.keys = keys;
  }

  /** A buffer, or {@link IoBuffer#NONE} if all of the reserve is in use. */
  IoBuffer acquire(int length) {
    if (memory == null) {
      memory = new BufferPool(4L * largest, largest);
      memory.onSlab(keys::addSlab);
    }
    IoBuffer buffer = memory.acquire(length);
    if (!buffer.isNone()) {
      out.add(buffer);
    }
    return buffer;
  }

  /** Takes {@code buffer} back if it is of the reserve; false if it is not. */
  @SuppressWarnings("ReferenceEquality") // this very buffer is meant
  boolean takeBack(IoBuffer buffer) {
    for (int i = 0; i < out.size(); i++) {
      if (out.get(i) == buffer) {
        out.remove(i);
        memory.release(buffer);
        return true;
      }
    }
    return false;
  }
}
