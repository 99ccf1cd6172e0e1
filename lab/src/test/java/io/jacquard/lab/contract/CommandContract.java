package io.jacquard.lab.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.wire.Sqe;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What each command does, one at a time. */
abstract class CommandContract extends NamespaceContract {
  private static final int PRACT = 1 << 29;
  private static final int VENDOR_SPECIFIC = 0x80;
  private static final int FORMAT_1 = 1 << 8;

  @Test
  void theLastBlockCanBeUsedAndTheOneAfterItCannot() throws Exception {
    long last = namespace.geometry().blocks() - 1;
    IoBuffer data = random(1, 1);
    write(last, data);
    assertBytes(read(last, 1)).isEqualTo(Contents.bytes(data));
    refused(user.write(last + 1, data, 1), Status.LBA_OUT_OF_RANGE);
    refused(user.read(last + 1, IoBuffer.allocate(block), 1), Status.LBA_OUT_OF_RANGE);
    refused(user.write(last, random(2, 2), 2), Status.LBA_OUT_OF_RANGE);
    assertBytes(read(last, 1)).isEqualTo(Contents.bytes(data));
  }

  @Test
  void rangesThatOverflowAreOutOfRange() throws Exception {
    for (long slba : new long[] {-1, Long.MAX_VALUE, Long.MIN_VALUE, Long.MAX_VALUE / block}) {
      refused(user.write(slba, random(1, 2), 2), Status.LBA_OUT_OF_RANGE);
      refused(none(user, NvmOpcode.WRITE_ZEROES, slba, 65536, 0), Status.LBA_OUT_OF_RANGE);
      refused(none(user, NvmOpcode.VERIFY, slba, 2, 0), Status.LBA_OUT_OF_RANGE);
      refused(deallocate(user, 1, Contents.dsmRanges(1, slba, 2)), Status.LBA_OUT_OF_RANGE);
      refused(user.run(copyTo(slba, 1), Contents.copyRanges(0, 2)), Status.LBA_OUT_OF_RANGE);
      refused(user.run(copyTo(0, 1), Contents.copyRanges(slba, 2)), Status.LBA_OUT_OF_RANGE);
    }
  }

  @Test
  void blocksBeyondTwoAndFourGibAreBlocksOfTheirOwn() throws Exception {
    long[] places = {0, 2 * GIB - block, 2 * GIB, 4 * GIB - block, 4 * GIB};
    for (int i = 0; i < places.length; i++) {
      write(firstBlockAt(places[i]), random(i, 1));
    }
    for (int i = 0; i < places.length; i++) {
      assertBytes(read(firstBlockAt(places[i]), 1))
          .as("block at %d", places[i])
          .isEqualTo(Contents.bytes(random(i, 1)));
    }
    assertBytes(read(firstBlockAt(4 * GIB) + 1, 8)).isEqualTo(zeroes(8));
  }

  @Test
  void dataMustBeAsLongAsTheBlocks() throws Exception {
    refused(user.write(0, random(1, 2), 1), Status.DATA_SGL_LENGTH_INVALID);
    refused(user.write(0, random(1, 1), 2), Status.DATA_SGL_LENGTH_INVALID);
    refused(user.write(0, IoBuffer.allocate(block - 1), 1), Status.DATA_SGL_LENGTH_INVALID);
    refused(user.read(0, IoBuffer.NONE, 1), Status.DATA_SGL_LENGTH_INVALID);
    refused(
        user.run(QueueUser.command(NvmOpcode.COMPARE, 0, 2), random(1, 1)),
        Status.DATA_SGL_LENGTH_INVALID);
    refused(deallocate(user, 2, Contents.dsmRanges(1, 0, 1)), Status.DATA_SGL_LENGTH_INVALID);
    refused(user.run(copyTo(8, 2), Contents.copyRanges(0, 1)), Status.DATA_SGL_LENGTH_INVALID);
  }

  @Test
  void whatTheNamespaceDoesNotHaveIsAnInvalidField() throws Exception {
    IoBuffer data = random(1, 1);
    refused(user.run(QueueUser.command(NvmOpcode.WRITE, 0, 1, PRACT), data), Status.INVALID_FIELD);
    refused(user.run(QueueUser.command(NvmOpcode.READ, 0, 1, PRACT), data), Status.INVALID_FIELD);
    refused(none(user, NvmOpcode.WRITE_ZEROES, 0, 1, PRACT), Status.INVALID_FIELD);
    refused(
        user.run(
            sqe -> {
              copyTo(8, 1).accept(sqe);
              sqe.cdw12(sqe.cdw12() | FORMAT_1);
            },
            // Ranges of that format have 40 bytes.
            Contents.copyRanges(0, 1, 2, 1)),
        Status.INVALID_FIELD);
    refused(user.run(QueueUser.fused(NvmOpcode.WRITE, 0, 1, 3), data), Status.INVALID_FIELD);
    refused(
        user.run(sqe -> sqe.opcode(NvmOpcode.WRITE_UNCORRECTABLE), IoBuffer.NONE),
        Status.INVALID_OPCODE);
    refused(user.run(sqe -> sqe.opcode(VENDOR_SPECIFIC), IoBuffer.NONE), Status.INVALID_OPCODE);
  }

