package io.jacquard.target.pci;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/** Registers in memory: base address register 0 mapped into this process. */
final class MappedRegisters implements Registers {
  private static final VarHandle INT = JAVA_INT.varHandle();

  private final MemorySegment space;

  MappedRegisters(MemorySegment space) {
    this.space = space;
  }

  @Override
  public int read(int offset) {
    return (int) INT.getVolatile(space, (long) offset);
  }

  @Override
  public void write(int offset, int value) {
    INT.setRelease(space, (long) offset, value);
  }

  @Override
  public long bytes() {
    return space.byteSize();
  }

  /** The mapping, to end it. */
  MemorySegment space() {
    return space;
  }
}
