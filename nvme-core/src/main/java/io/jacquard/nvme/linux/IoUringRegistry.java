package io.jacquard.nvme.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * What a ring's user tells the kernel once, so that it need not look it up for each operation.
 * Belongs to the ring's thread. Each method returns 0 or a negative errno.
 */
public final class IoUringRegistry {
  private static final int REGISTER_FILES = 2;
  private static final int REGISTER_EVENTFD = 4;
  private static final int REGISTER_FILES_UPDATE = 6;
  private static final int REGISTER_PROBE = 8;
  private static final int REGISTER_BUFFERS2 = 15;
  private static final int REGISTER_BUFFERS_UPDATE = 16;

  // struct io_uring_probe and struct io_uring_probe_op.
  private static final int PROBE_HEADER_BYTES = 16;
  private static final int PROBE_OP_BYTES = 8;
  private static final int PROBE_OPS = 256;
  private static final int PROBE_OPS_LENGTH = 1;
  private static final int PROBE_OP_FLAGS = 2;
  private static final int PROBE_OP_SUPPORTED = 1;

  // struct io_uring_rsrc_register and struct io_uring_rsrc_update2, of the same size.
  private static final int RSRC_BYTES = 32;
  private static final int RSRC_NR = 0;
  private static final int RSRC_DATA = 16;
  private static final int UPDATE_OFFSET = 0;
  private static final int UPDATE_DATA = 8;
  private static final int UPDATE_NR = 24;
  private static final int IOVEC_BYTES = 16;
  private static final int NO_FILE = -1;

  private final int ring;

  IoUringRegistry(int ring) {
    this.ring = ring;
  }

  /** True if the kernel knows an operation, an {@link IoUringOp}. */
  public boolean supports(int opcode) {
    try (Arena arena = Arena.ofConfined()) {
      long bytes = PROBE_HEADER_BYTES + (long) PROBE_OPS * PROBE_OP_BYTES;
      MemorySegment probe = arena.allocate(bytes, Long.BYTES);
      if (register(REGISTER_PROBE, probe, PROBE_OPS) < 0) {
        return false;
      }
      long op = PROBE_HEADER_BYTES + (long) opcode * PROBE_OP_BYTES;
      return opcode < (probe.get(JAVA_BYTE, PROBE_OPS_LENGTH) & 0xFF)
          && (probe.get(JAVA_BYTE, op + PROBE_OP_FLAGS) & PROBE_OP_SUPPORTED) != 0;
    }
  }

  /** Has completions signal an eventfd; see {@link IoUring#signals}. */
  public int eventFd(int fd) {
    try (Arena arena = Arena.ofConfined()) {
      return register(REGISTER_EVENTFD, arena.allocateFrom(JAVA_INT, fd), 1);
    }
  }

  /** Makes room for {@code count} files. */
  public int reserveFiles(int count) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment none = arena.allocate(JAVA_INT, count);
      none.fill((byte) NO_FILE);
      return register(REGISTER_FILES, none, count);
    }
  }

  /** Puts a file at an index; the kernel keeps it open until {@link #removeFile}. */
  public int putFile(int index, int fd) {
    try (Arena arena = Arena.ofConfined()) {
      // struct io_uring_files_update.
      MemorySegment update = arena.allocate(16, Long.BYTES);
      update.set(JAVA_INT, 0, index);
      update.set(JAVA_LONG, 8, arena.allocateFrom(JAVA_INT, fd).address());
      return Math.min(0, register(REGISTER_FILES_UPDATE, update, 1));
    }
  }

  /** Empties an index. */
  public int removeFile(int index) {
    return putFile(index, NO_FILE);
  }

  /** Makes room for {@code count} buffers; Linux 5.13. */
  public int reserveBuffers(int count) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment none = arena.allocate((long) count * IOVEC_BYTES, Long.BYTES);
      MemorySegment table = arena.allocate(RSRC_BYTES, Long.BYTES);
      table.set(JAVA_INT, RSRC_NR, count);
      table.set(JAVA_LONG, RSRC_DATA, none.address());
      return register(REGISTER_BUFFERS2, table, RSRC_BYTES);
    }
  }

  /**
   * Puts memory at an index. The kernel pins it, which counts against the limit of locked memory,
   * and the caller keeps it.
   */
  public int putBuffer(int index, MemorySegment memory) {
    return putBuffer(index, memory.address(), memory.byteSize());
  }

  /** Empties an index; the kernel lets the memory go when no operation uses it any more. */
  public int removeBuffer(int index) {
    return putBuffer(index, 0, 0);
  }

  private int putBuffer(int index, long address, long bytes) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment iovec = arena.allocate(IOVEC_BYTES, Long.BYTES);
      iovec.set(JAVA_LONG, 0, address);
      iovec.set(JAVA_LONG, Long.BYTES, bytes);
      MemorySegment update = arena.allocate(RSRC_BYTES, Long.BYTES);
      update.set(JAVA_INT, UPDATE_OFFSET, index);
      update.set(JAVA_LONG, UPDATE_DATA, iovec.address());
      update.set(JAVA_INT, UPDATE_NR, 1);
      return Math.min(0, register(REGISTER_BUFFERS_UPDATE, update, RSRC_BYTES));
    }
  }

  private int register(int operation, MemorySegment argument, int count) {
    return (int) IoUringCalls.register(ring, operation, argument.address(), count);
  }
}
