package io.jacquard.target.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.namespace.Capability;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.wire.Sqe;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A Flush of all namespaces, which goes to one after the other. */
class BroadcastFlushTest {
  private final TestBench bench = new TestBench();
  private final TestNamespace medium = new TestNamespace(64);

  @AfterEach
  void close() {
    bench.close();
  }

  private TestQueue start() {
    bench.add(1, medium);
    bench.start();
    return bench.startIo(1);
  }

  @Test
  void itFlushesEach() {
    TestNamespace other = new TestNamespace(8, Set.of(Capability.COMPARE));
    bench.add(4, other);
    TestQueue io = start();

    assertThat(io.run(sqe -> sqe.opcode(NvmOpcode.FLUSH).nsid(Sqe.NSID_ALL)).status()).isZero();

    assertThat(medium.opcodes()).containsExactly(NvmOpcode.FLUSH);
    assertThat(other.opcodes()).containsExactly(NvmOpcode.FLUSH);
  }

  @Test
  void itEndsWithTheFirstError() {
    TestNamespace other = new TestNamespace(8);
    bench.add(4, other);
    TestQueue io = start();
    medium.failWith(Status.WRITE_FAULT);

    assertThat(io.run(sqe -> sqe.opcode(NvmOpcode.FLUSH).nsid(Sqe.NSID_ALL)).code())
        .isEqualTo(Status.WRITE_FAULT);

    assertThat(other.opcodes()).isEmpty();
  }

  @Test
  void itUsesNoneAfterItsQueueIsGone() {
    TestNamespace other = new TestNamespace(8);
    bench.add(4, other);
    TestQueue io = start();
    medium.stall();
    io.send(sqe -> sqe.opcode(NvmOpcode.FLUSH).nsid(Sqe.NSID_ALL));
    bench.settle();
    assertThat(medium.stalledCommands()).isEqualTo(1);

    io.close();
    medium.resume();
    bench.settle();

    assertThat(medium.openQueues()).isZero();
    assertThat(other.openQueues()).isZero();
    bench.remove(4);
    assertThat(other.isClosed()).isTrue();
  }

  @Test
  void itDoesNotTakeUpOneThatIsGoing() {
    TestNamespace other = new TestNamespace(8);
    bench.add(4, other);
    TestQueue io = start();
    TestQueue second = bench.startIo(2);
    medium.stall();
    other.stall();
    TestQueue.Pending flush = io.send(sqe -> sqe.opcode(NvmOpcode.FLUSH).nsid(Sqe.NSID_ALL));
    second.send(sqe -> sqe.opcode(NvmOpcode.FLUSH).nsid(4));
    bench.settle();
    bench.remove(4);
    assertThat(other.isClosed()).as("a command is in it").isFalse();

    medium.resume();
    bench.settle();
    other.resume();
    bench.settle();

    assertThat(flush.answer().status()).isZero();
    assertThat(other.openQueues()).isZero();
    assertThat(other.isClosed()).isTrue();
  }

  @Test
  void withoutNamespacesThereIsNothingToFlush() {
    bench.start();
    TestQueue io = bench.startIo(1);

    assertThat(io.run(sqe -> sqe.opcode(NvmOpcode.FLUSH).nsid(Sqe.NSID_ALL)).status()).isZero();
  }
}
