package io.jacquard.nvme.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * Waits for several descriptors to become readable (epoll).
 *
 * <p>{@link #add} and {@link #remove} may be called from any thread, {@link #await} by one thread
 * at a time. The caller closes it when nothing uses it any more.
 */
public final class Epoll implements AutoCloseable {
  private static final int EPOLL_CLOEXEC = 0x80000;
  private static final int EPOLL_CTL_ADD = 1;
  private static final int EPOLL_CTL_DEL = 2;
  private static final int EPOLL_CTL_MOD = 3;
  private static final int EPOLLIN = 0x1;
  private static final int EPOLLONESHOT = 1 << 30;
  private static final int MOST_EVENTS = 64;

  // struct epoll_event is packed on x86-64 only (include/uapi/linux/eventpoll.h).
  private static final int EVENTS = 0;
  private static final int DATA = System.getProperty("os.arch").equals("amd64") ? 4 : 8;
  private static final int EVENT_BYTES = DATA + Long.BYTES;

  // struct pollfd and, behind it, struct timespec.
  private static final int POLLIN = 0x1;
  private static final int POLLFD_FD = 0;
  private static final int POLLFD_EVENTS = 4;
  private static final int TIMESPEC = 8;
  private static final int TIMESPEC_NANOS = TIMESPEC + Long.BYTES;
  private static final long NANOS_IN_SECOND = 1_000_000_000;

  private static final MethodHandle CREATE =
      NativeCall.function("epoll_create1", JAVA_INT, JAVA_INT);
  private static final MethodHandle CONTROL =
      NativeCall.function("epoll_ctl", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG);
  private static final MethodHandle WAIT =
      NativeCall.withoutErrno("epoll_wait", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT);
  private static final MethodHandle WAIT_TELLING_WHY =
      NativeCall.function("epoll_wait", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT);
  private static final MethodHandle PPOLL =
      NativeCall.withoutErrno("ppoll", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
  private static final MethodHandle PPOLL_TELLING_WHY =
      NativeCall.function("ppoll", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);

  private final int fd;
  private final MemorySegment events =
      Arena.ofAuto().allocate((long) MOST_EVENTS * EVENT_BYTES, Long.BYTES);

  private Epoll(int fd) {
    this.fd = fd;
  }

  /** Makes one that waits for nothing yet. */
  public static Epoll create() throws SystemCallException {
    NativeCall call = NativeCall.ofThread();
    long fd;
    try {
      fd = call.resultOf((int) CREATE.invokeExact(call.state(), EPOLL_CLOEXEC));
    } catch (Throwable e) {
      throw NativeCall.mistake(e);
    }
    check("epoll_create1", fd);
    return new Epoll((int) fd);
  }

  /**
   * Waits for {@code watched} too.
   *
   * @param data handed back by {@link #data} when it is readable
   * @param once true to hear of it once only, until {@link #rearm}; false for as long as it is
   *     readable
   */
  public void add(int watched, long data, boolean once) throws SystemCallException {
    control(EPOLL_CTL_ADD, watched, data, once);
  }

  /** Hears once more of a descriptor that was added with {@code once}. */
  public void rearm(int watched, long data) throws SystemCallException {
    control(EPOLL_CTL_MOD, watched, data, true);
  }

  /** Waits for {@code watched} no more; it is still open. */
  public void remove(int watched) throws SystemCallException {
    control(EPOLL_CTL_DEL, watched, 0, false);
  }

  private void control(int operation, int watched, long data, boolean once)
      throws SystemCallException {
    NativeCall call = NativeCall.ofThread();
    MemorySegment event = call.argument();
    event.set(JAVA_INT_UNALIGNED, EVENTS, once ? EPOLLIN | EPOLLONESHOT : EPOLLIN);
    event.set(JAVA_LONG_UNALIGNED, DATA, data);
    long result;
    try {
      result =
          call.resultOf(
              (int) CONTROL.invokeExact(call.state(), fd, operation, watched, event.address()));
    } catch (Throwable e) {
      throw NativeCall.mistake(e);
    }
    check("epoll_ctl", result);
  }

  /**
   * Waits until a descriptor is readable, or the time is over, or a signal came. Allocates nothing.
   *
   * @param nanos how long at most; 0 to only look, negative to wait for ever
   * @return how many descriptors are readable; {@link #data} tells which
   */
  public int await(long nanos) {
    if (nanos > 0 && !readableWithin(nanos)) {
      return 0;
    }
    int millis = nanos < 0 ? -1 : 0;
    try {
      int count = (int) WAIT.invokeExact(fd, events.address(), MOST_EVENTS, millis);
      return count >= 0 ? count : settled("epoll_wait", waitTellingWhy(millis));
    } catch (IllegalStateException broken) {
      throw broken;
    } catch (Throwable e) {
      throw NativeCall.mistake(e);
    }
  }

  /** What failed is done once more, with errno. */
  private long waitTellingWhy(int millis) throws Throwable {
    NativeCall call = NativeCall.ofThread();
    return call.resultOf(
        (int)
            WAIT_TELLING_WHY.invokeExact(call.state(), fd, events.address(), MOST_EVENTS, millis));
  }

  /** Unlike epoll_wait, which counts milliseconds, ppoll keeps to short times. */
  private boolean readableWithin(long nanos) {
    NativeCall call = NativeCall.ofThread();
    MemorySegment argument = call.argument();
    argument.set(JAVA_INT, POLLFD_FD, fd);
    argument.set(JAVA_INT, POLLFD_EVENTS, POLLIN);
    argument.set(JAVA_LONG, TIMESPEC, nanos / NANOS_IN_SECOND);
    argument.set(JAVA_LONG, TIMESPEC_NANOS, nanos % NANOS_IN_SECOND);
    long address = argument.address();
    try {
      int count = (int) PPOLL.invokeExact(address, 1L, address + TIMESPEC, 0L);
      return (count >= 0 ? count : settled("ppoll", pollTellingWhy(call, address))) > 0;
    } catch (IllegalStateException broken) {
      throw broken;
    } catch (Throwable e) {
      throw NativeCall.mistake(e);
    }
  }

  /** As {@link #waitTellingWhy}. */
  private static long pollTellingWhy(NativeCall call, long address) throws Throwable {
    return call.resultOf(
        (int) PPOLL_TELLING_WHY.invokeExact(call.state(), address, 1L, address + TIMESPEC, 0L));
  }

  /** The data of the {@code i}th readable descriptor of the last {@link #await}. */
  public long data(int i) {
    return events.get(JAVA_LONG_UNALIGNED, (long) i * EVENT_BYTES + DATA);
  }

  @Override
  public void close() throws SystemCallException {
    check("close", FileCalls.close(fd));
  }

  private static int settled(String name, long count) {
    if (count >= 0) {
      return (int) count;
    }
    if (count == -Errno.EINTR) {
      return 0;
    }
    throw new IllegalStateException(name + ": " + Errno.name((int) -count));
  }

  private static void check(String name, long result) throws SystemCallException {
    if (result < 0) {
      throw new SystemCallException(name, "an event queue", (int) -result);
    }
  }
}
