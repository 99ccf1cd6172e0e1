package io.jacquard.nvme.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/**
 * A ring through which the kernel takes operations and gives completions back (io_uring), by its
 * three system calls and the memory that it shares.
 *
 * <p>Use: {@link #next} and {@link #fill} for each operation, {@link #submit} once for all of them,
 * {@link #reap} for what has completed. None of these allocates or takes a lock. The user bounds
 * the operations under way by {@link #completions}, so that completions always find room; and keeps
 * the memory and descriptors of an operation until it has completed.
 *
 * <p>Belongs to the thread that made it, {@link #close} included. Requires Linux 5.8.
 */
public final class IoUring implements AutoCloseable {
  /** What {@link #next} returns when there is no room before a {@link #submit}. */
  public static final long NONE = -1;

  /** Where the command of an {@link IoUringOp#URING_CMD} begins in an entry, in bytes. */
  public static final int COMMAND = 48;

  // struct io_uring_sqe.
  private static final int ENTRY_OPCODE = 0;
  private static final int ENTRY_FLAGS = 1;
  private static final int ENTRY_FD = 4;
  private static final int ENTRY_OFFSET = 8;
  private static final int ENTRY_ADDRESS = 16;
  private static final int ENTRY_LENGTH = 24;
  private static final int ENTRY_OPERATION_FLAGS = 28;
  private static final int ENTRY_USER_DATA = 32;
  private static final int ENTRY_BUFFER = 40;
  private static final int ENTRY_BYTES = 64;

  // struct io_uring_cqe.
  private static final int COMPLETION_USER_DATA = 0;
  private static final int COMPLETION_RESULT = 8;
  private static final int COMPLETION_EXTRA = 16;
  private static final int COMPLETION_BYTES = 16;

  private static final int ENTER_GETEVENTS = 1;
  private static final int ENTER_SQ_WAKEUP = 2;
  private static final int SQ_NEED_WAKEUP = 1;
  private static final int SQ_CQ_OVERFLOW = 2;
  private static final int SQ_TASKRUN = 4;
  private static final int CQ_EVENTFD_DISABLED = 1;

  private static final VarHandle INT = JAVA_INT.varHandle();

  private final IoUringMapping map;
  private final IoUringRegistry registry;
  private final MemorySegment ring;
  private final MemorySegment entries;
  private final int fd;
  private final int entryShift;
  private final int completionShift;
  private final boolean wide;
  private final boolean ioPoll;
  private final boolean sqPoll;
  private int tail;
  private int published;

  /** Takes completions. */
  @FunctionalInterface
  public interface Completions {
    /**
     * Takes one. The entry is free again already: submitting more is fine.
     *
     * @param userData as it was given with the operation
     * @param result what the system call would have returned, or a negative {@link Errno}
     * @param extra of rings with wide completions: the first 8 of their further 16 bytes; else 0
     */
    void completed(long userData, int result, long extra);
  }

  private IoUring(IoUringMapping map, IoUringSetup setup) {
    this.map = map;
    this.registry = new IoUringRegistry(map.fd());
    this.ring = map.ring();
    this.entries = map.entries();
    this.fd = map.fd();
    this.wide = setup.wide();
    this.ioPoll = setup.ioPoll();
    this.sqPoll = setup.sqPoll();
    this.entryShift = Integer.numberOfTrailingZeros(wide ? 2 * ENTRY_BYTES : ENTRY_BYTES);
    this.completionShift =
        Integer.numberOfTrailingZeros(wide ? 2 * COMPLETION_BYTES : COMPLETION_BYTES);
  }

  /**
   * Makes a ring, with as much as this kernel has of what makes it cheap.
   *
   * @throws SystemCallException if the kernel has none, forbids it, or has no resources left; see
   *     {@link IoUringSupport} for words
   */
  public static IoUring open(IoUringSetup setup) throws SystemCallException {
    return new IoUring(IoUringMapping.open(setup), setup);
  }

  /** The descriptor. */
  public int fd() {
    return fd;
  }

  /** The most operations that may be under way. */
  public int completions() {
    return map.completionEntries();
  }

  /** Files, buffers and the event descriptor that the kernel shall know. */
  public IoUringRegistry registry() {
    return registry;
  }

  /** Entries that can be taken before the next {@link #submit}. */
  public int room() {
    return map.submissionEntries() - (tail - (int) INT.getAcquire(ring, map.submissionHead()));
  }

  /**
   * Takes the next entry, all zero.
   *
   * @return where it is in {@link #entries}, or {@link #NONE}
   */
  public long next() {
    if (room() == 0) {
      return NONE;
    }
    long at = (long) (tail & map.submissionMask()) << entryShift;
    for (int i = 0; i < 1 << entryShift; i += Long.BYTES) {
      entries.set(JAVA_LONG, at + i, 0);
    }
    tail++;
    return at;
  }

  /** The entries, for what {@link #fill} does not fill: {@link #COMMAND}. */
  public MemorySegment entries() {
    return entries;
  }

