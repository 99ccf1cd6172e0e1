package io.jacquard.target.pci;

import io.jacquard.nvme.linux.Errno;
import io.jacquard.nvme.linux.LinuxMemory;
import io.jacquard.nvme.linux.SystemCallException;
import io.jacquard.nvme.memory.IoMemory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a device behind an IOMMU can address: everything that it is given, and nothing else. Memory
 * is freed by the garbage collector, after its address was taken away.
 */
final class IommuMemory implements DmaSpace {
  private static final Logger LOG = LoggerFactory.getLogger(IommuMemory.class);

  private final IommuSpace space;
  private final boolean hugePages;
  private final AtomicBoolean refused = new AtomicBoolean();

  IommuMemory(IommuSpace space, boolean hugePages) {
    this.space = space;
    this.hugePages = hugePages;
  }

  @Override
  public DmaMemory allocate(long bytes, long alignment) throws IOException {
    MemorySegment memory = hugePages ? huge(bytes) : IoMemory.allocate(bytes).segment();
    memory.fill((byte) 0);
    try {
      return space.map(memory, alignment);
    } catch (SystemCallException e) {
      throw new IOException("no memory for the device: " + e.getMessage() + nextStep(e), e);
    }
  }

  private static MemorySegment huge(long bytes) throws IOException {
    long whole = (bytes + LinuxMemory.HUGE_PAGE - 1) & -LinuxMemory.HUGE_PAGE;
    try {
      return LinuxMemory.mapHuge(whole)
          .reinterpret(Arena.ofAuto(), IommuMemory::unmapHuge)
          .asSlice(0, bytes);
    } catch (SystemCallException e) {
      throw new IOException(
          "no huge pages (option hugepages): "
              + e.getMessage()
              + "; reserve some: jacquard driver config --hugemem 128",
          e);
    }
  }

  private static void unmapHuge(MemorySegment memory) {
    try {
      LinuxMemory.unmap(memory);
    } catch (SystemCallException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String nextStep(SystemCallException e) {
    return switch (e.errno()) {
      case Errno.ENOMEM ->
          "; more memory must be locked than this process may: raise its limit (ulimit -l"
              + " unlimited, or LimitMEMLOCK=infinity of its service)";
      case Errno.ENOSPC ->
          "; too many mappings: raise the limit dma_entry_limit of the module vfio_iommu_type1";
      default -> "";
    };
  }

  @Override
  public void free(DmaMemory memory) {
    unshare(memory);
  }

  @Override
  public long largest() {
    return 1L << 30;
  }

  @Override
  public Optional<DmaMemory> share(MemorySegment memory) {
    try {
      return Optional.of(space.map(memory, IoMemory.PAGE));
    } catch (SystemCallException e) {
      if (refused.compareAndSet(false, true)) {
        LOG.warn("data is copied for the device: {}{}", e.getMessage(), nextStep(e));
      }
      return Optional.empty();
    }
  }

  @Override
  public void unshare(DmaMemory memory) {
    try {
      space.unmap(memory);
    } catch (SystemCallException e) {
      throw new UncheckedIOException("memory of a device stays pinned", e);
    }
  }
}
