package io.jacquard.target.pci;

import io.jacquard.nvme.memory.IoMemory;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Memory of a device in this process: its addresses differ from the process' own, and what is not
 * mapped cannot be reached.
 */
final class FakeMemory implements DmaSpace {
  private static final long FIRST = 0x7_0000_0000L;
  private static final long GAP = 1 << 20;

  private final TreeMap<Long, MemorySegment> mapped = new TreeMap<>();
  private final List<String> faults = new ArrayList<>();
  private long next = FIRST;
  private boolean shares = true;

  @Override
  public DmaMemory allocate(long bytes, long alignment) throws IOException {
    MemorySegment memory = IoMemory.allocate(bytes).segment();
    memory.fill((byte) 0);
    return map(memory, alignment);
  }

  private DmaMemory map(MemorySegment memory, long alignment) {
    long offset = memory.address() & IoMemory.PAGE - 1;
    long address = ((next + alignment - 1) & -alignment) + offset;
    next = address + memory.byteSize() + GAP;
    mapped.put(address, memory);
    return new DmaMemory(memory, address);
  }

  @Override
  public void free(DmaMemory memory) {
    if (mapped.remove(memory.deviceAddress()) == null) {
      faults.add("freed twice: " + memory);
    }
  }

  @Override
  public long largest() {
    return 1 << 24;
  }

  @Override
  public Optional<DmaMemory> share(MemorySegment memory) {
    return shares ? Optional.of(map(memory, IoMemory.PAGE)) : Optional.empty();
  }

  @Override
  public void unshare(DmaMemory memory) {
    free(memory);
  }

  /** Lets nobody share memory from now on. */
  void refuseSharing() {
    shares = false;
  }

  /** What the device sees at an address; a fault if it sees nothing there. */
  MemorySegment at(long address, long length) {
    Map.Entry<Long, MemorySegment> entry = mapped.floorEntry(address);
    if (entry == null || address + length > entry.getKey() + entry.getValue().byteSize()) {
      faults.add("access to " + Long.toHexString(address) + ", " + length + " bytes");
      return MemorySegment.NULL;
    }
    return entry.getValue().asSlice(address - entry.getKey(), length);
  }

  /** What the device and the driver have done wrong. */
  List<String> faults() {
    return faults;
  }

  /** How many mappings there are. */
  int mappings() {
    return mapped.size();
  }
}
