package io.jacquard.target.namespace;

import io.jacquard.nvme.linux.LinuxMemory;
import io.jacquard.nvme.status.Status;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;

/**
 * Anonymous memory as a store: pages that were never written, or were deallocated, cost nothing.
 */
final class MemoryStore implements BlockStore {
  private static final long LARGEST_ZERO = 2 << 20;
  private static final long PAGE_MASK = LinuxMemory.PAGE - 1L;

  /** Changes under a hold of the whole namespace only, which orders it for every reader. */
  private MemorySegment memory;

  MemoryStore(long bytes) throws IOException {
    memory = LinuxMemory.map(bytes);
  }

  @Override
  public int read(long offset, MemorySegment into, int length) {
    MemorySegment.copy(memory, offset, into, 0, length);
    return Status.SUCCESS;
  }

  @Override
  public int write(long offset, MemorySegment from, int length, boolean durable) {
    MemorySegment.copy(from, 0, memory, offset, length);
    return Status.SUCCESS;
  }

  @Override
  public int flush() {
    return Status.SUCCESS;
  }

  @Override
  public int zero(long offset, long length, boolean deallocate, boolean durable) {
    return deallocate(offset, length);
  }

  /** Gives whole pages back and zeroes what is left at the edges. */
  @Override
  public int deallocate(long offset, long length) {
    long end = offset + length;
    long firstPage = Math.min(end, offset + PAGE_MASK & ~PAGE_MASK);
    long lastPage = Math.max(firstPage, end & ~PAGE_MASK);
    clear(offset, firstPage);
    clear(lastPage, end);
    if (lastPage > firstPage
        && LinuxMemory.discard(memory.address() + firstPage, lastPage - firstPage) < 0) {
      clear(firstPage, lastPage);
    }
    return Status.SUCCESS;
  }

  private void clear(long from, long to) {
    if (to > from) {
      memory.asSlice(from, to - from).fill((byte) 0);
    }
  }

  @Override
  public int memoryAlignment() {
    return 1;
  }

  @Override
  public long largestZero() {
    return LARGEST_ZERO;
  }

  @Override
  public long largestDeallocate() {
    return LARGEST_ZERO;
  }

  @Override
  public void resize(long bytes) throws IOException {
    if (bytes < memory.byteSize()) {
      // The rest of the last page stays and would come back with the next growth.
      deallocate(bytes, memory.byteSize() - bytes);
    }
    memory = LinuxMemory.remap(memory, bytes);
  }

  @Override
  public void close() {
    try {
      LinuxMemory.unmap(memory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
