package io.jacquard.nvme.linux;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.jacquard.nvme.memory.IoMemory;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real rings of this machine's kernel. */
class IoUringTest {
  private static final int PAGE = 4096;
  private static final IoUringSetup SMALL = IoUringSetup.of(8, 64);
  private static final int POLL_ADD = 6;
  private static final int POLLIN = 1;

  @TempDir Path directory;

  private record Completion(long userData, int result) {}

  private static List<Completion> reap(IoUring ring, int count) {
    List<Completion> all = new ArrayList<>();
    while (all.size() < count) {
      assertThat(ring.submit(1)).isZero();
      ring.reap((userData, result, extra) -> all.add(new Completion(userData, result)), count);
    }
    assertThat(all).hasSize(count);
    return all;
  }

  private static void nop(IoUring ring, long userData) {
    ring.fill(ring.next(), IoUringOp.NOP, 0, -1, 0, 0, 0, 0, userData);
  }

  @Test
  void everyOperationComesBackOnceAndRoundTheRingManyTimes() throws Exception {
    try (IoUring ring = IoUring.open(SMALL)) {
      assertThat(ring.room()).isEqualTo(8);
      for (int round = 0; round < 100; round++) {
        for (int i = 0; i < 8; i++) {
          nop(ring, 100L * round + i);
        }
        assertThat(ring.next()).isEqualTo(IoUring.NONE);
        assertThat(ring.unsubmitted()).isEqualTo(8);
        int first = 100 * round;
        assertThat(reap(ring, 8).stream().map(Completion::userData))
            .containsExactlyInAnyOrderElementsOf(
                java.util.stream.LongStream.range(first, first + 8).boxed().toList());
        assertThat(ring.unsubmitted()).isZero();
      }
    }
  }

  @Test
  void wideEntriesAndCompletionsWorkToo() throws Exception {
    try (IoUring ring = IoUring.open(SMALL.widened())) {
      for (int round = 0; round < 20; round++) {
        for (int i = 0; i < 8; i++) {
          nop(ring, i);
        }
        assertThat(reap(ring, 8)).allMatch(c -> c.result() == 0);
      }
      long at = ring.next();
      assertThat(at + IoUring.COMMAND + 80).isLessThanOrEqualTo(ring.entries().byteSize());
      // A regular file takes no commands of drivers.
      try (LinuxFile file = create()) {
        ring.fill(at, IoUringOp.URING_CMD, 0, file.fd(), 0, 0, 0, 0, 7);
        assertThat(reap(ring, 1)).containsExactly(new Completion(7, -Errno.EOPNOTSUPP));
      }
    }
  }

  @Test
  void aPolledSubmissionQueueNeedsNoSystemCall() throws Exception {
    try (IoUring ring = IoUring.open(SMALL.polled(false, true))) {
      for (int round = 0; round < 50; round++) {
        nop(ring, round);
        assertThat(reap(ring, 1)).containsExactly(new Completion(round, 0));
      }
    }
  }

  private LinuxFile create() throws SystemCallException {
    return LinuxFile.open(
        directory.resolve("file"), LinuxFile.O_RDWR | LinuxFile.O_CREAT | LinuxFile.O_DIRECT, 0600);
  }

  @Test
  void readsAndWritesAFileThroughRegisteredFilesAndBuffers() throws Exception {
    IoMemory memory = IoMemory.allocate(4 * PAGE);
    try (LinuxFile file = create();
        IoUring ring = IoUring.open(SMALL)) {
      IoUringRegistry registry = ring.registry();
      assertThat(registry.reserveFiles(4)).isZero();
      assertThat(registry.putFile(3, file.fd())).isZero();
      assertThat(registry.reserveBuffers(4)).isZero();
      assertThat(registry.putBuffer(2, memory.segment())).isZero();
      memory.segment().fill((byte) 5);
      long address = memory.segment().address() + PAGE;
      fixed(ring, IoUringOp.WRITE_FIXED, address, IoUringOp.RWF_DSYNC, 1);
      assertThat(reap(ring, 1)).containsExactly(new Completion(1, PAGE));
      memory.segment().fill((byte) 0);
      fixed(ring, IoUringOp.READ_FIXED, address, 0, 2);
      assertThat(reap(ring, 1)).containsExactly(new Completion(2, PAGE));
      assertThat(byteAt(memory.segment(), PAGE - 1)).isZero();
      assertThat(byteAt(memory.segment(), PAGE)).isEqualTo((byte) 5);
      assertThat(byteAt(memory.segment(), 2 * PAGE)).isZero();
      ring.fill(ring.next(), IoUringOp.FSYNC, 1, 3, 0, 0, 0, IoUringOp.FSYNC_DATASYNC, 3);
      assertThat(reap(ring, 1)).containsExactly(new Completion(3, 0));
      int hole = LinuxFile.FALLOC_FL_KEEP_SIZE | LinuxFile.FALLOC_FL_PUNCH_HOLE;
      ring.fill(ring.next(), IoUringOp.FALLOCATE, 1, 3, 0, PAGE, hole, 0, 4);
      assertThat(reap(ring, 1).getFirst().userData()).isEqualTo(4);
      assertThat(registry.removeBuffer(2)).isZero();
      assertThat(registry.removeFile(3)).isZero();
      fixed(ring, IoUringOp.READ_FIXED, address, 0, 5);
      assertThat(reap(ring, 1)).containsExactly(new Completion(5, -Errno.EBADF));
    }
  }

