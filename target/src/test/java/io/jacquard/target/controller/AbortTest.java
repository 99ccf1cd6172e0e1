package io.jacquard.target.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.nvme.command.AdminOpcode;
import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.wire.Sqe;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Abort of parked event requests, of stalled I/O and of what is not there. */
class AbortTest {
  private static final int NOT_ABORTED = 1;

  private final TestBench bench = new TestBench();
  private final TestNamespace medium = new TestNamespace(64);

  @AfterEach
  void close() {
    bench.close();
  }

  private static Answer abort(TestQueue admin, int queueId, int commandId) {
    return admin.run(sqe -> sqe.opcode(AdminOpcode.ABORT).cdw10(queueId | commandId << 16));
  }

  @Test
  void aParkedEventRequestIsAborted() {
    TestQueue admin = bench.start();
    TestQueue.Pending request = admin.requestEvent();

    Answer answer = abort(admin, 0, request.commandId());

    assertThat(answer.status()).isZero();
    assertThat(answer.dw0()).isZero();
    assertThat(request.answer().code()).isEqualTo(Status.ABORT_REQUESTED);
  }

  @Test
  void aStalledCommandIsAborted() {
    bench.add(1, medium);
    TestQueue admin = bench.start();
    TestQueue io = bench.startIo(1);
    medium.stall();
    TestQueue.Pending stuck = io.send(sqe -> sqe.opcode(NvmOpcode.FLUSH).nsid(1));
    bench.settle();

    Answer answer = abort(admin, 1, stuck.commandId());

    assertThat(answer.dw0()).isZero();
    assertThat(stuck.answer().code()).isEqualTo(Status.ABORT_REQUESTED);
    assertThat(medium.stalledCommands()).isZero();
  }

  @Test
  void halfOfAFusedPairThatWaitsIsAborted() {
    bench.add(1, medium);
    TestQueue admin = bench.start();
    TestQueue io = bench.startIo(1);
    TestQueue.Pending half =
        io.send(
            sqe ->
                sqe.opcode(NvmOpcode.COMPARE).flags(Sqe.FUSE_FIRST, Sqe.PSDT_SGL).nsid(1).blocks(1),
            new byte[TestNamespace.BLOCK],
            0);
    bench.settle();
    assertThat(half.isDone()).isFalse();

    assertThat(abort(admin, 1, half.commandId()).dw0()).isZero();

    assertThat(half.answer().code()).isEqualTo(Status.ABORT_REQUESTED);
  }

  @Test
  void aCommandThatIsNotThereIsNotAborted() {
    TestQueue admin = bench.start();
    bench.startIo(1);

    assertThat(abort(admin, 0, 0x7777).dw0()).isEqualTo(NOT_ABORTED);
    assertThat(abort(admin, 1, 0x7777).dw0()).isEqualTo(NOT_ABORTED);
  }

  @Test
  void aQueueThatIsNotThereIsAnError() {
    TestQueue admin = bench.start();

    for (int queueId : new int[] {1, 5, 0xFFFF}) {
      assertThat(abort(admin, queueId, 0).code()).isEqualTo(Status.INVALID_FIELD);
    }
  }

  @Test
  void moreAbortsThanTheLimitAreRefused() {
    TestQueue admin = bench.start();
    bench.startIo(1);
    List<TestQueue.Pending> aborts = new ArrayList<>();
    for (int i = 0; i <= AbortCommands.LIMIT; i++) {
      aborts.add(admin.send(sqe -> sqe.opcode(AdminOpcode.ABORT).cdw10(1)));
    }
    bench.settle();

    assertThat(aborts.getLast().answer().code()).isEqualTo(Status.ABORT_COMMAND_LIMIT_EXCEEDED);
    assertThat(aborts.getFirst().answer().status()).isZero();
  }
}