  @Test
  void writeZeroesMakesExactlyItsBlocksZero() throws Exception {
    for (int deac : new int[] {0, Sqe.DEAC, Sqe.FUA, Sqe.DEAC | Sqe.FUA}) {
      byte[] expected = Contents.bytes(random(deac, 100));
      write(50, random(deac, 100));
      QueueUser.succeeded(none(user, NvmOpcode.WRITE_ZEROES, 53, 90, deac));
      Arrays.fill(expected, 3 * block, 93 * block, (byte) 0);
      assertBytes(read(50, 100)).isEqualTo(expected);
    }
  }

  @Test
  void writeZeroesReachesItsLargestSize() throws Exception {
    write(9, random(1, 1));
    write(10, random(2, 1));
    write(10 + 65535, random(3, 1));
    write(10 + 65536, random(4, 1));
    QueueUser.succeeded(none(user, NvmOpcode.WRITE_ZEROES, 10, 65536, 0));
    assertBytes(read(9, 1)).isEqualTo(Contents.bytes(random(1, 1)));
    assertBytes(read(10, 1)).isEqualTo(zeroes(1));
    assertBytes(read(10 + 65535, 1)).isEqualTo(zeroes(1));
    assertBytes(read(10 + 65536, 1)).isEqualTo(Contents.bytes(random(4, 1)));
  }

  @Test
  void deallocatedBlocksReadAsZeroesIfPromisedAndTheirNeighboursStay() throws Exception {
    byte[] expected = Contents.bytes(random(7, 64));
    write(0, random(7, 64));
    // Room for 256 ranges, as Linux sends it; one of the ranges is empty.
    IoBuffer ranges = Contents.dsmRanges(256, 1, 3, 40, 0, 9, 32);
    QueueUser.succeeded(deallocate(user, 3, ranges));
    byte[] now = read(0, 64);
    expected = deallocated(expected, now, block, 4 * block);
    assertBytes(now).isEqualTo(deallocated(expected, now, 9 * block, 41 * block));
  }

  @Test
  void deallocateTakesAll256RangesAndTheWholeNamespace() throws Exception {
    long[] ranges = new long[512];
    for (int i = 0; i < 256; i++) {
      ranges[2 * i] = 1000L + 2L * i;
      ranges[2 * i + 1] = 1;
      write(1000 + 2 * i, random(i, 2));
    }
    QueueUser.succeeded(deallocate(user, 256, Contents.dsmRanges(256, ranges)));
    byte[] last = read(1000 + 510, 2);
    assertBytes(last).isEqualTo(deallocated(Contents.bytes(random(255, 2)), last, 0, block));
    byte[] before = read(1000, 512);
    QueueUser.succeeded(
        deallocate(user, 1, Contents.dsmRanges(1, 0, namespace.geometry().blocks())));
    byte[] now = read(1000, 512);
    assertBytes(now).isEqualTo(deallocated(before, now, 0, 512 * block));
  }

  @Test
  void datasetManagementWithoutDeallocateChangesNothing() throws Exception {
    write(0, random(1, 4));
    QueueUser.succeeded(
        user.run(
            sqe -> sqe.opcode(NvmOpcode.DATASET_MANAGEMENT).cdw11(1), Contents.dsmRanges(1, 0, 4)));
    assertBytes(read(0, 4)).isEqualTo(Contents.bytes(random(1, 4)));
  }

  @Test
  void durableWritesAndFlushesSucceedAndAreReadBack() throws Exception {
    IoBuffer data = random(5, 9);
    QueueUser.succeeded(user.run(QueueUser.command(NvmOpcode.WRITE, 3, 9, Sqe.FUA), data));
    QueueUser.succeeded(user.run(sqe -> sqe.opcode(NvmOpcode.FLUSH).nsid(1), IoBuffer.NONE));
    IoBuffer into = IoBuffer.allocate(9 * block);
    QueueUser.succeeded(user.run(QueueUser.command(NvmOpcode.READ, 3, 9, Sqe.FUA), into));
    assertBytes(Contents.bytes(into)).isEqualTo(Contents.bytes(data));
  }

  @Test
  void dataAtOddAddressesIsCarriedToo() throws Exception {
    byte[] bytes = Contents.bytes(random(6, 600));
    ByteBuffer odd = ByteBuffer.allocateDirect(bytes.length + 12).position(12).slice();
    odd.put(0, bytes);
    QueueUser.succeeded(user.write(20, IoBuffer.wrap(odd), 600));
    ByteBuffer into = ByteBuffer.allocateDirect(bytes.length + 4).position(4).slice();
    QueueUser.succeeded(user.read(20, IoBuffer.wrap(into), 600));
    byte[] back = new byte[bytes.length];
    into.get(0, back);
    assertBytes(back).isEqualTo(bytes);
  }

  @Test
  void compareTellsEqualFromDifferent() throws Exception {
    write(11, random(1, 500));
    IoBuffer same = random(1, 500);
    QueueUser.succeeded(user.run(QueueUser.command(NvmOpcode.COMPARE, 11, 500), same));
    same.bytes().put(same.capacity() - 1, (byte) (same.bytes().get(same.capacity() - 1) + 1));
    int status = user.run(QueueUser.command(NvmOpcode.COMPARE, 11, 500), same);
    assertThat(Status.code(status)).isEqualTo(Status.COMPARE_FAILURE);
  }

  @Test
  void verifyReadsItsBlocks() throws Exception {
    write(0, random(1, 8));
    QueueUser.succeeded(none(user, NvmOpcode.VERIFY, 0, 65536, 0));
    assertBytes(read(0, 8)).isEqualTo(Contents.bytes(random(1, 8)));
  }
}
