package io.jacquard.lab.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.status.Status;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** A namespace that changes its size. */
abstract class ResizeContract extends ModelContract {

  @Test
  void growingAddsZeroesAndKeepsTheRest() throws Exception {
    long before = namespace.geometry().blocks();
    write(before - 1, random(1, 1));
    namespace.resize((before + 1000) * block);
    assertThat(namespace.geometry().blocks()).isEqualTo(before + 1000);
    assertBytes(read(before - 1, 1)).isEqualTo(Contents.bytes(random(1, 1)));
    assertBytes(read(before, 1000)).isEqualTo(zeroes(1000));
    write(before + 999, random(2, 1));
    assertBytes(read(before + 999, 1)).isEqualTo(Contents.bytes(random(2, 1)));
  }

  @Test
  void whatWasCutOffIsGoneWhenTheNamespaceGrowsAgain() throws Exception {
    long before = namespace.geometry().blocks();
    write(before - 8, random(1, 8));
    namespace.resize((before - 4) * block);
    refused(user.read(before - 4, IoBuffer.allocate(block), 1), Status.LBA_OUT_OF_RANGE);
    assertBytes(read(before - 5, 1)).hasSize(block);
    namespace.resize(before * block);
    assertBytes(read(before - 4, 4)).isEqualTo(zeroes(4));
  }

  @Test
  void sizesThatAreNoneAreRefused() {
    assertThatThrownBy(() -> namespace.resize(block + 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("multiple of the block size");
    assertThatThrownBy(() -> namespace.resize(0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void commandsKeepRunningWhileTheSizeChanges() throws Exception {
    long before = namespace.geometry().blocks();
    AtomicBoolean done = new AtomicBoolean();
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      Future<Integer> traffic = threads.submit(() -> writeAround(before, done));
      try {
        for (int i = 0; i < rounds(50); i++) {
          namespace.resize((before + (i % 2 == 0 ? -50 : 50)) * block);
        }
      } finally {
        done.set(true);
      }
      assertThat(traffic.get()).isPositive();
    }
  }

  /** Blocks that stay must always work, those that come and go may be out of range. */
  private int writeAround(long end, AtomicBoolean done) throws Exception {
    int count = 0;
    try (QueueUser mine = new QueueUser(namespace, 16)) {
      while (!done.get() || count == 0) {
        QueueUser.succeeded(mine.write(end - 100, random(count, 8), 8));
        int edge = mine.write(end - 50 + count % 100, random(count, 1), 1);
        assertThat(Status.code(edge)).isIn(Status.SUCCESS, Status.LBA_OUT_OF_RANGE);
        IoBuffer back = IoBuffer.allocate(8 * block);
        QueueUser.succeeded(mine.read(end - 100, back, 8));
        assertBytes(Contents.bytes(back)).isEqualTo(Contents.bytes(random(count, 8)));
        count++;
      }
    }
    return count;
  }
}
