package io.jacquard.nvme.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * What an IOMMU allows (struct vfio_iommu_type1_info and its capabilities).
 *
 * @param pageSizes the sizes of its pages, a bit for each
 * @param ranges the valid addresses in ascending order, without those that the machine reserves,
 *     such as the window of message signalled interrupts; empty if the kernel does not tell
 * @param entries how many further mappings it takes; {@link Integer#MAX_VALUE} if the kernel does
 *     not tell
 */
public record VfioIommuInfo(long pageSizes, List<IovaRange> ranges, int entries) {
  static final int BYTES = 24;

  private static final int INFO_PAGE_SIZES = 1;
  private static final int INFO_CAPABILITIES = 1 << 1;
  private static final long PAGE_SIZES = 8;
  private static final long FIRST_CAPABILITY = 16;
  private static final int CAPABILITY_IOVA_RANGE = 1;
  private static final int CAPABILITY_DMA_AVAILABLE = 3;
  private static final long CAPABILITY_NEXT = 4;
  private static final long CAPABILITY_VALUE = 8;
  private static final long CAPABILITY_RANGES = 16;
  private static final int RANGE_BYTES = 16;
  private static final int MOST_CAPABILITIES = 64;
  private static final long DEFAULT_PAGE = 4096;

  /** Copies the list. */
  public VfioIommuInfo {
    ranges = List.copyOf(ranges);
  }

  /** Reads the structure with everything behind it. */
  static VfioIommuInfo decode(MemorySegment info) {
    int flags = info.get(JAVA_INT, VfioIoctl.FLAGS);
    long pageSizes = (flags & INFO_PAGE_SIZES) != 0 ? info.get(JAVA_LONG, PAGE_SIZES) : 0;
    List<IovaRange> ranges = new ArrayList<>();
    int entries = Integer.MAX_VALUE;
    int at = (flags & INFO_CAPABILITIES) != 0 ? info.get(JAVA_INT, FIRST_CAPABILITY) : 0;
    for (int i = 0; at != 0 && i < MOST_CAPABILITIES; i++) {
      int id = info.get(JAVA_INT, at) & 0xFFFF;
      if (id == CAPABILITY_IOVA_RANGE) {
        readRanges(info, at, ranges);
      } else if (id == CAPABILITY_DMA_AVAILABLE) {
        entries = info.get(JAVA_INT, at + CAPABILITY_VALUE);
      }
      at = info.get(JAVA_INT, at + CAPABILITY_NEXT);
    }
    return new VfioIommuInfo(pageSizes == 0 ? DEFAULT_PAGE : pageSizes, ranges, entries);
  }

  private static void readRanges(MemorySegment info, int at, List<IovaRange> ranges) {
    int count = info.get(JAVA_INT, at + CAPABILITY_VALUE);
    for (int i = 0; i < count; i++) {
      long range = at + CAPABILITY_RANGES + (long) i * RANGE_BYTES;
      ranges.add(
          new IovaRange(info.get(JAVA_LONG, range), info.get(JAVA_LONG, range + Long.BYTES)));
    }
  }

  /** The smallest page in bytes: the unit of every mapping. */
  public long page() {
    return Long.lowestOneBit(pageSizes);
  }
}
