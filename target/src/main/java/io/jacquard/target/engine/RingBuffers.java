package io.jacquard.target.engine;

import io.jacquard.nvme.linux.Errno;
import io.jacquard.nvme.linux.IoUringRegistry;
import io.jacquard.nvme.memory.IoMemory;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The slabs of a loop's buffers that its ring has registered: the kernel pins and looks their pages
 * up once instead of for every operation. What it refuses is used all the same, unregistered.
 * Belongs to the loop.
 */
final class RingBuffers implements Consumer<IoMemory> {
  private static final Logger LOG = LoggerFactory.getLogger(RingBuffers.class);
  private static final int MOST = 1024;

  private final IoUringRegistry registry;
  private final long[] starts = new long[MOST];
  private final long[] ends = new long[MOST];

  /** In the order of {@link #starts}; holding them keeps their memory. */
  private final IoMemory[] slabs = new IoMemory[MOST];

  private final int[] indexes = new int[MOST];
  private boolean accepting;
  private int count;
  private Optional<String> shortcoming = Optional.empty();

  RingBuffers(IoUringRegistry registry, boolean wanted) {
    this.registry = registry;
    if (wanted) {
      accepting = accepted(registry.reserveBuffers(MOST));
    }
  }

  @Override
  public void accept(IoMemory slab) {
    if (!accepting || count == MOST) {
      return;
    }
    accepting = accepted(registry.putBuffer(count, slab.segment()));
    if (accepting) {
      insert(slab);
    }
  }

  private boolean accepted(int result) {
    if (result >= 0) {
      return true;
    }
    String why =
        result == -Errno.ENOMEM
            ? "buffers are not all registered: no more memory may be locked; raise 'ulimit -l'"
            : "buffers are not registered: the kernel answered " + Errno.name(-result);
    shortcoming = Optional.of(why);
    LOG.info("io_uring: {}", why);
    return false;
  }

  private void insert(IoMemory slab) {
    long start = slab.segment().address();
    int at = -(Arrays.binarySearch(starts, 0, count, start) + 1);
    for (int i = count; i > at; i--) {
      starts[i] = starts[i - 1];
      ends[i] = ends[i - 1];
      slabs[i] = slabs[i - 1];
      indexes[i] = indexes[i - 1];
    }
    starts[at] = start;
    ends[at] = start + slab.segment().byteSize();
    slabs[at] = slab;
    indexes[at] = count;
    count++;
  }

  int find(long address, int length) {
    int at = Arrays.binarySearch(starts, 0, count, address);
    if (at < 0) {
      at = -at - 2;
    }
    return at >= 0 && address + length <= ends[at] ? indexes[at] : -1;
  }

  Optional<String> shortcoming() {
    return shortcoming;
  }
}
