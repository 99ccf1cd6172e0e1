package io.jacquard.target.pci;

import io.jacquard.nvme.memory.IoMemory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The slabs of one loop's buffer pool, each known to the device once: finds the device's address of
 * a buffer. Confined to the loop, but for {@link #close}.
 */
final class SlabTable {
  /** The answer for memory that the device does not know. */
  static final long UNKNOWN = -1;

  private final DmaSpace space;
  private final List<DmaMemory> slabs = new ArrayList<>();
  private long[] starts = {};
  private long[] ends = {};
  private long[] offsets = {};
  private int lastHit;

  SlabTable(DmaSpace space) {
    this.space = space;
  }

  /** Makes a slab known, if the device can know it. */
  void add(IoMemory slab) {
    Optional<DmaMemory> shared = space.share(slab.segment());
    shared.ifPresent(this::insert);
  }

  private void insert(DmaMemory slab) {
    slabs.add(slab);
    slabs.sort((a, b) -> Long.compare(a.segment().address(), b.segment().address()));
    int count = slabs.size();
    starts = Arrays.copyOf(starts, count);
    ends = Arrays.copyOf(ends, count);
    offsets = Arrays.copyOf(offsets, count);
    for (int i = 0; i < count; i++) {
      DmaMemory each = slabs.get(i);
      starts[i] = each.segment().address();
      ends[i] = starts[i] + each.segment().byteSize();
      offsets[i] = each.deviceAddress() - starts[i];
    }
    lastHit = 0;
  }

  /** The device's address of a range, or {@link #UNKNOWN}. Allocates nothing. */
  long find(long address, long length) {
    if (starts.length == 0) {
      return UNKNOWN;
    }
    int at = lastHit;
    if (address < starts[at] || address >= ends[at]) {
      at = Arrays.binarySearch(starts, address);
      at = at < 0 ? -at - 2 : at;
      if (at < 0) {
        return UNKNOWN;
      }
    }
    if (address + length > ends[at] || address < starts[at]) {
      return UNKNOWN;
    }
    lastHit = at;
    return address + offsets[at];
  }

  /** Makes the slabs unknown again. The device uses none of them any more. */
  void close() {
    slabs.forEach(space::unshare);
    slabs.clear();
    starts = new long[0];
  }
}
