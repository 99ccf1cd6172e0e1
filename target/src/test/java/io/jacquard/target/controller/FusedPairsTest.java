package io.jacquard.target.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.namespace.Capability;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.wire.Sqe;
import java.util.Arrays;
import java.util.EnumSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Fused Compare and Write: bound on arrival, started together, never alone. */
class FusedPairsTest {
  private final TestBench bench = new TestBench();
  private final TestNamespace medium = new TestNamespace(64);
  private TestQueue io;

  @BeforeEach
  void start() {
    bench.add(1, medium);
    bench.start();
    io = bench.startIo(1);
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private static byte[] block(int value) {
    byte[] data = new byte[TestNamespace.BLOCK];
    Arrays.fill(data, (byte) value);
    return data;
  }

  private TestQueue.Pending half(int fuse, int opcode, int slba, int value) {
    return io.send(
        sqe -> sqe.opcode(opcode).flags(fuse, Sqe.PSDT_SGL).nsid(1).slba(slba).blocks(1),
        block(value),
        0);
  }

  private TestQueue.Pending compare(int slba, int value) {
    return half(Sqe.FUSE_FIRST, NvmOpcode.COMPARE, slba, value);
  }

  private TestQueue.Pending write(int slba, int value) {
    return half(Sqe.FUSE_SECOND, NvmOpcode.WRITE, slba, value);
  }

  private byte[] read(int slba) {
    return io.run(
            sqe -> sqe.opcode(NvmOpcode.READ).nsid(1).slba(slba).blocks(1),
            new byte[0],
            TestNamespace.BLOCK)
        .data()
        .array();
  }

  @Test
  void aPairWhoseCompareHoldsWrites() {
    TestQueue.Pending first = compare(2, 0);
    TestQueue.Pending second = write(2, 5);
    bench.settle();

    assertThat(first.answer().status()).isZero();
    assertThat(second.answer().status()).isZero();
    assertThat(read(2)).isEqualTo(block(5));
  }

  @Test
  void aPairWhoseCompareFailsWritesNothing() {
    TestQueue.Pending first = compare(2, 1);
    TestQueue.Pending second = write(2, 5);
    bench.settle();

    assertThat(first.answer().code()).isEqualTo(Status.COMPARE_FAILURE);
    assertThat(second.answer().code()).isEqualTo(Status.ABORTED_FAILED_FUSED);
    assertThat(read(2)).isEqualTo(block(0));
  }

  @Test
  void aFirstHalfAloneWaitsAndIsAbortedByTheNextCommand() {
    TestQueue.Pending first = compare(2, 0);
    bench.settle();
    assertThat(first.isDone()).isFalse();

    assertThat(read(2)).isEqualTo(block(0));

    assertThat(first.answer().code()).isEqualTo(Status.ABORTED_MISSING_FUSED);
  }

  @Test
  void aSecondHalfAloneIsAborted() {
    TestQueue.Pending second = write(2, 5);
    bench.settle();

    assertThat(second.answer().code()).isEqualTo(Status.ABORTED_MISSING_FUSED);
    assertThat(read(2)).isEqualTo(block(0));
  }

  @Test
  void twoFirstHalvesLeaveTheSecondOneToItsPartner() {
    TestQueue.Pending lone = compare(2, 0);
    TestQueue.Pending first = compare(3, 0);
    TestQueue.Pending second = write(3, 5);
    bench.settle();

    assertThat(lone.answer().code()).isEqualTo(Status.ABORTED_MISSING_FUSED);
    assertThat(first.answer().status()).isZero();
    assertThat(second.answer().status()).isZero();
  }

  @Test
  void halvesForDifferentBlocksAreBothInvalid() {
    TestQueue.Pending first = compare(2, 0);
    TestQueue.Pending second = write(3, 5);
    bench.settle();

    assertThat(first.answer().code()).isEqualTo(Status.INVALID_FIELD);
    assertThat(second.answer().code()).isEqualTo(Status.INVALID_FIELD);
    assertThat(read(3)).isEqualTo(block(0));
  }

  @Test
  void anInvalidSecondHalfTakesTheFirstWithIt() {
    TestQueue.Pending first = compare(2, 0);
    TestQueue.Pending second =
        io.send(
            sqe ->
                sqe.opcode(NvmOpcode.WRITE)
                    .flags(Sqe.FUSE_SECOND, Sqe.PSDT_SGL)
                    .nsid(9)
                    .slba(2)
                    .blocks(1),
            block(5),
            0);
    bench.settle();

    assertThat(first.answer().code()).isEqualTo(Status.ABORTED_MISSING_FUSED);
    assertThat(second.answer().code()).isEqualTo(Status.INVALID_NAMESPACE_OR_FORMAT);
  }

  @Test
  void otherPairsOfCommandsCannotBeFused() {
    TestQueue.Pending read =
        io.send(
            sqe -> sqe.opcode(NvmOpcode.READ).flags(Sqe.FUSE_FIRST, Sqe.PSDT_SGL).nsid(1).blocks(1),
            new byte[0],
            TestNamespace.BLOCK);
    TestQueue.Pending reserved = half(3, NvmOpcode.COMPARE, 0, 0);
    bench.settle();

    assertThat(read.answer().code()).isEqualTo(Status.INVALID_FIELD);
    assertThat(reserved.answer().code()).isEqualTo(Status.INVALID_FIELD);
  }

  @Test
  void aNamespaceThatCannotDoPairsRefusesThem() {
    EnumSet<Capability> some = EnumSet.allOf(Capability.class);
    some.remove(Capability.COMPARE_AND_WRITE);
    TestNamespace other = new TestNamespace(8, some);
    bench.add(2, other);

    TestQueue.Pending first =
        io.send(
            sqe ->
                sqe.opcode(NvmOpcode.COMPARE).flags(Sqe.FUSE_FIRST, Sqe.PSDT_SGL).nsid(2).blocks(1),
            block(0),
            0);
    bench.settle();

    assertThat(first.answer().code()).isEqualTo(Status.INVALID_FIELD);
  }

  @Test
  void aWaitingHalfEndsWithItsQueue() {
    compare(2, 0);
    bench.settle();

    io.close();

    assertThat(medium.openQueues()).isZero();
  }
}
