package io.jacquard.nvme.transport.queue;

import io.jacquard.nvme.memory.BufferPool;
import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.memory.IoMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Memory of one loop beside its pool, for Connect and the commands of admin queues when I/O that is
 * stuck has all of the pool: a host must still be let in and find out what is wrong. Up to four
 * times the largest payload, made on first need. Confined to the loop.
 */
final class AdminReserve {
  private final int largest;
  private final Consumer<IoMemory> slabListener;
  private final List<IoBuffer> out = new ArrayList<>();
  private BufferPool memory;

  AdminReserve(int largest, Consumer<IoMemory> slabListener) {
    this.largest = largest;
    this.slabListener = slabListener;
  }

  /** A buffer, or {@link IoBuffer#NONE} if all of the reserve is in use. */
  IoBuffer acquire(int length) {
    if (memory == null) {
      memory = new BufferPool(4L * largest, largest);
      memory.onSlab(slabListener);
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

  /** Payload bytes that are in use. */
  long heldBytes() {
    return memory == null ? 0 : memory.heldBytes();
  }
}
