package io.jacquard.nvme.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A slab of page-aligned off-heap memory from which {@link IoBuffer}s are cut.
 *
 * <p>A transport or driver that must register memory with a device (RDMA memory regions, IOMMU
 * mappings, io_uring fixed buffers) registers each slab once and addresses buffers by slab and
 * offset. A slab lives until the garbage collector finds it unreachable; nothing frees it earlier,
 * because hardware may still hold its address.
 *
 * @param segment the memory; its base address is a multiple of {@link #PAGE}
 */
public record IoMemory(MemorySegment segment) {
  /** Alignment of slabs and of every payload, in bytes: the unit of direct I/O and of NVMe PRPs. */
  public static final int PAGE = 4096;

  /**
   * Allocates a slab.
   *
   * @param bytes size, more than 0
   */
  public static IoMemory allocate(long bytes) {
    return new IoMemory(Arena.ofAuto().allocate(bytes, PAGE));
  }
}
