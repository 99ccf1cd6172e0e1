package io.jacquard.lab.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.lab.contract.QueueUser.Pending;
import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.wire.Sqe;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Several queues on several loops at once, and queues and namespaces that end while in use. */
abstract class ConcurrencyContract extends CopyAndFuseContract {
  private static final int USERS = 3;
  private static final int INCREMENTS = 300;

  @Test
  void countersIncrementedByFusedPairsLoseNoUpdate() throws Exception {
    write(77, Contents.filled(0, 4 * block));
    AtomicBoolean done = new AtomicBoolean();
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      Future<Integer> noise = threads.submit(() -> disturb(done));
      List<Callable<Integer>> work = new ArrayList<>();
      for (int i = 0; i < USERS; i++) {
        work.add(this::increment);
      }
      int total = 0;
      try {
        for (Future<Integer> each : threads.invokeAll(work)) {
          total += each.get();
        }
      } finally {
        done.set(true);
      }
      assertThat(total).isEqualTo(USERS * rounds(INCREMENTS));
      assertThat(noise.get()).isPositive();
    }
    IoBuffer end = Contents.of(read(77, 4));
    assertThat(end.bytes().getLong(0)).isEqualTo((long) USERS * rounds(INCREMENTS));
    assertThat(Contents.uniform(end)).isTrue();
  }

  /** Adds one to a counter that fills four blocks, as often as it takes to succeed often enough. */
  private int increment() throws Exception {
    int count = 0;
    try (QueueUser mine = new QueueUser(namespace, 8)) {
      IoBuffer now = IoBuffer.allocate(4 * block);
      while (count < rounds(INCREMENTS)) {
        QueueUser.succeeded(mine.read(77, now, 4));
        assertThat(Contents.uniform(now)).as("a read saw half of a write").isTrue();
        List<Pending> pair =
            mine.submitPair(
                QueueUser.fused(NvmOpcode.COMPARE, 77, 4, Sqe.FUSE_FIRST),
                now,
                QueueUser.fused(NvmOpcode.WRITE, 77, 4, Sqe.FUSE_SECOND),
                Contents.filled(now.bytes().getLong(0) + 1, 4 * block));
        int compared = pair.get(0).status();
        int written = pair.get(1).status();
        if (Status.isSuccess(compared)) {
          QueueUser.succeeded(written);
          count++;
        } else {
          assertThat(Status.code(compared)).isEqualTo(Status.COMPARE_FAILURE);
          assertThat(Status.code(written)).isEqualTo(Status.ABORTED_FAILED_FUSED);
        }
      }
    }
    return count;
  }

  /** Ordinary traffic on the neighbouring blocks, which share pages and stripes with them. */
  private int disturb(AtomicBoolean done) throws Exception {
    int writes = 0;
    try (QueueUser other = new QueueUser(namespace, 8)) {
      while (!done.get()) {
        QueueUser.succeeded(other.write(76, random(writes, 1), 1));
        QueueUser.succeeded(other.write(81, random(writes, 1), 1));
        writes++;
      }
    }
    return writes;
  }

  @Test
  void readersNeverSeeHalfOfAWrite() throws Exception {
    int blocks = Math.min(32, namespace.geometry().atomicWriteBlocks());
    write(5, Contents.filled(0, blocks * block));
    AtomicBoolean done = new AtomicBoolean();
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      Future<Boolean> first = threads.submit(() -> fill(blocks, 1, done));
      Future<Boolean> second = threads.submit(() -> fill(blocks, 1L << 40, done));
      IoBuffer seen = IoBuffer.allocate(blocks * block);
      try {
        for (int i = 0; i < rounds(500); i++) {
          QueueUser.succeeded(user.read(5, seen, blocks));
          assertThat(Contents.uniform(seen)).as("a read saw two writes").isTrue();
        }
      } finally {
        done.set(true);
      }
      assertThat(first.get()).isTrue();
      assertThat(second.get()).isTrue();
    }
  }

  private boolean fill(int blocks, long step, AtomicBoolean done) throws Exception {
    try (QueueUser writer = new QueueUser(namespace, 4)) {
      for (long value = step; !done.get(); value += step) {
        QueueUser.succeeded(writer.write(5, Contents.filled(value, blocks * block), blocks));
      }
    }
    return true;
  }

  @Test
  void queuesOnSeveralLoopsDoNotMixTheirData() throws Exception {
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      List<Callable<Boolean>> work = new ArrayList<>();
      for (int i = 0; i < USERS; i++) {
        long from = 1000L * i;
        work.add(() -> writeAndReadBack(from));
      }
      for (Future<Boolean> each : threads.invokeAll(work)) {
        assertThat(each.get()).isTrue();
      }
    }
  }

  private boolean writeAndReadBack(long from) throws Exception {
    try (QueueUser mine = new QueueUser(namespace, 32)) {
      List<Pending> writes = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        IoBuffer data = random(from + i, 5);
        writes.add(mine.submit(QueueUser.command(NvmOpcode.WRITE, from + 5L * i, 5), data));
      }
      for (Pending write : writes) {
        QueueUser.succeeded(write.status());
      }
      for (int i = 0; i < 200; i++) {
        IoBuffer back = IoBuffer.allocate(5 * block);
        QueueUser.succeeded(mine.read(from + 5L * i, back, 5));
        assertBytes(Contents.bytes(back)).isEqualTo(Contents.bytes(random(from + i, 5)));
      }
    }
    return true;
  }

  @Test
  void abortedCommandsCompleteOnceAndTheirSlotsCanBeUsedAgain() throws Exception {
    for (int round = 0; round < rounds(20); round++) {
      List<Pending> all =
          user.submitAll(
              DEPTH,
              QueueUser.command(NvmOpcode.WRITE, 0, 16),
              16 * block,
              pending -> pending.forEach(user::abort));
      for (Pending each : all) {
        assertThat(Status.code(each.status())).isIn(Status.SUCCESS, Status.ABORT_REQUESTED);
      }
    }
    write(0, random(1, 16));
    assertBytes(read(0, 16)).isEqualTo(Contents.bytes(random(1, 16)));
  }

  @Test
  void aLongCommandCanBeAbortedBetweenItsSteps() throws Exception {
    long blocks = namespace.geometry().blocks();
    Pending zeroing =
        user.submit(
            sqe -> sqe.opcode(NvmOpcode.DATASET_MANAGEMENT).cdw11(ATTRIBUTE_DEALLOCATE),
            Contents.dsmRanges(1, 0, blocks));
    user.onLoop(
        () -> {
          user.abort(zeroing);
          return true;
        });
    assertThat(Status.code(zeroing.status())).isIn(Status.SUCCESS, Status.ABORT_REQUESTED);
  }

  @Test
  void closingAQueueCompletesWhatIsInIt() throws Exception {
    QueueUser mine = new QueueUser(namespace, DEPTH);
    List<Pending> all =
        mine.submitAll(
            DEPTH,
            QueueUser.command(NvmOpcode.WRITE, 0, 16),
            16 * block,
            pending -> mine.closeQueue());
    for (Pending each : all) {
      assertThat(Status.code(each.status())).isIn(Status.SUCCESS, Status.ABORTED_SQ_DELETION);
    }
    assertThat(Status.code(mine.run(QueueUser.command(NvmOpcode.FLUSH, 0, 1), IoBuffer.NONE)))
        .isEqualTo(Status.ABORTED_SQ_DELETION);
    mine.close();
    write(0, random(1, 1));
  }

  @Test
  void closingTheNamespaceFirstLeavesItsQueuesWorking() throws Exception {
    write(0, random(1, 4));
    namespace.close();
    assertBytes(read(0, 4)).isEqualTo(Contents.bytes(random(1, 4)));
  }
}
