package io.jacquard.transport.rdma;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/**
 * What the simulated device itself allocates on the threads of those who use it, kept apart so that
 * they can be asked what they allocate. Nothing is counted until it is begun, since asking takes
 * time.
 */
final class OwnAllocation {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final ThreadLocal<long[]> own = ThreadLocal.withInitial(() -> new long[1]);
  private volatile boolean counts;

  void begin() {
    counts = true;
  }

  /** The device is entered; the result goes to {@link #leave}. */
  long enter() {
    return counts ? THREADS.getCurrentThreadAllocatedBytes() : 0;
  }

  void leave(long entered) {
    if (counts) {
      own.get()[0] += THREADS.getCurrentThreadAllocatedBytes() - entered;
    }
  }

  /** Bytes that this thread has allocated outside of the device. */
  long ofOthers() {
    return THREADS.getCurrentThreadAllocatedBytes() - own.get()[0];
  }
}
