package io.jacquard.target.pci;

import io.jacquard.nvme.wire.Sqe;
import java.nio.ByteBuffer;

/**
 * The ring of commands (NVMe Base 2.1, 3.3.1). It never overflows: whoever writes has fewer
 * commands in flight than there are entries. Entries written are given to the controller together.
 */
final class SubmissionQueue {
  private final DmaMemory memory;
  private final ByteBuffer bytes;
  private final int entries;
  private final Sqe entry = new Sqe();
  private Doorbell doorbell;
  private int tail;
  private int told;

  /**
   * A ring.
   *
   * @param entries 2 to 65536
   */
  SubmissionQueue(DmaMemory memory, int entries, Doorbell doorbell) {
    this.memory = memory;
    this.bytes = memory.buffer();
    this.entries = entries;
    this.doorbell = doorbell;
  }

  /** Bytes of a ring. */
  static long bytes(int entries) {
    return (long) entries * Sqe.BYTES;
  }

  long deviceAddress() {
    return memory.deviceAddress();
  }

  int entries() {
    return entries;
  }

  /** The next free entry, with the contents of {@code command}, to be changed before the next. */
  Sqe write(Sqe command) {
    entry.wrap(bytes, tail * Sqe.BYTES).copyFrom(command);
    tail = tail + 1 == entries ? 0 : tail + 1;
    return entry;
  }

  /** Gives the controller what was written since the last time. */
  void ring() {
    if (told != tail) {
      told = tail;
      doorbell.ring(tail);
    }
  }

  /** Tells the controller once more, in case that it did not hear. */
  void insist() {
    doorbell.insist();
  }

  /** Begins anew, for a controller that was reset. */
  void reset(Doorbell fresh) {
    memory.segment().fill((byte) 0);
    doorbell = fresh;
    tail = 0;
    told = 0;
  }
}
