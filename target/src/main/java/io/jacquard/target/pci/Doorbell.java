package io.jacquard.target.pci;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/**
 * The doorbell of one queue: tells the controller a new tail or head. With shadow doorbells the
 * value goes to memory, and to the register only when the controller asks for that (NVMe Base 2.1,
 * 5.2.5 "Doorbell Buffer Config command" and B.5 "Updating Controller Doorbell Properties using a
 * Shadow Doorbell Buffer").
 */
final class Doorbell {
  private static final VarHandle INT = JAVA_INT.varHandle();
  private static final int WRAP = 0xFFFF;

  private final Registers registers;
  private final int register;
  private final MemorySegment shadow;
  private final MemorySegment eventIndex;
  private final long place;
  private int last;

  /** A doorbell that is only a register. */
  Doorbell(Registers registers, int register) {
    this(registers, register, MemorySegment.NULL, MemorySegment.NULL, 0);
  }

  /**
   * A doorbell with a shadow.
   *
   * @param place of this doorbell in both buffers, in bytes
   */
  Doorbell(
      Registers registers,
      int register,
      MemorySegment shadow,
      MemorySegment eventIndex,
      long place) {
    this.registers = registers;
    this.register = register;
    this.shadow = shadow;
    this.eventIndex = eventIndex;
    this.place = place;
  }

  /** Tells a value. Everything written to memory before is seen by the controller with it. */
  void ring(int value) {
    int before = last;
    last = value;
    if (shadow.byteSize() == 0) {
      registers.write(register, value);
      return;
    }
    INT.setRelease(shadow, place, value);
    // The controller writes its event index and then reads the shadow, we the other way round:
    // without the fence both could miss the other.
    VarHandle.fullFence();
    if (wanted((int) INT.getOpaque(eventIndex, place), value, before)) {
      registers.write(register, value);
    }
  }

  /** Tells the last value again, by the register in any case. */
  void insist() {
    registers.write(register, last);
  }

  /** Whether going from {@code before} to {@code now} passes the controller's event index. */
  static boolean wanted(int eventIndex, int now, int before) {
    return (now - eventIndex - 1 & WRAP) < (now - before & WRAP);
  }
}
