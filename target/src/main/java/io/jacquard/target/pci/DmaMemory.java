package io.jacquard.target.pci;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Memory that a device can address, in one piece for it.
 *
 * @param segment where it is for this process
 * @param deviceAddress where its first byte is for the device
 */
record DmaMemory(MemorySegment segment, long deviceAddress) {

  /** A part of it. */
  DmaMemory slice(long offset, long bytes) {
    return new DmaMemory(segment.asSlice(offset, bytes), deviceAddress + offset);
  }

  /** A little-endian view. */
  ByteBuffer buffer() {
    return segment.asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }
}
