package io.jacquard.target.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jacquard.nvme.command.AdminOpcode;
import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.transport.CloseReason;
import io.jacquard.nvme.wire.Sqe;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Commands whose data comes in another order than their capsules, or not at all. */
class DataOrderTest {
  private static final int ENTRIES = 16;

  private final TestBench bench = new TestBench();
  private final TestNamespace medium = new TestNamespace(64);
  private IoController controller;
  private IoQueue queue;

  @BeforeEach
  void start() throws ConnectRefusedException {
    bench.add(1, medium);
    controller = bench.controller();
    queue = new IoQueue(bench.hostQueue(), controller, 1, ENTRIES);
    controller.admit(queue);
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private SlotCommand arrive(int index, int fuse, int opcode) {
    return new SlotCommand(index)
        .arrive(
            queue,
            TestNamespace.BLOCK,
            sqe -> sqe.opcode(opcode).flags(fuse, Sqe.PSDT_SGL).nsid(1).slba(2).blocks(1));
  }

  private SlotCommand compare(int index) {
    return arrive(index, Sqe.FUSE_FIRST, NvmOpcode.COMPARE);
  }

  private SlotCommand write(int index) {
    return arrive(index, Sqe.FUSE_SECOND, NvmOpcode.WRITE);
  }

  private SlotCommand other(int index) {
    return arrive(index, Sqe.FUSE_NONE, NvmOpcode.WRITE);
  }

  @Test
  void aPairIsBoundThoughItsDataComesBackwardsAndBetweenThatOfOthers() {
    SlotCommand first = compare(0);
    SlotCommand second = write(1);
    SlotCommand third = other(2);

    second.fetched(queue);
    third.fetched(queue);
    assertThat(third.status()).isZero();
    assertThat(second.isDone()).isFalse();
    first.fetched(queue);

    assertThat(first.status()).isZero();
    assertThat(second.status()).isZero();
    assertThat(medium.opcodes())
        .containsExactly(NvmOpcode.WRITE, NvmOpcode.COMPARE, NvmOpcode.WRITE);
  }

  private SlotCommand refuse(int index, int fuse, int opcode) {
    return new SlotCommand(index)
        .refuse(
            queue,
            Status.withDnr(Status.SGL_DESCRIPTOR_TYPE_INVALID),
            sqe -> sqe.opcode(opcode).flags(fuse, Sqe.PSDT_SGL).nsid(1).slba(2).blocks(1));
  }

  @Test
  void aCapsuleThatTheTransportRefusesComesBetweenTheHalvesOfAPair() {
    SlotCommand first = compare(0);
    refuse(1, Sqe.FUSE_NONE, NvmOpcode.WRITE);
    SlotCommand second = write(2);
    first.fetched(queue);

    assertThat(Status.code(first.status())).isEqualTo(Status.ABORTED_MISSING_FUSED);
    assertThat(Status.code(second.status())).isEqualTo(Status.ABORTED_MISSING_FUSED);
    assertThat(medium.opcodes()).isEmpty();
  }

  @Test
  void aSecondHalfThatTheTransportRefusesTakesTheFirstWithIt() {
    SlotCommand first = compare(0);
    refuse(1, Sqe.FUSE_SECOND, NvmOpcode.WRITE);
    first.fetched(queue);

    assertThat(Status.code(first.status())).isEqualTo(Status.ABORTED_MISSING_FUSED);
    assertThat(medium.opcodes()).isEmpty();
  }

  @Test
  void aNamespaceThatCannotBeOpenedIsNotKeptFromClosing() {
    medium.openNothing();
    SlotCommand command = other(0);
    assertThatThrownBy(() -> command.fetched(queue)).hasMessage("a bug on purpose");

    bench.remove(1);

    assertThat(medium.isClosed()).isTrue();
  }

  @Test
  void aLoneFirstHalfWithoutItsDataYetEndsWhenTheDataHasCome() {
    SlotCommand first = compare(0);
    other(1).fetched(queue);
    assertThat(first.isDone()).isFalse();

    first.fetched(queue);

    assertThat(first.status()).isEqualTo(Status.ABORTED_MISSING_FUSED);
    assertThat(medium.opcodes()).containsExactly(NvmOpcode.WRITE);
  }

  @Test
  void aSecondHalfWhoseFirstLosesItsDataFails() {
    SlotCommand first = compare(0);
    SlotCommand second = write(1);
    second.fetched(queue);

    first.lose(queue, Status.TRANSIENT_TRANSPORT_ERROR);

    assertThat(second.status()).isEqualTo(Status.ABORTED_FAILED_FUSED);
    assertThat(medium.opcodes()).isEmpty();
  }

  @Test
  void aFirstHalfWhoseSecondLosesItsDataIsNotExecuted() {
    SlotCommand first = compare(0);
    SlotCommand second = write(1);

    second.lose(queue, Status.TRANSIENT_TRANSPORT_ERROR);
    first.fetched(queue);

    assertThat(first.status()).isEqualTo(Status.ABORTED_MISSING_FUSED);
    assertThat(medium.opcodes()).isEmpty();
  }

  @Test
  void aCommandAbortedBeforeItsDataCameIsNotExecuted() {
    SlotCommand command = other(3);

    assertThat(queue.abort(3)).isTrue();
    assertThat(command.isDone()).isFalse();
    command.fetched(queue);

    assertThat(command.status()).isEqualTo(Status.ABORT_REQUESTED);
    assertThat(medium.opcodes()).isEmpty();
  }

  @Test
  void anAbortedHalfTakesTheOtherWithIt() {
    SlotCommand first = compare(0);
    SlotCommand second = write(1);
    second.fetched(queue);

    assertThat(queue.abort(0)).isTrue();
    assertThat(second.status()).isEqualTo(Status.ABORTED_FAILED_FUSED);
    first.fetched(queue);

    assertThat(first.status()).isEqualTo(Status.ABORT_REQUESTED);
  }

  @Test
  void aSlotThatIsUsedAgainRemembersNothing() {
    SlotCommand slot = compare(0);
    other(1).fetched(queue);
    slot.fetched(queue);

    slot.arrive(
        queue,
        TestNamespace.BLOCK,
        sqe -> sqe.opcode(NvmOpcode.WRITE).flags(0, Sqe.PSDT_SGL).nsid(1).slba(2).blocks(1));
    slot.fetched(queue);

    assertThat(slot.status()).isZero();
    assertThat(slot.completions()).isEqualTo(2);
  }

  @Test
  void everyCommandCompletesOnceWhenTheQueueCloses() {
    medium.stall();
    SlotCommand executing = other(0);
    executing.fetched(queue);
    SlotCommand waiting = compare(1);
    waiting.fetched(queue);
    SlotCommand fetching = write(2);

    queue.closed(CloseReason.of(CloseReason.Kind.CONNECTION_LOST, "test"));
    fetching.lose(queue, Status.ABORTED_SQ_DELETION);

    assertThat(executing.completions()).isEqualTo(1);
    assertThat(waiting.completions()).isEqualTo(1);
    assertThat(fetching.completions()).isEqualTo(1);
    assertThat(medium.openQueues()).isZero();
  }

  @Test
  void aNamespaceRemovedWhileDataComesIsNotUsed() {
    SlotCommand command = other(0);
    queue.batchEnd();
    bench.remove(1);

    command.fetched(queue);

    assertThat(command.status()).isEqualTo(Status.withDnr(Status.INVALID_NAMESPACE_OR_FORMAT));
    assertThat(medium.isClosed()).isTrue();
  }

  @Test
  void commandsThatComeAfterTheEndAreNeitherExecutedNorAnswered() {
    controller.endHere(CloseReason.of(CloseReason.Kind.KEEP_ALIVE_EXPIRED, "test"));

    SlotCommand late = other(0);
    late.fetched(queue);
    assertThat(late.isDone()).isFalse();
    queue.closed(CloseReason.of(CloseReason.Kind.ASSOCIATION_ENDED, "test"));

    assertThat(late.completions()).isEqualTo(1);
    assertThat(late.status()).isEqualTo(Status.ABORTED_SQ_DELETION);
    assertThat(medium.opcodes()).isEmpty();
  }

  @Test
  void adminCommandsThatComeAfterTheEndAreSentBack() {
    controller.endHere(CloseReason.of(CloseReason.Kind.KEEP_ALIVE_EXPIRED, "test"));

    SlotCommand late =
        new SlotCommand(0)
            .arrive(
                controller.adminQueue(),
                0,
                sqe -> sqe.opcode(AdminOpcode.ASYNCHRONOUS_EVENT_REQUEST));

    assertThat(late.status()).isEqualTo(Status.ABORTED_SQ_DELETION);
  }
}