  private static void fixed(IoUring ring, int opcode, long address, int flags, long userData) {
    long at = ring.next();
    ring.fill(at, opcode, IoUringOp.FLAG_FIXED_FILE, 3, PAGE, address, PAGE, flags, userData);
    ring.fixedBuffer(at, 2);
  }

  private static byte byteAt(MemorySegment memory, long at) {
    return memory.get(ValueLayout.JAVA_BYTE, at);
  }

  @Test
  void whatCompletesWhileItIsSubmittedIsThereWithoutAnotherSystemCall() throws Exception {
    try (EventFd event = EventFd.create();
        IoUring ring = IoUring.open(SMALL)) {
      ring.fill(ring.next(), POLL_ADD, 0, event.fd(), 0, 0, 0, POLLIN, 1);
      assertThat(ring.submit(0)).isZero();
      assertThat(ring.ready()).isFalse();
      IoMemory one = IoMemory.allocate(PAGE);
      one.segment().set(ValueLayout.JAVA_LONG, 0, 1);
      long address = one.segment().address();
      // The write ends at once, and the wait for its effect by work that the kernel puts off.
      ring.fill(ring.next(), IoUringOp.WRITE, 0, event.fd(), -1, address, Long.BYTES, 0, 2);
      assertThat(ring.submit(0)).isZero();
      List<Long> completed = new ArrayList<>();
      while (ring.completed()) {
        ring.reap((userData, result, extra) -> completed.add(userData), 1);
      }
      assertThat(completed).containsExactlyInAnyOrder(1L, 2L);
    }
  }

  @Test
  void anOperationThatFailsSaysWhy() throws Exception {
    try (IoUring ring = IoUring.open(SMALL)) {
      ring.fill(ring.next(), IoUringOp.READ, 0, -1, 0, 0, PAGE, 0, 9);
      assertThat(reap(ring, 1)).containsExactly(new Completion(9, -Errno.EBADF));
      ring.fill(ring.next(), 250, 0, -1, 0, 0, 0, 0, 10);
      assertThat(reap(ring, 1)).containsExactly(new Completion(10, -Errno.EINVAL));
    }
  }

  @Test
  void supportIsFoundOutByTrying() {
    assertThat(IoUringSupport.probe(SMALL, IoUringOp.READ, IoUringOp.FALLOCATE).obstacle())
        .isEmpty();
    assertThat(IoUringSupport.probe(SMALL, 250).obstacle().orElseThrow())
        .contains("operation 250", "newer Linux");
  }

  @Test
  void allocatesNothingOnceCompiled() throws Exception {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long[] sum = new long[1];
    IoUring.Completions count = (userData, result, extra) -> sum[0] += userData;
    int rounds = 20_000;
    long allocated = Long.MAX_VALUE;
    try (IoUring ring = IoUring.open(SMALL)) {
      // The compiler takes its time on a busy machine.
      for (int i = 0; i < 200 && allocated >= rounds; i++) {
        long before = threads.getCurrentThreadAllocatedBytes();
        sum[0] = 0;
        run(ring, count, rounds);
        allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(sum[0]).isEqualTo(rounds);
      }
    }
    assertThat(allocated).isLessThan(rounds);
  }

  private static void run(IoUring ring, IoUring.Completions to, int rounds) {
    for (int i = 0; i < rounds; i++) {
      nop(ring, 1);
      ring.submit(1);
      ring.reap(to, 8);
    }
  }
}
