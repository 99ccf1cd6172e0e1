package io.jacquard.lab.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.namespace.Capability;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.wire.Sqe;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;

/**
 * Random commands against a namespace and against a plain array, which must stay the same. Of a
 * device only those commands take part that it has; all others have all.
 */
final class ArrayModel {
  /** Less than the limit of Copy and of fused pairs with blocks of 4096. */
  private static final int LARGE = 250;

  private static final int BLOCKS = 700;

  private final NamespaceContract on;
  private final Random random;
  private final int block;
  private final int most;
  private final long origin;
  private final byte[] model;

  /** Around the boundary of 2 GiB, where all blocks are zero now. */
  ArrayModel(NamespaceContract on, long seed) {
    this.on = on;
    this.random = new Random(seed);
    this.block = on.block;
    this.most = Math.min(LARGE, on.namespace.largestTransfer() / block);
    this.origin = on.firstBlockAt(2 * NamespaceContract.GIB) - BLOCKS / 2;
    this.model = new byte[BLOCKS * block];
  }

  private boolean has(Capability capability) {
    Set<Capability> all = on.namespace.capabilities();
    return all.contains(capability) || !all.contains(Capability.PASSTHROUGH);
  }

  /** Makes all blocks zero, of a device that is not new. */
  ArrayModel clear() throws Exception {
    for (int at = 0; at < BLOCKS; at += most) {
      on.write(origin + at, Contents.filled(0, Math.min(most, BLOCKS - at) * block));
    }
    return this;
  }

  /** Runs so many commands, each on one of two queues, then compares all. */
  void run(int commands, QueueUser one, QueueUser other) throws Exception {
    for (int i = 0; i < commands; i++) {
      step(random.nextBoolean() ? one : other);
    }
    for (int at = 0; at < BLOCKS; at += most) {
      int count = Math.min(most, BLOCKS - at);
      NamespaceContract.assertBytes(on.read(origin + at, count))
          .isEqualTo(Arrays.copyOfRange(model, at * block, (at + count) * block));
    }
  }

  private void step(QueueUser by) throws Exception {
    int count = 1 + random.nextInt(random.nextInt(8) == 0 ? most : 12);
    int at = random.nextInt(BLOCKS - count + 1);
    long slba = origin + at;
    int from = at * block;
    int to = from + count * block;
    switch (random.nextInt(8)) {
      case 0, 1 -> {
        IoBuffer data = on.random(random.nextLong(), count);
        int fua = random.nextInt(10) == 0 ? Sqe.FUA : 0;
        QueueUser.succeeded(by.run(QueueUser.command(NvmOpcode.WRITE, slba, count, fua), data));
        System.arraycopy(Contents.bytes(data), 0, model, from, to - from);
      }
      case 2 -> {
        int deac = random.nextBoolean() ? Sqe.DEAC : 0;
        QueueUser.succeeded(NamespaceContract.none(by, NvmOpcode.WRITE_ZEROES, slba, count, deac));
        Arrays.fill(model, from, to, (byte) 0);
      }
      case 3 -> {
        QueueUser.succeeded(
            NamespaceContract.deallocate(by, 1, Contents.dsmRanges(1, slba, count)));
        byte[] now = new byte[model.length];
        System.arraycopy(on.read(slba, count), 0, now, from, to - from);
        System.arraycopy(on.deallocated(model, now, from, to), 0, model, 0, model.length);
        NamespaceContract.assertBytes(on.read(slba, count))
            .isEqualTo(Arrays.copyOfRange(model, from, to));
      }
      case 4 -> compare(by, slba, Arrays.copyOfRange(model, from, to));
      case 5 -> copy(by, at, count);
      case 6 -> fuse(by, slba, from, to);
      default -> {
        IoBuffer back = IoBuffer.allocate(count * block);
        QueueUser.succeeded(by.read(slba, back, count));
        NamespaceContract.assertBytes(Contents.bytes(back))
            .isEqualTo(Arrays.copyOfRange(model, from, to));
      }
    }
  }

  private void compare(QueueUser by, long slba, byte[] expected) throws Exception {
    boolean spoil = random.nextBoolean();
    if (spoil) {
      expected[random.nextInt(expected.length)]++;
    }
    int status =
        by.run(
            QueueUser.command(NvmOpcode.COMPARE, slba, expected.length / block),
            Contents.of(expected));
    assertThat(Status.code(status)).isEqualTo(spoil ? Status.COMPARE_FAILURE : Status.SUCCESS);
  }

  private void copy(QueueUser by, int at, int count) throws Exception {
    int to = random.nextInt(BLOCKS - count + 1);
    boolean overlap = at < to + count && to < at + count;
    boolean ours = !has(Capability.PASSTHROUGH);
    if (!has(Capability.COPY) || (overlap && !ours)) {
      return; // what a device does with overlapping ranges is its own
    }
    int status =
        by.run(NamespaceContract.copyTo(origin + to, 1), Contents.copyRanges(origin + at, count));
    assertThat(Status.code(status))
        .isEqualTo(overlap ? Status.OVERLAPPING_IO_RANGE : Status.SUCCESS);
    if (!overlap) {
      System.arraycopy(model, at * block, model, to * block, count * block);
    }
  }

  private void fuse(QueueUser by, long slba, int from, int to) throws Exception {
    if (!has(Capability.COMPARE_AND_WRITE)) {
      return;
    }
    byte[] expected = Arrays.copyOfRange(model, from, to);
    boolean spoil = random.nextBoolean();
    if (spoil) {
      expected[random.nextInt(expected.length)]++;
    }
    IoBuffer data = Contents.random(random.nextLong(), to - from);
    int count = (to - from) / block;
    var pair =
        by.submitPair(
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
