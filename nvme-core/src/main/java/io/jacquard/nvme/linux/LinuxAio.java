package io.jacquard.nvme.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * The kernel's older way to start I/O and hear of it later, which libaio wraps: it starts direct
 * I/O without waiting, anything else waits in {@link #submit}.
 *
 * <p>Operations have numbers from 0 up, each under way once at a time. The caller keeps their
 * memory and files until they have completed. Belongs to one thread. Nothing but {@link #open} and
 * {@link #close} allocates.
 */
public final class LinuxAio implements AutoCloseable {
  private static final boolean ARM = System.getProperty("os.arch").equals("aarch64");
  private static final long IO_SETUP = ARM ? 0 : 206;
  private static final long IO_DESTROY = ARM ? 1 : 207;
  private static final long IO_SUBMIT = ARM ? 2 : 209;
  private static final long IO_GETEVENTS = ARM ? 4 : 208;

  // struct iocb (include/uapi/linux/aio_abi.h), little endian.
  private static final int IOCB_DATA = 0;
  private static final int IOCB_RW_FLAGS = 12;
  private static final int IOCB_OPCODE = 16;
  private static final int IOCB_FILE = 20;
  private static final int IOCB_BUFFER = 24;
  private static final int IOCB_LENGTH = 32;
  private static final int IOCB_OFFSET = 40;
  private static final int IOCB_FLAGS = 56;
  private static final int IOCB_EVENT_FD = 60;
  private static final int IOCB_BYTES = 64;
  private static final short CMD_PREAD = 0;
  private static final short CMD_PWRITE = 1;
  private static final short CMD_FDSYNC = 3;
  private static final int FLAG_RESFD = 1;

  // struct io_event.
  private static final int EVENT_DATA = 0;
  private static final int EVENT_RESULT = 16;
  private static final int EVENT_BYTES = 32;

  // struct aio_ring, which the context's number is the address of (fs/aio.c).
  private static final int RING_HEAD = 8;
  private static final int RING_TAIL = 12;
  private static final int RING_MAGIC = 16;
  private static final int RING_BYTES = 32;
  private static final int MAGIC = 0xa10a10a1;

  private static final int MOST_EVENTS = 64;
  private static final VarHandle INT = JAVA_INT.varHandle();
  private static final MethodHandle SYSCALL =
      NativeCall.variadic(
          "syscall", 1, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG,
          JAVA_LONG);

  /** Ends with the context: whoever comes too late gets an exception, not a crash. */
  private final Arena life = Arena.ofConfined();

  private final long context;
  private final int eventFd;
  private final MemorySegment ring;
  private final boolean ringReadable;
  private final MemorySegment operations;
  private final MemorySegment pointers;
  private final MemorySegment events;
  private final MemorySegment noTime;
  private int waiting;

  /** Takes completions. */
  @FunctionalInterface
  public interface Completions {
    /**
     * Takes one.
     *
     * @param operation its number
     * @param result what the system call would have returned, or a negative {@link Errno}
     */
    void completed(int operation, long result);
  }

  private LinuxAio(long context, int numbers, int eventFd) {
    Arena arena = Arena.ofAuto();
    this.context = context;
    this.eventFd = eventFd;
    this.ring = MemorySegment.ofAddress(context).reinterpret(RING_BYTES, life, null);
    this.ringReadable = ring.get(JAVA_INT, RING_MAGIC) == MAGIC;
    this.operations = arena.allocate((long) numbers * IOCB_BYTES, Long.BYTES);
    this.pointers = arena.allocate(JAVA_LONG, numbers);
    this.events = arena.allocate((long) MOST_EVENTS * EVENT_BYTES, Long.BYTES);
    this.noTime = arena.allocate(2 * Long.BYTES, Long.BYTES);
  }

  /**
   * Makes a context.
   *
   * @param numbers how many numbers operations have
   * @param atATime the most operations that the kernel has at a time; others wait in {@link
   *     #submit}
   * @param eventFd of an {@link EventFd} that completions signal
   * @throws SystemCallException EAGAIN if the system's fs.aio-max-nr is used up
   */
  public static LinuxAio open(int numbers, int atATime, int eventFd) throws SystemCallException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment context = arena.allocate(JAVA_LONG);
      long result = call(IO_SETUP, atATime, context.address(), 0, 0, 0);
      if (result < 0) {
        throw new SystemCallException("io_setup", "a queue of " + atATime, (int) -result);
      }
      return new LinuxAio(context.get(JAVA_LONG, 0), numbers, eventFd);
    }
  }

  /** Begins to read. */
  public void read(int operation, int fd, long address, int length, long offset) {
    add(operation, CMD_PREAD, fd, address, length, offset, 0);
  }

  /** Begins to write; what a durable write reports as written is on the medium. */
  public void write(int operation, int fd, long address, int length, long offset, boolean durable) {
    int flags = durable ? FileCalls.RWF_DSYNC : 0;
    add(operation, CMD_PWRITE, fd, address, length, offset, flags);
  }

  /** Begins to make durable what was written, as fdatasync does. */
  public void sync(int operation, int fd) {
    add(operation, CMD_FDSYNC, fd, 0, 0, 0, 0);
  }

  private void add(
      int operation, short command, int fd, long address, int length, long offset, int flags) {
    long at = (long) operation * IOCB_BYTES;
    for (int i = 0; i < IOCB_BYTES; i += Long.BYTES) {
      operations.set(JAVA_LONG, at + i, 0);
    }
    operations.set(JAVA_LONG, at + IOCB_DATA, operation);
    operations.set(JAVA_INT, at + IOCB_RW_FLAGS, flags);
    operations.set(JAVA_SHORT, at + IOCB_OPCODE, command);
    operations.set(JAVA_INT, at + IOCB_FILE, fd);
    operations.set(JAVA_LONG, at + IOCB_BUFFER, address);
    operations.set(JAVA_LONG, at + IOCB_LENGTH, length);
    operations.set(JAVA_LONG, at + IOCB_OFFSET, offset);
    operations.set(JAVA_INT, at + IOCB_FLAGS, FLAG_RESFD);
    operations.set(JAVA_INT, at + IOCB_EVENT_FD, eventFd);
    pointers.setAtIndex(JAVA_LONG, waiting, operations.address() + at);
    waiting++;
  }

  /** Operations begun and not submitted yet. */
  public int unsubmitted() {
    return waiting;
  }

  /**
   * Submits what was begun. An operation that the kernel refuses completes at once.
   *
   * @return false if the kernel has no room now: call again
   */
  public boolean submit(Completions refused) {
    int from = 0;
    while (from < waiting) {
      long list = pointers.address() + (long) from * Long.BYTES;
      long result = call(IO_SUBMIT, context, waiting - from, list, 0, 0);
      if (result > 0) {
        from += (int) result;
      } else if (result == -Errno.EAGAIN || result == -Errno.EINTR || result == 0) {
        break;
      } else {
        long operation = pointers.getAtIndex(JAVA_LONG, from) - operations.address();
        from++;
        refuse(from, refused, (int) (operation / IOCB_BYTES), result);
        from = 0;
      }
    }
    keepFrom(from);
    return waiting == 0;
  }

  /** What is begun while a refusal is told goes to the end of the line. */
  private void refuse(int from, Completions refused, int operation, long result) {
    keepFrom(from);
    refused.completed(operation, result);
  }

  private void keepFrom(int from) {
    for (int i = from; i < waiting; i++) {
      pointers.setAtIndex(JAVA_LONG, i - from, pointers.getAtIndex(JAVA_LONG, i));
    }
    waiting -= from;
  }

  /** True if there are completions to {@link #reap}; may be true without. */
  public boolean ready() {
    return !ringReadable
        || (int) INT.getAcquire(ring, (long) RING_HEAD)
            != (int) INT.getAcquire(ring, (long) RING_TAIL);
  }

  /** Hands out completions and returns how many there were. Never waits. */
  public int reap(Completions to) {
    if (!ready()) {
      return 0;
    }
    long count = call(IO_GETEVENTS, context, 0, MOST_EVENTS, events.address(), noTime.address());
    if (count < 0 && count != -Errno.EINTR) {
      throw new IllegalStateException("io_getevents: " + Errno.name((int) -count));
    }
    for (int i = 0; i < count; i++) {
      long at = (long) i * EVENT_BYTES;
      int operation = (int) events.get(JAVA_LONG, at + EVENT_DATA);
      to.completed(operation, events.get(JAVA_LONG, at + EVENT_RESULT));
    }
    return (int) Math.max(0, count);
  }

  /** Gives the context back; waits for what is under way. */
  @Override
  public void close() throws SystemCallException {
    life.close();
    long result = call(IO_DESTROY, context, 0, 0, 0, 0);
    if (result < 0) {
      throw new SystemCallException("io_destroy", "a queue", (int) -result);
    }
  }

  private static long call(long number, long a, long b, long c, long d, long e) {
    NativeCall call = NativeCall.ofThread();
    try {
      return call.resultOf((long) SYSCALL.invokeExact(call.state(), number, a, b, c, d, e));
    } catch (Throwable mistake) {
      throw NativeCall.mistake(mistake);
    }
  }
}
