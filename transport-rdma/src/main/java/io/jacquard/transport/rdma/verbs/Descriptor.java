package io.jacquard.transport.rdma.verbs;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.Path;

/** What is done to the file descriptors of event channels. */
final class Descriptor {
  private static final int F_GETFL = 3;
  private static final int F_SETFL = 4;
  private static final int O_NONBLOCK = 0x800;
  private static final int O_RDWR = 2;
  private static final int O_CLOEXEC = 0x80000;
  private static final String NOTHING = "/dev/null";
  private static final short POLLIN = 1;
  private static final short POLLERR = 8;
  private static final int POLLFD_BYTES = 8;
  private static final int POLLFD_EVENTS = 4;
  private static final int POLLFD_RETURNED = 6;

  private static final SymbolLookup C = NativeCalls.LINKER.defaultLookup();
  private static final NativeFunction POLL = new NativeFunction(C, "poll");
  private static final NativeFunction FCNTL = new NativeFunction(C, "fcntl");
  private static final NativeFunction OPEN = new NativeFunction(C, "open");
  private static final NativeFunction DUP3 = new NativeFunction(C, "dup3");
  private static final NativeFunction CLOSE = new NativeFunction(C, "close");

  private Descriptor() {}

  /** Makes reading answer at once when there is nothing. */
  static void nonBlocking(int fd) throws VerbsException {
    int flags = FCNTL.value(fd, F_GETFL, 0);
    FCNTL.call(fd, F_SETFL, flags | O_NONBLOCK);
  }

  /** Whether a descriptor is of an RDMA device or of its events, and not of any other file. */
  static boolean isOfDevice(int fd) {
    try {
      String file =
          Files.readSymbolicLink(Path.of("/proc/self/fd", Integer.toString(fd))).toString();
      return file.contains("/uverbs") || file.contains("infinibandevent");
    } catch (IOException closed) {
      return false;
    }
  }

  /** Closes what a descriptor is of; the number stays in use, for nothing. */
  static void replaceByNothing(int fd) throws VerbsException {
    try (Arena arena = Arena.ofConfined()) {
      int nothing = OPEN.descriptor(arena.allocateFrom(NOTHING).address(), O_RDWR | O_CLOEXEC);
      try {
        DUP3.descriptor(nothing, fd, O_CLOEXEC);
      } finally {
        CLOSE.tryCall(nothing);
      }
    }
  }

  /**
   * Waits until there is something to read.
   *
   * @param timeout milliseconds; 0 looks only, less than 0 waits for ever
   * @return false if there is nothing
   */
  static boolean await(int fd, int timeout) {
    return poll(fd, timeout) != 0;
  }

  /** Whether there will never be anything to read: a channel whose device is gone. */
  static boolean hasFailed(int fd) {
    return (poll(fd, 0) & (POLLERR | POLLIN)) == POLLERR;
  }

  private static int poll(int fd, int timeout) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment poll = arena.allocate(POLLFD_BYTES, Integer.BYTES);
      poll.set(JAVA_INT, 0, fd);
      poll.set(JAVA_SHORT, POLLFD_EVENTS, POLLIN);
      return POLL.value(poll.address(), 1, timeout) > 0 ? poll.get(JAVA_SHORT, POLLFD_RETURNED) : 0;
    }
  }
}
