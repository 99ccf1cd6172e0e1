package io.jacquard.target.pci;

import io.jacquard.nvme.linux.Errno;
import io.jacquard.nvme.linux.IovaRange;
import io.jacquard.nvme.linux.SystemCallException;
import io.jacquard.nvme.linux.VfioContainer;
import io.jacquard.nvme.linux.VfioIommuInfo;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The addresses behind an IOMMU, shared by the devices of a container: gives memory an address
 * there and takes it away. Thread-safe.
 */
final class IommuSpace {
  /** Nothing is ever at the lowest addresses, so that a pointer of zero leads nowhere. */
  private static final long LOWEST = 1 << 16;

  /** Addresses of 39 bits are what the smallest IOMMUs have. */
  private static final List<IovaRange> SMALLEST =
      List.of(new IovaRange(LOWEST, 0xFEDF_FFFFL), new IovaRange(1L << 32, (1L << 39) - 1));

  private final VfioContainer container;
  private final long page;
  private final AddressRanges addresses = new AddressRanges();
  private final ReentrantLock lock = new ReentrantLock();

  IommuSpace(VfioContainer container, VfioIommuInfo info) {
    this.container = container;
    this.page = info.page();
    for (IovaRange range : info.ranges().isEmpty() ? SMALLEST : info.ranges()) {
      long first = (Math.max(LOWEST, unsigned(range.first())) + page - 1) & -page;
      long last = unsigned(range.last());
      long end = (last == Long.MAX_VALUE ? last : last + 1) & -page;
      if (first > 0 && end > first) {
        addresses.add(first, end - first);
      }
    }
  }

  /** What is beyond 2^63 is not used. */
  private static long unsigned(long address) {
    return address < 0 ? Long.MAX_VALUE : address;
  }

  /**
   * Gives memory an address for the devices, and pins it.
   *
   * @param alignment of that address, a power of two; without effect for memory that does not begin
   *     with a page
   */
  DmaMemory map(MemorySegment memory, long alignment) throws SystemCallException {
    long start = memory.address() & -page;
    long bytes = mappedBytes(memory);
    lock.lock();
    try {
      OptionalLong iova = addresses.take(bytes, Math.max(alignment, page));
      if (iova.isEmpty()) {
        throw new SystemCallException("I/O addresses", bytes + " bytes", Errno.ENOSPC);
      }
      int result = container.map(start, iova.getAsLong(), bytes);
      if (result < 0) {
        addresses.add(iova.getAsLong(), bytes);
        throw new SystemCallException("VFIO_IOMMU_MAP_DMA", bytes + " bytes", -result);
      }
      return new DmaMemory(memory, iova.getAsLong() + memory.address() - start);
    } finally {
      lock.unlock();
    }
  }

  /** Takes the address away. */
  void unmap(DmaMemory memory) throws SystemCallException {
    long iova = memory.deviceAddress() & -page;
    long bytes = mappedBytes(memory.segment());
    lock.lock();
    try {
      container.unmap(iova, bytes);
      addresses.add(iova, bytes);
    } finally {
      lock.unlock();
    }
  }

  private long mappedBytes(MemorySegment memory) {
    long start = memory.address() & -page;
    long end = (memory.address() + memory.byteSize() + page - 1) & -page;
    return end - start;
  }
}
