package io.jacquard.lab.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.lab.contract.QueueUser.Pending;
import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.wire.Sqe;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Commands that touch the medium twice: Copy, and Compare fused with Write. */
abstract class CopyAndFuseContract extends CommandContract {

  @Test
  void copyJoinsItsSourcesAtTheDestination() throws Exception {
    write(100, random(1, 3));
    write(200, random(2, 250));
    long to = firstBlockAt(4 * GIB) + 1;
    Pending copy = user.submit(copyTo(to, 2), Contents.copyRanges(100, 3, 200, 250));
    QueueUser.succeeded(copy.status());
    assertThat(copy.result()).isZero();
    assertBytes(read(to, 3)).isEqualTo(Contents.bytes(random(1, 3)));
    assertBytes(read(to + 3, 250)).isEqualTo(Contents.bytes(random(2, 250)));
    assertBytes(read(to + 253, 1)).isEqualTo(zeroes(1));
  }

  @Test
  void copyOntoItsOwnSourceIsRefusedAndChangesNothing() throws Exception {
    write(100, random(1, 10));
    refused(user.run(copyTo(105, 1), Contents.copyRanges(100, 10)), Status.OVERLAPPING_IO_RANGE);
    refused(user.run(copyTo(95, 1), Contents.copyRanges(100, 10)), Status.OVERLAPPING_IO_RANGE);
    refused(
        user.run(copyTo(100, 2), Contents.copyRanges(500, 1, 100, 1)), Status.OVERLAPPING_IO_RANGE);
    assertBytes(read(100, 10)).isEqualTo(Contents.bytes(random(1, 10)));
    QueueUser.succeeded(user.run(copyTo(110, 1), Contents.copyRanges(100, 10)));
    assertBytes(read(110, 10)).isEqualTo(Contents.bytes(random(1, 10)));
  }

  @Test
  void copyHasLimitsInBlocksAndRanges() throws Exception {
    int most = (1 << 20) / block;
    refused(
        user.run(copyTo(100_000, 1), Contents.copyRanges(0, most + 1)),
        Status.COMMAND_SIZE_LIMIT_EXCEEDED);
    long[] tooMany = new long[2 * 129];
    for (int i = 0; i < 129; i++) {
      tooMany[2 * i + 1] = 1;
    }
    refused(
        user.run(copyTo(100_000, 129), Contents.copyRanges(tooMany)),
        Status.COMMAND_SIZE_LIMIT_EXCEEDED);
    long[] tooMuch = new long[2 * 17];
    for (int i = 0; i < 17; i++) {
      tooMuch[2 * i + 1] = most;
    }
    refused(
        user.run(copyTo(100_000, 17), Contents.copyRanges(tooMuch)),
        Status.COMMAND_SIZE_LIMIT_EXCEEDED);
  }

  @Test
  void aFusedPairWritesWhenTheComparisonHolds() throws Exception {
    write(30, random(1, 8));
    List<Pending> pair = pair(30, random(1, 8), 30, random(2, 8));
    QueueUser.succeeded(pair.get(0).status());
    QueueUser.succeeded(pair.get(1).status());
    assertBytes(read(30, 8)).isEqualTo(Contents.bytes(random(2, 8)));
  }

  @Test
  void aFusedPairWritesNothingWhenTheComparisonFails() throws Exception {
    write(30, random(1, 8));
    List<Pending> pair = pair(30, random(3, 8), 30, random(2, 8));
    assertThat(Status.code(pair.get(0).status())).isEqualTo(Status.COMPARE_FAILURE);
    assertThat(Status.code(pair.get(1).status())).isEqualTo(Status.ABORTED_FAILED_FUSED);
    assertBytes(read(30, 8)).isEqualTo(Contents.bytes(random(1, 8)));
  }

  @Test
  void aFusedPairWithDifferentOrTooManyBlocksIsRefusedWhole() throws Exception {
    write(30, random(1, 8));
    List<Pending> apart = pair(30, random(1, 8), 31, random(2, 8));
    refused(apart.get(0).status(), Status.INVALID_FIELD);
    assertThat(Status.code(apart.get(1).status())).isEqualTo(Status.ABORTED_FAILED_FUSED);
    int most = namespace.geometry().atomicWriteBlocks();
    List<Pending> large = pair(0, random(1, most + 1), 0, random(2, most + 1));
    refused(large.get(0).status(), Status.ATOMIC_WRITE_UNIT_EXCEEDED);
    assertThat(Status.code(large.get(1).status())).isEqualTo(Status.ABORTED_FAILED_FUSED);
    long end = namespace.geometry().blocks();
    List<Pending> outside = pair(end, random(1, 1), end, random(2, 1));
    refused(outside.get(0).status(), Status.LBA_OUT_OF_RANGE);
    assertThat(Status.code(outside.get(1).status())).isEqualTo(Status.ABORTED_FAILED_FUSED);
    assertBytes(read(30, 8)).isEqualTo(Contents.bytes(random(1, 8)));
  }

  @Test
  void aFusedCommandWithoutItsPartnerIsAborted() throws Exception {
    List<Pending> onlyFirst =
        user.submitPair(
            QueueUser.fused(NvmOpcode.COMPARE, 0, 1, Sqe.FUSE_FIRST),
            random(1, 1),
            QueueUser.command(NvmOpcode.WRITE, 0, 1),
            random(2, 1));
    assertThat(Status.code(onlyFirst.get(0).status())).isEqualTo(Status.ABORTED_MISSING_FUSED);
    QueueUser.succeeded(onlyFirst.get(1).status());
    int onlySecond =
        user.run(QueueUser.fused(NvmOpcode.WRITE, 0, 1, Sqe.FUSE_SECOND), random(3, 1));
    assertThat(Status.code(onlySecond)).isEqualTo(Status.ABORTED_MISSING_FUSED);
    assertBytes(read(0, 1)).isEqualTo(Contents.bytes(random(2, 1)));
  }

  private List<Pending> pair(long compareAt, IoBuffer expected, long writeAt, IoBuffer data)
      throws Exception {
    return user.submitPair(
        QueueUser.fused(NvmOpcode.COMPARE, compareAt, expected.capacity() / block, Sqe.FUSE_FIRST),
        expected,
        QueueUser.fused(NvmOpcode.WRITE, writeAt, data.capacity() / block, Sqe.FUSE_SECOND),
        data);
  }
}
