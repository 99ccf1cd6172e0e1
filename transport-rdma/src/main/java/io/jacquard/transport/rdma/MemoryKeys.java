package io.jacquard.transport.rdma;

import com.ibm.disni.verbs.IbvMr;
import com.ibm.disni.verbs.IbvPd;
import io.jacquard.nvme.memory.IoMemory;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The registrations of one protection domain: each slab of the loop's pools once, and the memory of
 * its queues. Looking up a key allocates nothing. Confined to the loop.
 */
final class MemoryKeys {
  private static final Logger LOG = LoggerFactory.getLogger(MemoryKeys.class);

  /** {@link #find}: the memory is in no slab. */
  static final int NONE = -1;

  private final IbvPd pd;
  private final int access;
  private final List<MemorySegment> keptAlive = new ArrayList<>();
  private IbvMr[] regions = {};
  private long[] starts = {};
  private IOException failure;

  MemoryKeys(IbvPd pd, int access) {
    this.pd = pd;
    this.access = access;
  }

  /** Registers a slab for good; a failure is kept for {@link #requireComplete}. */
  void addSlab(IoMemory slab) {
    try {
      IbvMr region = register(pd, slab.segment(), access);
      int at = -Arrays.binarySearch(starts, region.getAddr()) - 1;
      starts = insert(starts, at, region.getAddr());
      regions = insert(regions, at, region);
      keptAlive.add(slab.segment());
    } catch (IOException e) {
      LOG.warn("{} bytes of buffers: {}", slab.segment().byteSize(), e.getMessage());
      failure = e;
    }
  }

  /** Fails if some slab could not be registered. */
  void requireComplete() throws IOException {
    if (failure != null) {
      throw failure;
    }
  }

  private static long[] insert(long[] into, int at, long value) {
    long[] more = new long[into.length + 1];
    System.arraycopy(into, 0, more, 0, at);
    more[at] = value;
    System.arraycopy(into, at, more, at + 1, into.length - at);
    return more;
  }

  private static IbvMr[] insert(IbvMr[] into, int at, IbvMr value) {
    IbvMr[] more = new IbvMr[into.length + 1];
    System.arraycopy(into, 0, more, 0, at);
    more[at] = value;
    System.arraycopy(into, at, more, at + 1, into.length - at);
    return more;
  }

  /** The slab that holds all of {@code address} to {@code address + length}, or {@link #NONE}. */
  int find(long address, int length) {
    int low = 0;
    int high = starts.length - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      if (starts[middle] <= address) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    boolean inside =
        high >= 0 && address + length <= starts[high] + (regions[high].getLength() & 0xFFFF_FFFFL);
    return inside ? high : NONE;
  }

  /** Whether some slab holds all of {@code address} to {@code address + length}. */
  boolean covers(long address, int length) {
    return find(address, length) != NONE;
  }

  /** The local key of a slab that {@link #find} found. */
  int localKey(int slab) {
    return regions[slab].getLkey();
  }

  /** The remote key of a slab that {@link #find} found. */
  int remoteKey(int slab) {
    return regions[slab].getRkey();
  }

  /**
   * Registers memory of a queue or of a caller; the caller of this ends the registration and keeps
   * the memory until then.
   */
  IbvMr register(MemorySegment memory, int withAccess) throws IOException {
    return register(pd, memory, withAccess);
  }

  private static IbvMr register(IbvPd pd, MemorySegment memory, int access) throws IOException {
    int length = Math.toIntExact(memory.byteSize());
    try {
      return pd.regMr(memory.address(), length, access).execute().free().getMr();
    } catch (IOException e) {
      throw new IOException(
          "cannot register %d bytes with the RDMA device: %s; check the limit of locked memory (ulimit -l)"
              .formatted(length, e.getMessage()),
          e);
    }
  }

  /** Ends a registration; what goes wrong is only logged, since nothing can be done about it. */
  static void release(IbvMr region) {
    try {
      region.deregMr().execute().free();
    } catch (IOException e) {
      LOG.warn("{} bytes stay registered: {}", region.getLength(), e.getMessage());
    }
  }

  /** Ends the registration of all slabs. */
  void close() {
    Arrays.asList(regions).forEach(MemoryKeys::release);
    regions = new IbvMr[0];
    starts = new long[0];
    keptAlive.clear();
  }
}
