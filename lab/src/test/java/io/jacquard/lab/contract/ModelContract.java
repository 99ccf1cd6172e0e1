package io.jacquard.lab.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.wire.Sqe;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random commands against the namespace and against a plain array, which must stay the same. */
abstract class ModelContract extends ConcurrencyContract {
  private static final int BLOCKS = 700;

  /** Less than the limit of Copy and of fused pairs with blocks of 4096. */
  private static final int LARGE = 250;

  private static final int COMMANDS = 1500;

  @ParameterizedTest
  @ValueSource(longs = {1, 20261120})
  void behavesAsAnArrayOfBlocks(long seed) throws Exception {
    Random random = new Random(seed);
    long origin = firstBlockAt(2 * GIB) - BLOCKS / 2;
    byte[] model = new byte[BLOCKS * block];
    try (QueueUser other = new QueueUser(namespace, 4)) {
      for (int i = 0; i < rounds(COMMANDS); i++) {
        step(random, random.nextBoolean() ? user : other, origin, model);
      }
    }
    assertBytes(read(origin, BLOCKS)).isEqualTo(model);
  }

  private void step(Random random, QueueUser on, long origin, byte[] model) throws Exception {
    int count = 1 + random.nextInt(random.nextInt(8) == 0 ? LARGE : 12);
    int at = random.nextInt(BLOCKS - count + 1);
    long slba = origin + at;
    int from = at * block;
    int to = from + count * block;
    switch (random.nextInt(8)) {
      case 0, 1 -> {
        IoBuffer data = random(random.nextLong(), count);
        int fua = random.nextInt(10) == 0 ? Sqe.FUA : 0;
        QueueUser.succeeded(on.run(QueueUser.command(NvmOpcode.WRITE, slba, count, fua), data));
        System.arraycopy(Contents.bytes(data), 0, model, from, to - from);
      }
      case 2 -> {
        int deac = random.nextBoolean() ? Sqe.DEAC : 0;
        QueueUser.succeeded(none(on, NvmOpcode.WRITE_ZEROES, slba, count, deac));
        Arrays.fill(model, from, to, (byte) 0);
      }
      case 3 -> {
        QueueUser.succeeded(deallocate(on, 1, Contents.dsmRanges(1, slba, count)));
        byte[] now = new byte[model.length];
        System.arraycopy(read(slba, count), 0, now, from, to - from);
        System.arraycopy(deallocated(model, now, from, to), 0, model, 0, model.length);
        assertBytes(read(slba, count)).isEqualTo(Arrays.copyOfRange(model, from, to));
      }
      case 4 -> compare(random, on, slba, Arrays.copyOfRange(model, from, to));
      case 5 -> copy(random, on, origin, at, count, model);
      case 6 -> fuse(random, on, slba, from, to, model);
      default -> {
        IoBuffer back = IoBuffer.allocate(count * block);
        QueueUser.succeeded(on.read(slba, back, count));
        assertBytes(Contents.bytes(back)).isEqualTo(Arrays.copyOfRange(model, from, to));
      }
    }
  }

  private void compare(Random random, QueueUser on, long slba, byte[] expected) throws Exception {
    boolean spoil = random.nextBoolean();
    if (spoil) {
      expected[random.nextInt(expected.length)]++;
    }
    int status =
        on.run(
            QueueUser.command(NvmOpcode.COMPARE, slba, expected.length / block),
            Contents.of(expected));
    assertThat(Status.code(status)).isEqualTo(spoil ? Status.COMPARE_FAILURE : Status.SUCCESS);
  }

  private void copy(Random random, QueueUser on, long origin, int at, int count, byte[] model)
      throws Exception {
    int to = random.nextInt(BLOCKS - count + 1);
    int status = on.run(copyTo(origin + to, 1), Contents.copyRanges(origin + at, count));
    boolean overlap = at < to + count && to < at + count;
    assertThat(Status.code(status))
        .isEqualTo(overlap ? Status.OVERLAPPING_IO_RANGE : Status.SUCCESS);
    if (!overlap) {
      System.arraycopy(model, at * block, model, to * block, count * block);
    }
  }

  private void fuse(Random random, QueueUser on, long slba, int from, int to, byte[] model)
      throws Exception {
    byte[] expected = Arrays.copyOfRange(model, from, to);
    boolean spoil = random.nextBoolean();
    if (spoil) {
      expected[random.nextInt(expected.length)]++;
    }
    IoBuffer data = Contents.random(random.nextLong(), to - from);
    int count = (to - from) / block;
    var pair =
        on.submitPair(
            QueueUser.fused(NvmOpcode.COMPARE, slba, count, Sqe.FUSE_FIRST),
            Contents.of(expected),
            QueueUser.fused(NvmOpcode.WRITE, slba, count, Sqe.FUSE_SECOND),
            data);
    assertThat(Status.code(pair.get(0).status()))
        .isEqualTo(spoil ? Status.COMPARE_FAILURE : Status.SUCCESS);
    assertThat(Status.code(pair.get(1).status()))
        .isEqualTo(spoil ? Status.ABORTED_FAILED_FUSED : Status.SUCCESS);
    if (!spoil) {
      System.arraycopy(Contents.bytes(data), 0, model, from, to - from);
    }
  }
}
