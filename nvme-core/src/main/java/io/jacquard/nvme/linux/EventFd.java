package io.jacquard.nvme.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.invoke.MethodHandle;

/**
 * A counter in the kernel that can be waited for like a file (eventfd): what the kernel signals
 * when a ring has completions or a device interrupts, and what wakes a thread that waits in {@link
 * Epoll}. Never blocks.
 *
 * <p>Thread-safe, but for {@link #close}: nothing may use the descriptor then.
 */
public final class EventFd implements AutoCloseable {
  private static final int EFD_CLOEXEC = 0x80000;
  private static final int EFD_NONBLOCK = 0x800;
  private static final MethodHandle EVENTFD =
      NativeCall.function("eventfd", JAVA_INT, JAVA_INT, JAVA_INT);

  private final int fd;

  private EventFd(int fd) {
    this.fd = fd;
  }

  /** Makes one whose counter is 0. */
  public static EventFd create() throws SystemCallException {
    NativeCall call = NativeCall.ofThread();
    long fd;
    try {
      fd = call.resultOf((int) EVENTFD.invokeExact(call.state(), 0, EFD_CLOEXEC | EFD_NONBLOCK));
    } catch (Throwable e) {
      throw NativeCall.mistake(e);
    }
    if (fd < 0) {
      throw new SystemCallException("eventfd", "an event counter", (int) -fd);
    }
    return new EventFd((int) fd);
  }

  /** The descriptor, for interfaces that take one. */
  public int fd() {
    return fd;
  }

  /** Makes the descriptor readable. Allocates nothing. */
  public void signal() {
    NativeCall call = NativeCall.ofThread();
    call.argument().set(java.lang.foreign.ValueLayout.JAVA_LONG, 0, 1);
    long written = FileCalls.write(fd, call.argument().address(), Long.BYTES);
    // EAGAIN: the counter is at its end, so the descriptor is readable as it should be.
    if (written < 0 && written != -Errno.EAGAIN) {
      throw new IllegalStateException("eventfd " + fd + ": " + Errno.name((int) -written));
    }
  }

  /**
   * Takes what was signalled, so that the descriptor is readable no more. Allocates nothing.
   *
   * @return how often it was signalled since the last time, 0 if not at all
   */
  public long drain() {
    NativeCall call = NativeCall.ofThread();
    long read = FileCalls.read(fd, call.argument().address(), Long.BYTES);
    if (read == Long.BYTES) {
      return call.argument().get(java.lang.foreign.ValueLayout.JAVA_LONG, 0);
    }
    if (read != -Errno.EAGAIN) {
      throw new IllegalStateException("eventfd " + fd + ": " + Errno.name((int) -read));
    }
    return 0;
  }

  @Override
  public void close() throws SystemCallException {
    int result = FileCalls.close(fd);
    if (result < 0) {
      throw new SystemCallException("close", "an event counter", -result);
    }
  }
}
