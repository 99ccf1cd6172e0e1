package io.jacquard.nvme.memory;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The data buffers of one loop, in a few sizes, within a fixed limit.
 *
 * <p>Slabs are made on first need and reused for ever; acquiring and releasing allocate nothing.
 * When the limit is reached {@link #acquire} answers {@link IoBuffer#NONE} and the caller waits its
 * turn with {@link #whenAvailable}. Confined to the loop's thread.
 */
public final class BufferPool {
  private static final int SMALLEST = 8 * 1024;
  private static final int SLAB_BUFFERS_BYTES = 1 << 20;

  /** Someone in the line for a buffer; called on the loop when buffers have come back. */
  @FunctionalInterface
  public interface Waiter {
    /**
     * Tries {@link #acquire} again.
     *
     * @return true if served (it leaves the line), false to stay at the head of the line
     */
    boolean buffersAvailable();
  }

  private final int[] capacities;
  private final List<ArrayDeque<IoBuffer>> free = new ArrayList<>();
  private final List<IoMemory> slabs = new ArrayList<>();
  private final ArrayDeque<Waiter> waiters = new ArrayDeque<>();
  private final long limit;
  private final List<Consumer<IoMemory>> listeners = new ArrayList<>();
  private long reserved;
  private long heldBytes;
  private boolean waking;

  /**
   * Makes a pool.
   *
   * @param limitBytes the most memory that slabs may take, at least four times {@code largest}
   * @param largest the largest payload in bytes, a multiple of {@link IoMemory#PAGE}
   */
  public BufferPool(long limitBytes, int largest) {
    if (largest <= 0 || largest % IoMemory.PAGE != 0) {
      throw new IllegalArgumentException(
          "largest payload " + largest + " is not a multiple of " + IoMemory.PAGE);
    }
    if (limitBytes < 4L * largest) {
      throw new IllegalArgumentException(
          "a pool of " + limitBytes + " bytes is too small for payloads of " + largest);
    }
    this.limit = limitBytes;
    this.capacities = classesUpTo(largest);
    for (int i = 0; i < capacities.length; i++) {
      free.add(new ArrayDeque<>());
    }
    // Small buffers must never take all memory: without one of the largest, large commands would
    // wait for ever.
    grow(capacities.length - 1);
  }

  private static int[] classesUpTo(int largest) {
    List<Integer> sizes = new ArrayList<>();
    for (int size = SMALLEST; size < largest; size *= 4) {
      sizes.add(size);
    }
    sizes.add(largest);
    return sizes.stream().mapToInt(Integer::intValue).toArray();
  }

  /**
   * Takes a buffer whose payload area has at least {@code length} bytes. Its contents are whatever
   * was there before.
   *
   * @return a buffer, or {@link IoBuffer#NONE} if the limit is reached
   * @throws IllegalArgumentException if {@code length} is larger than the largest payload
   */
  public IoBuffer acquire(int length) {
    int sizeClass = classOf(length);
    for (int i = sizeClass; i < capacities.length; i++) {
      IoBuffer buffer = free.get(i).pollLast();
      if (buffer == null && i == sizeClass && grow(i)) {
        buffer = free.get(i).pollLast();
      }
      if (buffer != null) {
        buffer.held(true);
        heldBytes += capacities[i];
        return buffer;
      }
    }
    return IoBuffer.NONE;
  }

  /**
   * Gives a buffer back and wakes waiters.
   *
   * @throws IllegalStateException if the buffer is not held, which is a bug of the caller
   */
  public void release(IoBuffer buffer) {
    if (!buffer.held()) {
      throw new IllegalStateException("a buffer was released twice, or belongs to no pool");
    }
    buffer.held(false);
    heldBytes -= buffer.capacity();
    free.get(buffer.sizeClass()).addLast(buffer);
    wakeWaiters();
  }

  /** Puts {@code waiter} in line for buffers that come back; first come, first served. */
  public void whenAvailable(Waiter waiter) {
    waiters.addLast(waiter);
  }

  /** Forgets a waiter that no longer needs a buffer. */
  @SuppressWarnings("ReferenceEquality") // this very waiter is meant
  public void forget(Waiter waiter) {
    waiters.removeIf(w -> w == waiter);
  }

  /** Payload bytes of the buffers that are out now. */
  public long heldBytes() {
    return heldBytes;
  }

  /** The largest payload that {@link #acquire} can serve, in bytes. */
  public int largest() {
    return capacities[capacities.length - 1];
  }

  /** The most memory this pool may take, in bytes. */
  public long limit() {
    return limit;
  }

  /** Tells {@code listener} of every slab, those made already and those to come. */
  public void onSlab(Consumer<IoMemory> listener) {
    slabs.forEach(listener);
    listeners.add(listener);
  }

  /** Tells {@code listener} of slabs no more. */
  @SuppressWarnings("ReferenceEquality") // this very listener is meant
  public void forgetSlabListener(Consumer<IoMemory> listener) {
    listeners.removeIf(l -> l == listener);
  }

  private void wakeWaiters() {
    if (waking) {
      return;
    }
    waking = true;
    while (!waiters.isEmpty()) {
      Waiter first = waiters.removeFirst();
      if (!first.buffersAvailable()) {
        waiters.addFirst(first);
        break;
      }
    }
    waking = false;
  }

  private int classOf(int length) {
    for (int i = 0; i < capacities.length; i++) {
      if (length <= capacities[i]) {
        return i;
      }
    }
    throw new IllegalArgumentException(
        "no buffer of " + length + " bytes: the largest has " + largest());
  }

  /** Cuts a new slab; neighbours share one gap page: tailroom of the one, headroom of the next. */
  private boolean grow(int sizeClass) {
    int capacity = capacities[sizeClass];
    int stride = capacity + IoMemory.PAGE;
    int count = Math.max(1, SLAB_BUFFERS_BYTES / stride);
    long bytes = (long) count * stride + IoMemory.PAGE;
    if (reserved + bytes > limit) {
      count = 1;
      bytes = (long) stride + IoMemory.PAGE;
    }
    if (reserved + bytes > limit) {
      return false;
    }
    IoMemory slab = IoMemory.allocate(bytes);
    reserved += bytes;
    slabs.add(slab);
    long frame = (long) IoBuffer.HEADROOM + capacity + IoBuffer.TAILROOM;
    for (int i = 0; i < count; i++) {
      long payload = (long) i * stride + IoMemory.PAGE;
      MemorySegment memory = slab.segment().asSlice(payload - IoBuffer.HEADROOM, frame);
      free.get(sizeClass).addLast(IoBuffer.pooled(memory, capacity, sizeClass));
    }
    listeners.forEach(listener -> listener.accept(slab));
    return true;
  }
}