  /**
   * Fills an entry with what most operations have.
   *
   * @param at from {@link #next}
   * @param opcode an {@link IoUringOp}
   * @param flags such as {@link IoUringOp#FLAG_FIXED_FILE}
   * @param file descriptor, or index of a registered file
   * @param offset where in the file, in bytes
   * @param address of the data in memory
   * @param length of the data in bytes
   * @param operationFlags such as {@link IoUringOp#RWF_DSYNC}
   * @param userData comes back with the completion
   */
  public void fill(
      long at,
      int opcode,
      int flags,
      int file,
      long offset,
      long address,
      int length,
      int operationFlags,
      long userData) {
    entries.set(JAVA_BYTE, at + ENTRY_OPCODE, (byte) opcode);
    entries.set(JAVA_BYTE, at + ENTRY_FLAGS, (byte) flags);
    entries.set(JAVA_INT, at + ENTRY_FD, file);
    entries.set(JAVA_LONG, at + ENTRY_OFFSET, offset);
    entries.set(JAVA_LONG, at + ENTRY_ADDRESS, address);
    entries.set(JAVA_INT, at + ENTRY_LENGTH, length);
    entries.set(JAVA_INT, at + ENTRY_OPERATION_FLAGS, operationFlags);
    entries.set(JAVA_LONG, at + ENTRY_USER_DATA, userData);
  }

  /** Names the registered buffer that the address of a {@code _FIXED} operation lies in. */
  public void fixedBuffer(long at, int index) {
    entries.set(JAVA_SHORT, at + ENTRY_BUFFER, (short) index);
  }

  /** Entries taken that the kernel has not been told of. */
  public int unsubmitted() {
    return tail - (sqPoll ? published : (int) INT.getAcquire(ring, map.submissionHead()));
  }

  /**
   * Gives the entries taken since the last time to the kernel. Entries that stay behind because
   * this fails are given with the next call.
   *
   * @param waitFor completions to wait for; 0 never blocks
   * @return 0, or a negative errno: EAGAIN, EINTR or EBUSY say to call again later
   */
  public int submit(int waitFor) {
    int count = unsubmitted();
    INT.setRelease(ring, map.submissionTail(), tail);
    published = tail;
    // What completes while it is submitted is brought by the same call.
    boolean ask = waitFor > 0 || count > 0 && map.deferred() && !ioPoll || workWaits();
    int flags = ask ? ENTER_GETEVENTS : 0;
    if (sqPoll) {
      // The kernel's thread sets the flag and looks at the tail once more before it sleeps.
      VarHandle.fullFence();
      boolean asleep = ((int) INT.getAcquire(ring, map.submissionFlags()) & SQ_NEED_WAKEUP) != 0;
      flags |= asleep ? ENTER_SQ_WAKEUP : 0;
    }
    if (flags == 0 && (count == 0 || sqPoll)) {
      return 0;
    }
    long result = IoUringCalls.enter(fd, count, waitFor, flags);
    return result < 0 ? (int) result : 0;
  }

  /** The kernel has completions for this thread that it brings when it is entered only. */
  private boolean workWaits() {
    int flags = (int) INT.getAcquire(ring, map.submissionFlags());
    return (flags & (SQ_TASKRUN | SQ_CQ_OVERFLOW)) != 0;
  }

  /** True if there is a completion to {@link #reap}, or work in the kernel that may bring one. */
  public boolean ready() {
    return completed() || workWaits();
  }

  /** True if a completion is in the ring's memory, where it is had without a system call. */
  boolean completed() {
    return (int) INT.get(ring, map.completionHead())
        != (int) INT.getAcquire(ring, map.completionTail());
  }

  /**
   * Hands out completions. Enters the kernel only if it must be asked for them; for a ring with
   * {@code ioPoll} it must, so that is called only while operations are under way.
   *
   * @param most how many at most
   * @return how many there were
   */
  public int reap(Completions to, int most) {
    if (!completed() && (ioPoll || workWaits())) {
      long result = IoUringCalls.enter(fd, 0, 0, ENTER_GETEVENTS);
      if (result < 0 && result != -Errno.EINTR && result != -Errno.EAGAIN) {
        throw new IllegalStateException("io_uring_enter: " + Errno.name((int) -result));
      }
    }
    int head = (int) INT.get(ring, map.completionHead());
    int count = 0;
    while (count < most && head != (int) INT.getAcquire(ring, map.completionTail())) {
      long at = map.completionAt() + ((long) (head & map.completionMask()) << completionShift);
      long userData = ring.get(JAVA_LONG, at + COMPLETION_USER_DATA);
      int result = ring.get(JAVA_INT, at + COMPLETION_RESULT);
      long extra = wide ? ring.get(JAVA_LONG, at + COMPLETION_EXTRA) : 0;
      head++;
      INT.setRelease(ring, map.completionHead(), head);
      count++;
      to.completed(userData, result, extra);
    }
    return count;
  }

  /**
   * Says whether completions shall signal the registered event descriptor; they do at first. Who
   * switches it on looks for completions once more afterwards.
   */
  public void signals(boolean on) {
    INT.setVolatile(ring, map.completionFlags(), on ? 0 : CQ_EVENTFD_DISABLED);
    VarHandle.fullFence();
  }

  /** Gives the ring back, which must not be used any more. No operation is under way then. */
  @Override
  public void close() {
    map.close();
  }
}
