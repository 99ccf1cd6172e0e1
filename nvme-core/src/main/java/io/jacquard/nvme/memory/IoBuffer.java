package io.jacquard.nvme.memory;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Memory for the data of one command: the place where a payload lands once and stays until it
 * leaves for the disk or the network.
 *
 * <p>A buffer that a {@link BufferPool} made has room before and after its payload, so that a
 * transport can write a header in front of the data and a digest and response behind it and send
 * all of it as one piece. The payload starts on a page boundary.
 *
 * <p>Not thread-safe: a buffer belongs to whoever holds it. The views share one position and limit
 * each; use absolute access, or set both before relative access.
 */
public final class IoBuffer {
  /** Bytes free before the payload of a pooled buffer. */
  public static final int HEADROOM = 128;

  /** Bytes free behind the payload of a pooled buffer. */
  public static final int TAILROOM = 128;

  /** Stands for "no data" and, as the result of {@link BufferPool#acquire}, for "none free". */
  public static final IoBuffer NONE = wrap(ByteBuffer.allocateDirect(0));

  private final MemorySegment frameSegment;
  private final ByteBuffer frame;
  private final int headroom;
  private final ByteBuffer bytes;
  private final MemorySegment segment;
  private final int sizeClass;
  private boolean held;

  private IoBuffer(MemorySegment frameSegment, int headroom, int capacity, int sizeClass) {
    this.frameSegment = frameSegment;
    this.headroom = headroom;
    this.sizeClass = sizeClass;
    this.frame = frameSegment.asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    this.segment = frameSegment.asSlice(headroom, capacity);
    this.bytes = segment.asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Makes the view of a pooled buffer over {@code frame}, which holds headroom and tailroom too.
   */
  static IoBuffer pooled(MemorySegment frame, int capacity, int sizeClass) {
    return new IoBuffer(frame, HEADROOM, capacity, sizeClass);
  }

  /** Allocates a page-aligned buffer outside any pool; the garbage collector frees it. */
  public static IoBuffer allocate(int capacity) {
    return wrap(IoMemory.allocate(Math.max(capacity, 1)).segment().asSlice(0, capacity));
  }

  /** Uses the bytes between position and limit of a direct buffer, which the caller keeps alive. */
  public static IoBuffer wrap(ByteBuffer direct) {
    if (!direct.isDirect()) {
      throw new IllegalArgumentException("an I/O buffer needs a direct ByteBuffer");
    }
    return wrap(MemorySegment.ofBuffer(direct));
  }

  /** Uses native memory of the caller, at most 2 GiB - 1. */
  public static IoBuffer wrap(MemorySegment memory) {
    return new IoBuffer(memory, 0, Math.toIntExact(memory.byteSize()), -1);
  }

  /** Size of the payload area in bytes. */
  public int capacity() {
    return bytes.capacity();
  }

  /** The payload area, little-endian; index 0 is the first payload byte. */
  public ByteBuffer bytes() {
    return bytes;
  }

  /** The payload area as a segment. */
  public MemorySegment segment() {
    return segment;
  }

  /** Native address of the first payload byte. */
  public long address() {
    return segment.address();
  }

  /** The payload with its room before and behind: payload byte i is at {@code headroom() + i}. */
  public ByteBuffer frame() {
    return frame;
  }

  /** Bytes before the payload in {@link #frame()}: {@link #HEADROOM}, or 0 outside a pool. */
  public int headroom() {
    return headroom;
  }

  /** Bytes behind the payload in {@link #frame()}. */
  public int tailroom() {
    return Math.toIntExact(frameSegment.byteSize()) - headroom - capacity();
  }

  /** True if this is {@link #NONE}. */
  public boolean isNone() {
    return this == NONE;
  }

  int sizeClass() {
    return sizeClass;
  }

  boolean held() {
    return held;
  }

  void held(boolean now) {
    held = now;
  }
}
