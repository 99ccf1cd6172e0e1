package io.jacquard.transport.rdma;

import com.ibm.disni.verbs.IbvMr;
import java.lang.foreign.MemorySegment;

/** A caller's memory that is registered, and how many commands use it. Confined to the loop. */
final class Registration {
  private final MemorySegment memory;
  private final IbvMr region;
  private int users;
  private boolean kept;

  /**
   * Makes it.
   *
   * @param memory kept from being freed by an automatic arena
   * @param kept whether it outlives its commands
   */
  Registration(MemorySegment memory, IbvMr region, boolean kept) {
    this.memory = memory;
    this.region = region;
    this.kept = kept;
  }

  int localKey() {
    return region.getLkey();
  }

  int remoteKey() {
    return region.getRkey();
  }

  /** Whether the first {@code length} bytes of {@code other} are within this very memory. */
  boolean covers(MemorySegment other, int length) {
    long offset = other.address() - memory.address();
    return offset >= 0
        && offset + length <= memory.byteSize()
        && memory.scope().equals(other.scope())
        && isAlive();
  }

  /** Whether the memory's arena is not closed. */
  boolean isAlive() {
    return memory.scope().isAlive();
  }

  boolean isUsed() {
    return users > 0;
  }

  void enter() {
    users++;
  }

  /** One command less; the last one ends a registration that is not kept. */
  void leave() {
    users--;
    endIfUnused();
  }

  /** Kept no longer. */
  void drop() {
    kept = false;
    endIfUnused();
  }

  private void endIfUnused() {
    if (users == 0 && !kept) {
      MemoryKeys.release(region);
    }
  }
}
