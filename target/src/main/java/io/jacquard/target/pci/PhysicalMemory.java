package io.jacquard.target.pci;

import io.jacquard.nvme.linux.Errno;
import io.jacquard.nvme.linux.LinuxMemory;
import io.jacquard.nvme.linux.PageMap;
import io.jacquard.nvme.linux.SystemCallException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What a device without an IOMMU is given: huge pages, which the kernel does not move, by their
 * physical address. Memory of others may move at any time even if it is locked, so their data is
 * always copied.
 */
final class PhysicalMemory implements DmaSpace, AutoCloseable {
  private static final int MOST_PAGES = 256;

  /** Huge pages that a device which could not be stopped may still write to: never given back. */
  private static final ConcurrentLinkedQueue<MemorySegment> LOST = new ConcurrentLinkedQueue<>();

  private final PageMap pageMap;
  private final List<HugePage> pages = new ArrayList<>();
  private final ReentrantLock lock = new ReentrantLock();

  private record HugePage(MemorySegment memory, long physical, AddressRanges free) {
    Optional<DmaMemory> take(long bytes, long alignment) {
      OptionalLong at = free.take(bytes, alignment);
      return at.isEmpty()
          ? Optional.empty()
          : Optional.of(
              new DmaMemory(memory.asSlice(at.getAsLong(), bytes), physical + at.getAsLong()));
    }

    boolean holds(DmaMemory part) {
      long offset = part.deviceAddress() - physical;
      return offset >= 0 && offset < LinuxMemory.HUGE_PAGE;
    }
  }

  private PhysicalMemory(PageMap pageMap) {
    this.pageMap = pageMap;
  }

  /** Finds out whether it can work at all, by taking the first page. */
  static PhysicalMemory open() throws IOException {
    PhysicalMemory space = new PhysicalMemory(PageMap.open());
    try {
      space.pages.add(space.another());
      return space;
    } catch (IOException e) {
      space.pageMap.close();
      throw e;
    }
  }

  private HugePage another() throws IOException {
    MemorySegment memory;
    try {
      memory = LinuxMemory.mapHuge(LinuxMemory.HUGE_PAGE);
    } catch (SystemCallException e) {
      throw new IOException(
          "uio needs huge pages: "
              + e.getMessage()
              + "; reserve some: jacquard driver config --hugemem 128",
          e);
    }
    memory.fill((byte) 0);
    try {
      AddressRanges free = new AddressRanges();
      free.add(0, LinuxMemory.HUGE_PAGE);
      return new HugePage(memory, pageMap.physicalAddress(memory.address()), free);
    } catch (SystemCallException e) {
      LinuxMemory.unmap(memory);
      String next = e.errno() == Errno.EPERM ? "; uio works for root only" : "";
      throw new IOException("uio needs physical addresses: " + e.getMessage() + next, e);
    }
  }

  @Override
  public DmaMemory allocate(long bytes, long alignment) throws IOException {
    long whole = (bytes + LinuxMemory.PAGE - 1) & -LinuxMemory.PAGE;
    lock.lock();
    try {
      for (HugePage page : pages) {
        Optional<DmaMemory> taken = page.take(whole, alignment);
        if (taken.isPresent()) {
          taken.get().segment().fill((byte) 0);
          return taken.get();
        }
      }
      if (whole > LinuxMemory.HUGE_PAGE || pages.size() >= MOST_PAGES) {
        throw new IOException("uio: no " + bytes + " bytes in one piece for the device");
      }
      pages.add(another());
      return pages.getLast().take(whole, alignment).orElseThrow();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void free(DmaMemory memory) {
    lock.lock();
    try {
      for (HugePage page : pages) {
        if (page.holds(memory)) {
          page.free().add(memory.deviceAddress() - page.physical(), memory.segment().byteSize());
        }
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public long largest() {
    return LinuxMemory.HUGE_PAGE;
  }

  @Override
  public Optional<DmaMemory> share(MemorySegment memory) {
    return Optional.empty();
  }

  @Override
  public void unshare(DmaMemory memory) {
    throw new IllegalStateException("no memory is shared with a device without an IOMMU");
  }

  /** Keeps all memory for ever: the device may still use it. */
  void lose() {
    pages.forEach(page -> LOST.add(page.memory()));
    pages.clear();
  }

  @Override
  public void close() throws SystemCallException {
    for (HugePage page : pages) {
      LinuxMemory.unmap(page.memory());
    }
    pages.clear();
    pageMap.close();
  }
}
