package io.jacquard.target.pci;

import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.jacquard.nvme.wire.Cqe;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;

/**
 * The ring of completions (NVMe Base 2.1, 3.3.1): an entry is new when its phase tag is the one of
 * this time round.
 */
final class CompletionQueue {
  private static final VarHandle SHORT = JAVA_SHORT.varHandle();

  private final DmaMemory memory;
  private final MemorySegment segment;
  private final ByteBuffer bytes;
  private final int entries;
  private final Cqe entry = new Cqe();
  private Doorbell doorbell;
  private int head;
  private int phase = 1;

  /**
   * A ring.
   *
   * @param memory zero
   * @param entries 2 to 65536
   */
  CompletionQueue(DmaMemory memory, int entries, Doorbell doorbell) {
    this.memory = memory;
    this.segment = memory.segment();
    this.bytes = memory.buffer();
    this.entries = entries;
    this.doorbell = doorbell;
  }

  /** Bytes of a ring. */
  static long bytes(int entries) {
    return (long) entries * Cqe.BYTES;
  }

  long deviceAddress() {
    return memory.deviceAddress();
  }

  int entries() {
    return entries;
  }

  /** Whether there is a new entry; the data of its command is visible then. */
  boolean ready() {
    // Acquire: nothing of the entry, and nothing of the data, is read before the phase tag.
    short status = (short) SHORT.getAcquire(segment, (long) head * Cqe.BYTES + Cqe.STATUS);
    return (status & 1) == phase;
  }

  /** The new entry, until {@link #next}. */
  Cqe entry() {
    return entry.wrap(bytes, head * Cqe.BYTES);
  }

  /** Goes on behind the entry. */
  void next() {
    head++;
    if (head == entries) {
      head = 0;
      phase ^= 1;
    }
  }

  /** Gives the controller back the entries that were gone over. */
  void ring() {
    doorbell.ring(head);
  }

  /** Tells the controller once more, in case that it did not hear. */
  void insist() {
    doorbell.insist();
  }

  /** Begins anew, for a controller that was reset. */
  void reset(Doorbell fresh) {
    segment.fill((byte) 0);
    doorbell = fresh;
    head = 0;
    phase = 1;
  }
}
