package io.jacquard.target.pci;

import java.lang.foreign.MemorySegment;

/**
 * Where the doorbells of a controller are (NVMe over PCIe Transport 1.1, 3.1.2): from 1000h, for
 * each queue pair the submission queue's tail, then the completion queue's head, {@code 4 <<
 * CAP.DSTRD} bytes apart. Shadow doorbells are as far apart in their buffer.
 */
final class Doorbells {
  /** The first doorbell register. */
  static final int FIRST = 0x1000;

  private final Registers registers;
  private final int stride;
  private MemorySegment shadow = MemorySegment.NULL;
  private MemorySegment eventIndex = MemorySegment.NULL;

  /**
   * Doorbells that are registers.
   *
   * @param dstrd {@code CAP.DSTRD}, 0 to 15
   */
  Doorbells(Registers registers, int dstrd) {
    this.registers = registers;
    this.stride = Integer.BYTES << dstrd;
  }

  /** Doorbells made from now on have shadows in these buffers. */
  void shadow(MemorySegment buffer, MemorySegment eventIndexes) {
    shadow = buffer;
    eventIndex = eventIndexes;
  }

  /** Doorbells made from now on have none. */
  void noShadow() {
    shadow(MemorySegment.NULL, MemorySegment.NULL);
  }

  /** Of how many queue pairs, the admin queue's included, the registers are there. */
  int pairs() {
    return (int) Math.min(0x1_0000, (registers.bytes() - FIRST) / (2L * stride));
  }

  Doorbell submission(int queue) {
    return of(2L * queue);
  }

  Doorbell completion(int queue) {
    return of(2L * queue + 1);
  }

  private Doorbell of(long number) {
    long place = number * stride;
    int register = Math.toIntExact(FIRST + place);
    return place + Integer.BYTES <= shadow.byteSize()
        ? new Doorbell(registers, register, shadow, eventIndex, place)
        : new Doorbell(registers, register);
  }
}
