package io.jacquard.lab.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.namespace.Namespace;
import io.jacquard.nvme.wire.Sqe;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Flush and Force Unit Access as the kernel sees them: which pages only memory has. */
class DurabilityTest {
  private static final int BLOCK = 4096;
  private static final int BLOCKS = 64;
  private static final long ELSEWHERE = 1000;

  @TempDir Path directory;

  private PageCache cache(long slba) throws IOException {
    return PageCache.of(directory.resolve("image"), slba * BLOCK, (long) BLOCKS * BLOCK);
  }

  private Namespace open(String direct) throws IOException {
    return NamespaceContract.open(
        "file:" + directory.resolve("image") + "?size=64M&block=4096&direct=" + direct);
  }

  @Test
  void aWriteIsInMemoryOnlyUntilAFlush() throws Exception {
    try (Namespace namespace = open("off");
        QueueUser user = new QueueUser(namespace, 4)) {
      QueueUser.succeeded(user.write(0, Contents.random(1, BLOCKS * BLOCK), BLOCKS));
      assertThat(cache(0).unsafe()).isPositive();
      QueueUser.succeeded(user.run(sqe -> sqe.opcode(NvmOpcode.FLUSH), IoBuffer.NONE));
      assertThat(cache(0).cached()).isPositive();
      assertThat(cache(0).unsafe()).isZero();
    }
  }

  @Test
  void aWriteWithForcedUnitAccessIsOnTheMediumAndOthersAreLeftAlone() throws Exception {
    try (Namespace namespace = open("off");
        QueueUser user = new QueueUser(namespace, 4)) {
      QueueUser.succeeded(user.write(ELSEWHERE, Contents.random(1, BLOCKS * BLOCK), BLOCKS));
      QueueUser.succeeded(
          user.run(
              QueueUser.command(NvmOpcode.WRITE, 0, BLOCKS, Sqe.FUA),
              Contents.random(2, BLOCKS * BLOCK)));
      assertThat(cache(0).cached()).isEqualTo(BLOCKS);
      assertThat(cache(0).unsafe()).isZero();
      assertThat(cache(ELSEWHERE).unsafe()).isPositive();
    }
  }

  @Test
  void aFusedWriteAndACopyWithForcedUnitAccessAreOnTheMediumToo() throws Exception {
    try (Namespace namespace = open("off");
        QueueUser user = new QueueUser(namespace, 4)) {
      var pair =
          user.submitPair(
              QueueUser.fused(NvmOpcode.COMPARE, 0, BLOCKS, Sqe.FUSE_FIRST),
              IoBuffer.allocate(BLOCKS * BLOCK),
              sqe -> {
                QueueUser.fused(NvmOpcode.WRITE, 0, BLOCKS, Sqe.FUSE_SECOND).accept(sqe);
                sqe.cdw12(sqe.cdw12() | Sqe.FUA);
              },
              Contents.random(3, BLOCKS * BLOCK));
      QueueUser.succeeded(pair.get(0).status());
      QueueUser.succeeded(pair.get(1).status());
      assertThat(cache(0).unsafe()).isZero();
      QueueUser.succeeded(
          user.run(
              sqe -> {
                NamespaceContract.copyTo(ELSEWHERE, 1).accept(sqe);
                sqe.cdw12(sqe.cdw12() | Sqe.FUA);
              },
              Contents.copyRanges(0, BLOCKS)));
      assertThat(cache(ELSEWHERE).cached()).isEqualTo(BLOCKS);
      assertThat(cache(ELSEWHERE).unsafe()).isZero();
    }
  }

  @Test
  void aReadWithForcedUnitAccessWritesBackFirst() throws Exception {
    try (Namespace namespace = open("off");
        QueueUser user = new QueueUser(namespace, 4)) {
      QueueUser.succeeded(user.write(0, Contents.random(1, BLOCKS * BLOCK), BLOCKS));
      QueueUser.succeeded(
          user.run(
              QueueUser.command(NvmOpcode.READ, 0, BLOCKS, Sqe.FUA),
              IoBuffer.allocate(BLOCKS * BLOCK)));
      assertThat(cache(0).unsafe()).isZero();
    }
  }

  @Test
  void directWritesLeaveNothingInMemory() throws Exception {
    try (Namespace namespace = open("on");
        QueueUser user = new QueueUser(namespace, 4)) {
      QueueUser.succeeded(user.write(0, Contents.random(1, BLOCKS * BLOCK), BLOCKS));
      assertThat(cache(0)).isEqualTo(new PageCache(0, 0, 0));
    }
  }
}
