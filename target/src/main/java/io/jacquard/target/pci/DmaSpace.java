package io.jacquard.target.pci;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** The memory that a device can address. Thread-safe. */
interface DmaSpace {

  /**
   * Makes memory for the driver itself: zero, in one piece for the device.
   *
   * @param bytes up to {@link #largest}
   * @param alignment of the device's address, a power of two, 4096 or more
   * @throws IOException if there is none, with the next step
   */
  DmaMemory allocate(long bytes, long alignment) throws IOException;

  /** Takes back what {@link #allocate} gave. The device uses it no more. */
  void free(DmaMemory memory);

  /** The most that {@link #allocate} gives in one piece. */
  long largest();

  /**
   * Lets the device reach memory of others.
   *
   * @return empty if it cannot: its data must then be copied
   */
  Optional<DmaMemory> share(MemorySegment memory);

  /** Ends what {@link #share} began. The device uses the memory no more. */
  void unshare(DmaMemory memory);
}
