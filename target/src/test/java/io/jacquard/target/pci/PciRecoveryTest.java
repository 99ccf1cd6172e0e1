package io.jacquard.target.pci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jacquard.nvme.command.AsyncEvent;
import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.identify.NamespaceDescriptors;
import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.namespace.CommandQueue;
import io.jacquard.nvme.property.ControllerCapabilities;
import io.jacquard.nvme.status.Status;
import io.jacquard.target.pci.FakeBench.TestCommand;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the driver does when its controller fails, hangs, lies or goes away. */
class PciRecoveryTest {
  private static final long SECOND = 1_000_000_000;
  private static final int LOST = Status.withDnr(Status.NAMESPACE_NOT_READY);

  private final FakeBench bench = new FakeBench();

  @AfterEach
  void nothingWasTouchedThatIsNotTheDevices() {
    assertThat(bench.device.memory.faults()).isEmpty();
  }

  private List<TestCommand> reads(CommandQueue queue, int count) {
    List<TestCommand> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(
          bench.submit(
              queue, i, FakeBench.io(NvmOpcode.READ, i, 1), IoBuffer.allocate(FakeMedium.BLOCK)));
    }
    return all;
  }

  private CommandQueue started(String options) throws IOException {
    bench.start(options);
    return bench.queue(128);
  }

  private void works(CommandQueue queue) {
    List<TestCommand> some = reads(queue, 100);
    bench.loop.runReady();
    assertThat(some).allMatch(command -> command.status == 0);
  }

  @Test
  void aFatalStatusIsMendedByAResetAndHostsSendAgain() throws IOException {
    CommandQueue queue = started("");
    bench.device.holds = true;
    List<TestCommand> all = reads(queue, 100);
    bench.device.fail();
    bench.device.holds = false;
    bench.loop.advance(SECOND);
    assertThat(all.subList(0, 63))
        .allMatch(command -> command.status == Status.COMMAND_INTERRUPTED);
    assertThat(all.subList(63, 100)).as("those in line").allMatch(command -> command.status == 0);
    works(queue);
    assertThat(bench.device.admin.eventRequests()).isEqualTo(3);
    queue.close();
    bench.loop.runReady();
    assertThat(bench.close()).isTrue();
    assertThat(bench.device.memory.mappings()).isZero();
  }

  @Test
  void whatWaitsDuringAResetIsNotCarriedOutOnANamespaceOfAnotherShape() throws IOException {
    CommandQueue queue = started("");
    bench.device.holds = true;
    List<TestCommand> all = reads(queue, 100);
    bench.device.fail();
    bench.device.holds = false;
    bench.device.admin.lbads = 12;
    bench.loop.advance(SECOND);
    assertThat(all.subList(63, 100)).as("those in line").allMatch(c -> c.status == LOST);
  }

  @Test
  void aNamespaceThatIsDescribedWronglyAfterAResetIsRefusedUntilItIsDescribedRightly()
      throws IOException {
    bench.device.css = ControllerCapabilities.CSS_IOCSS | ControllerCapabilities.CSS_NVM;
    CommandQueue queue = started("");
    bench.device.holds = true;
    List<TestCommand> all = reads(queue, 100);
    bench.device.fail();
    bench.device.holds = false;
    bench.device.admin.descriptors = new byte[] {NamespaceDescriptors.NIDT_UUID, 5};
    bench.loop.advance(5 * SECOND);
    assertThat(all.subList(0, 63)).allMatch(c -> c.status == Status.COMMAND_INTERRUPTED);
    assertThat(all.subList(63, 100)).as("those in line").allMatch(c -> c.status == LOST);
    bench.device.admin.descriptors = new byte[0];
    bench.device.admin.tell(AsyncEvent.NAMESPACE_ATTRIBUTE_CHANGED);
    bench.loop.advance(SECOND);
    works(queue);
  }

  @Test
  void aResetGoesOnThoughSomebodyCannotTakeTheNewsOfIt() throws IOException {
    bench.start("");
    PciNamespace namespace = bench.namespace(1);
    CommandQueue queue = namespace.open(bench.loop, 128);
    bench.loop.runReady();
    List<Long> heard = new ArrayList<>();
    namespace.onChange(
        () -> {
          heard.add(namespace.geometry().blocks());
          throw new IllegalStateException("not now");
        });
    bench.device.fail();
    bench.device.admin.blocks = 1 << 12;
    bench.loop.advance(5 * SECOND);
    assertThat(heard).containsExactly(1L << 12);
    works(queue);
  }

  @Test
  void aCommandThatTakesTooLongIsAborted() throws IOException {
    CommandQueue queue = started("?timeout=8s");
    bench.device.holds = true;
    TestCommand slow = reads(queue, 1).getFirst();
    bench.loop.advance(7 * SECOND);
    assertThat(slow.done()).isFalse();
    bench.loop.advance(4 * SECOND);
    assertThat(slow.status).isEqualTo(Status.ABORT_REQUESTED);
    bench.device.release(false);
    works(queue);
  }

  @Test
  void commandsThatTakeTooLongAreAbortedOneAfterTheOtherAsTheControllerTakesAborts()
      throws IOException {
    CommandQueue queue = started("?timeout=8s");
    bench.device.holds = true;
    List<TestCommand> slow = reads(queue, 6); // and one Abort at a time
    bench.loop.advance(15 * SECOND);
    assertThat(slow).allMatch(command -> command.status == Status.ABORT_REQUESTED);
    bench.device.release(false);
    works(queue);
  }

  @Test
  void aCommandWhoseAbortCameTooEarlyIsStillGivenItsTime() throws IOException {
    CommandQueue queue = started("?timeout=8s");
    bench.device.holds = true;
    bench.device.admin.refusesAborts = true;
    TestCommand slow = reads(queue, 1).getFirst();
    queue.abort(slow);
    bench.loop.advance(12 * SECOND);
    assertThat(slow.done()).as("not reset at its first time-out").isFalse();
    bench.device.admin.refusesAborts = false;
    queue.abort(slow);
    bench.loop.runReady();
    assertThat(slow.status).isEqualTo(Status.ABORT_REQUESTED);
  }

  @Test
  void timePassesNoFasterWhenCommandsStartWhileItIsCounted() throws IOException {
    CommandQueue queue = started("?timeout=8s");
    bench.device.holds = true;
    TestCommand slow = reads(queue, 1).getFirst();
    bench.device.holds = false;
    for (int second = 1; second < 7; second++) {
      // More than there are slots: the rest starts when the clock finds that these have ended.
      bench.loop.schedule(() -> reads(queue, 100), second * SECOND);
    }
    bench.loop.advance(7 * SECOND);
    assertThat(slow.done()).isFalse();
    bench.device.release(false);
    works(queue);
  }

  @Test
  void aControllerThatDoesNotAbortIsReset() throws IOException {
    CommandQueue queue = started("?timeout=8s");
    bench.device.holds = true;
    bench.device.admin.refusesAborts = true;
    TestCommand slow = reads(queue, 1).getFirst();
    bench.loop.advance(12 * SECOND);
    assertThat(slow.done()).isFalse();
    bench.loop.advance(9 * SECOND);
    assertThat(slow.status).isEqualTo(Status.COMMAND_INTERRUPTED);
    bench.device.holds = false;
    works(queue);
  }

  @Test
  void aControllerThatDoesNotGoOffIsResetByItsFunction() throws IOException {
    CommandQueue queue = started("");
    bench.device.holds = true;
    List<TestCommand> all = reads(queue, 3);
    bench.device.ignoresDisable = true;
    bench.device.fail();
    bench.loop.advance(SECOND);
    assertThat(bench.device.configurations).isNotEmpty();
    assertThat(all).allMatch(command -> command.status == Status.COMMAND_INTERRUPTED);
    bench.device.holds = false;
    works(queue);
  }

  @Test
  void aControllerThatIsGoneIsGivenUp() throws IOException {
    CommandQueue queue = started("");
    bench.device.holds = true;
    List<TestCommand> all = reads(queue, 100);
    bench.device.gone = true;
    bench.loop.advance(SECOND);
    assertThat(all.subList(0, 63))
        .allMatch(command -> command.status == Status.COMMAND_INTERRUPTED);
    bench.loop.advance(10 * SECOND);
    assertThat(all.subList(63, 100)).allMatch(command -> command.status == LOST);
    TestCommand late = reads(queue, 1).getFirst();
    assertThat(late.status).isEqualTo(LOST);
    assertThat(bench.device.closed).as("the device is given back").isTrue();
    assertThat(bench.device.memory.mappings()).isZero();
    queue.close();
    bench.loop.runReady();
    assertThat(bench.close()).isTrue();
  }

  @Test
  void aControllerThatIsGoneForAMomentIsUsedAgain() throws IOException {
    CommandQueue queue = started("");
    bench.device.gone = true;
    bench.loop.advance(SECOND);
    List<TestCommand> waiting = reads(queue, 5);
    bench.device.gone = false;
    bench.loop.advance(2 * SECOND);
    assertThat(waiting).allMatch(command -> command.status == 0);
  }

  @Test
  void aControllerThatSomebodyElseHasResetIsSwitchedOnAgain() throws IOException {
    CommandQueue queue = started("");
    bench.device.holds = true;
    List<TestCommand> all = reads(queue, 3);
    bench.device.quiesce();
    bench.device.holds = false;
    bench.loop.advance(SECOND);
    assertThat(all).allMatch(command -> command.status == Status.COMMAND_INTERRUPTED);
    works(queue);
  }

  @Test
  void aControllerThatFailsAgainAndAgainIsGivenUp() throws IOException {
    CommandQueue queue = started("");
    bench.device.failsOnEnable = true;
    bench.device.fail();
    bench.loop.advance(SECOND / 2);
    List<TestCommand> waiting = reads(queue, 5);
    assertThat(waiting).noneMatch(TestCommand::done);
    bench.loop.advance(10 * SECOND);
    assertThat(waiting).allMatch(command -> command.status == LOST);
    assertThat(bench.device.closed).isTrue();
  }

  @Test
  void aControllerThatComesBackLaterIsUsedAgain() throws IOException {
    CommandQueue queue = started("");
    bench.device.failsOnEnable = true;
    bench.device.fail();
    bench.loop.advance(SECOND);
    List<TestCommand> waiting = reads(queue, 5);
    bench.device.failsOnEnable = false;
    bench.loop.advance(2 * SECOND);
    assertThat(waiting).allMatch(command -> command.status == 0);
  }

  @Test
  void anotherControllerInTheSamePlaceIsNotUsed() throws IOException {
    CommandQueue queue = started("");
    bench.device.admin.serial = "ANOTHER";
    bench.device.fail();
    bench.loop.advance(10 * SECOND);
    assertThat(reads(queue, 1).getFirst().status).isEqualTo(LOST);
  }

  @Test
  void aCompletionThatNobodyAwaitsMakesTheDriverResetTheController() throws IOException {
    CommandQueue queue = started("");
    bench.device.holds = true;
    TestCommand command = reads(queue, 1).getFirst();
    bench.device.queues.get(1).complete(0x3FF, 0, 0);
    bench.loop.runReady();
    assertThat(command.status).isEqualTo(Status.COMMAND_INTERRUPTED);
    bench.device.holds = false;
    works(queue);
  }

  @Test
  void closingDuringARecoveryComesToAnEnd() throws IOException {
    CommandQueue queue = started("");
    bench.device.failsOnEnable = true;
    bench.device.fail();
    bench.loop.advance(SECOND);
    List<TestCommand> waiting = reads(queue, 5);
    queue.close();
    assertThat(waiting).allMatch(command -> command.status == Status.ABORTED_SQ_DELETION);
    bench.close();
    bench.device.failsOnEnable = false;
    bench.loop.advance(10 * SECOND);
    assertThat(bench.device.closed).isTrue();
    assertThat(bench.device.memory.mappings()).isZero();
  }

  @Test
  void aControllerThatCannotBeSwitchedOnIsAnError() {
    bench.device.ignoresEnable = true;
    assertThatThrownBy(() -> bench.start("")).hasMessageContaining("does not become ready");
    assertThat(bench.device.closed).isTrue();
    assertThat(bench.device.memory.mappings()).isZero();
    FakeBench failing = new FakeBench();
    failing.device.failsOnEnable = true;
    assertThatThrownBy(() -> failing.start("")).hasMessageContaining("CSTS.CFS");
    FakeBench empty = new FakeBench();
    empty.device.gone = true;
    assertThatThrownBy(() -> empty.start("")).hasMessageContaining("gone");
    assertThat(empty.device.closed).isTrue();
  }
}
