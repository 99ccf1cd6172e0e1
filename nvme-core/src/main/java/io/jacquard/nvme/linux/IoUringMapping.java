package io.jacquard.nvme.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The memory that a ring shares with the kernel, and where what is in it (struct io_sqring_offsets,
 * struct io_cqring_offsets). Offsets are in bytes from the start of {@code ring}.
 *
 * @param fd the ring's descriptor
 * @param arena ends with the mapping: whoever comes too late gets an exception, not a crash
 * @param ring heads, tails, flags and completions
 * @param entries the submission queue entries
 * @param deferred completions are brought only when the kernel is asked for them
 */
record IoUringMapping(
    int fd,
    Arena arena,
    MemorySegment ring,
    MemorySegment entries,
    boolean deferred,
    int submissionEntries,
    int submissionMask,
    long submissionHead,
    long submissionTail,
    long submissionFlags,
    int completionEntries,
    int completionMask,
    long completionHead,
    long completionTail,
    long completionFlags,
    long completionAt)
    implements AutoCloseable {

  // struct io_uring_params.
  private static final int PARAMS_BYTES = 120;
  private static final int SQ_ENTRIES = 0;
  private static final int CQ_ENTRIES = 4;
  private static final int FLAGS = 8;
  private static final int SQ_THREAD_IDLE = 16;
  private static final int FEATURES = 20;
  private static final int SQ_OFF = 40;
  private static final int CQ_OFF = 80;

  // struct io_sqring_offsets and struct io_cqring_offsets.
  private static final int HEAD = 0;
  private static final int TAIL = 4;
  private static final int MASK = 8;
  private static final int SQ_FLAGS = 16;
  private static final int SQ_ARRAY = 24;
  private static final int CQ_CQES = 20;
  private static final int CQ_FLAGS = 24;

  private static final int SETUP_IOPOLL = 1;
  private static final int SETUP_SQPOLL = 1 << 1;
  private static final int SETUP_CQSIZE = 1 << 3;
  private static final int SETUP_SUBMIT_ALL = 1 << 7;
  private static final int SETUP_COOP_TASKRUN = 1 << 8;
  private static final int SETUP_TASKRUN_FLAG = 1 << 9;
  private static final int SETUP_SQE128 = 1 << 10;
  private static final int SETUP_CQE32 = 1 << 11;
  private static final int SETUP_SINGLE_ISSUER = 1 << 12;
  private static final int SETUP_DEFER_TASKRUN = 1 << 13;

  // Completions are brought when the ring's one thread asks for them: since Linux 6.1, 5.19.
  private static final int[] CHEAP = {
    SETUP_SUBMIT_ALL | SETUP_SINGLE_ISSUER | SETUP_DEFER_TASKRUN | SETUP_TASKRUN_FLAG,
    SETUP_SUBMIT_ALL | SETUP_COOP_TASKRUN | SETUP_TASKRUN_FLAG,
    0
  };
  // The kernel's own thread brings completions.
  private static final int[] CHEAP_SQPOLL = {SETUP_SUBMIT_ALL | SETUP_SINGLE_ISSUER, 0};

  private static final int FEATURE_SINGLE_MMAP = 1;
  private static final long OFFSET_RING = 0;
  private static final long OFFSET_ENTRIES = 0x10000000L;
  private static final int SQ_IDLE_MILLIS = 1000;
  private static final int ENTRY_BYTES = 64;
  private static final int COMPLETION_BYTES = 16;

  /** Makes a ring and maps its memory. */
  static IoUringMapping open(IoUringSetup setup) throws SystemCallException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment params = arena.allocate(PARAMS_BYTES, Long.BYTES);
      int fd = create(setup, params);
      try {
        return map(fd, params, setup.wide() ? 2 : 1);
      } catch (SystemCallException e) {
        FileCalls.close(fd);
        throw e;
      }
    }
  }

  private static int create(IoUringSetup setup, MemorySegment params) throws SystemCallException {
    int wanted = SETUP_CQSIZE;
    wanted |= setup.wide() ? SETUP_SQE128 | SETUP_CQE32 : 0;
    wanted |= setup.ioPoll() ? SETUP_IOPOLL : 0;
    wanted |= setup.sqPoll() ? SETUP_SQPOLL : 0;
    long result = -Errno.EINVAL;
    for (int cheap : setup.sqPoll() ? CHEAP_SQPOLL : CHEAP) {
      params.fill((byte) 0);
      params.set(JAVA_INT, FLAGS, wanted | cheap);
      params.set(JAVA_INT, CQ_ENTRIES, setup.completions());
      params.set(JAVA_INT, SQ_THREAD_IDLE, SQ_IDLE_MILLIS);
      result = IoUringCalls.setup(setup.submissions(), params.address());
      if (result != -Errno.EINVAL) {
        break;
      }
    }
    if (result < 0) {
      throw new SystemCallException("io_uring_setup", "a ring", (int) -result);
    }
    return (int) result;
  }

  private static IoUringMapping map(int fd, MemorySegment params, int width)
      throws SystemCallException {
    boolean singleMap = (params.get(JAVA_INT, FEATURES) & FEATURE_SINGLE_MMAP) != 0;
    if (!singleMap || params.get(JAVA_INT, CQ_OFF + CQ_FLAGS) == 0) {
      throw new SystemCallException("io_uring_setup", "a ring of Linux before 5.8", Errno.ENOSYS);
    }
    int submissions = params.get(JAVA_INT, SQ_ENTRIES);
    int completions = params.get(JAVA_INT, CQ_ENTRIES);
    long array = sq(params, SQ_ARRAY);
    long cqes = cq(params, CQ_CQES);
    long bytes =
        Math.max(
            array + (long) submissions * Integer.BYTES,
            cqes + (long) completions * COMPLETION_BYTES * width);
    MemorySegment ring = LinuxMemory.mapShared(fd, bytes, OFFSET_RING);
    MemorySegment entries;
    try {
      long entryBytes = (long) submissions * ENTRY_BYTES * width;
      entries = LinuxMemory.mapShared(fd, entryBytes, OFFSET_ENTRIES);
    } catch (SystemCallException e) {
      LinuxMemory.unmap(ring);
      throw e;
    }
    // Entry i always stands at place i.
    for (int i = 0; i < submissions; i++) {
      ring.set(JAVA_INT, array + (long) i * Integer.BYTES, i);
    }
    Arena life = Arena.ofConfined();
    return new IoUringMapping(
        fd,
        life,
        ring.reinterpret(life, IoUringMapping::unmap),
        entries.reinterpret(life, IoUringMapping::unmap),
        (params.get(JAVA_INT, FLAGS) & SETUP_DEFER_TASKRUN) != 0,
        submissions,
        ring.get(JAVA_INT, sq(params, MASK)),
        sq(params, HEAD),
        sq(params, TAIL),
        sq(params, SQ_FLAGS),
        completions,
        ring.get(JAVA_INT, cq(params, MASK)),
        cq(params, HEAD),
        cq(params, TAIL),
        cq(params, CQ_FLAGS),
        cqes);
  }

  private static long sq(MemorySegment params, int field) {
    return Integer.toUnsignedLong(params.get(JAVA_INT, (long) SQ_OFF + field));
  }

  private static long cq(MemorySegment params, int field) {
    return Integer.toUnsignedLong(params.get(JAVA_INT, (long) CQ_OFF + field));
  }

  private static void unmap(MemorySegment memory) {
    try {
      LinuxMemory.unmap(memory);
    } catch (SystemCallException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      arena.close();
    } finally {
      FileCalls.close(fd);
    }
  }
}
