package io.jacquard.target.pci;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.loop.Loop;
import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.namespace.CommandQueue;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.wire.Sqe;
import io.jacquard.target.pci.FakeBench.TestCommand;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A controller that grants fewer queue pairs than there are loops. */
class PciSharingTest {
  private static final int BLOCK = FakeMedium.BLOCK;
  private static final long SECOND = 1_000_000_000;

  private final FakeBench bench = new FakeBench();
  private final EndingLoop first = new EndingLoop();
  private final EndingLoop second = new EndingLoop();

  @AfterEach
  void nothingWasTouchedThatIsNotTheDevices() {
    assertThat(bench.device.memory.faults()).isEmpty();
  }

  /** Turns all loops until none has anything to do. */
  private void turn() {
    for (int i = 0; i < 20; i++) {
      bench.loop.runReady();
      for (EndingLoop loop : List.of(first, second)) {
        if (!loop.ended) {
          loop.inner.runReady();
        }
      }
    }
  }

  private void advance(long nanos) {
    for (int i = 0; i < 20; i++) {
      bench.loop.advance(nanos / 20);
      for (EndingLoop loop : List.of(first, second)) {
        if (!loop.ended) {
          loop.inner.advance(nanos / 20);
        }
      }
    }
    turn();
  }

  private CommandQueue open(Loop loop) throws IOException {
    CommandQueue queue = bench.namespace(1).open(loop, 300);
    turn();
    return queue;
  }

  private void granting(int pairs, String options) throws IOException {
    bench.device.admin.queues = pairs;
    bench.start(options);
  }

  private static IoBuffer random(long seed, int bytes) {
    IoBuffer data = IoBuffer.allocate(bytes);
    byte[] content = new byte[bytes];
    new Random(seed).nextBytes(content);
    data.bytes().put(0, content);
    return data;
  }

  private List<TestCommand> reads(CommandQueue queue, int count) {
    List<TestCommand> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      TestCommand read =
          bench.command(i, FakeBench.io(NvmOpcode.READ, i, 1), IoBuffer.allocate(BLOCK));
      queue.submit(read);
      all.add(read);
    }
    queue.flush();
    return all;
  }

  private void works(CommandQueue queue) {
    List<TestCommand> all = reads(queue, 100);
    turn();
    assertThat(all).allMatch(command -> command.status == 0);
  }

  private void closesWithoutALeak() {
    boolean closed = bench.close();
    turn();
    assertThat(closed || bench.device.closed).isTrue();
    assertThat(bench.device.memory.mappings()).isZero();
  }

  @Test
  void aLoopWithoutAQueuePairUsesThatOfAnother() throws IOException {
    granting(1, "");
    CommandQueue own = open(first);
    CommandQueue relayed = open(second);
    assertThat(bench.device.queues).containsOnlyKeys(0, 1);
    for (int i = 0; i < 100; i++) {
      int blocks = 1 + i;
      IoBuffer data = random(i, blocks * BLOCK);
      TestCommand write = bench.submit(relayed, 0, FakeBench.io(NvmOpcode.WRITE, i, blocks), data);
      turn();
      assertThat(write.status).isZero();
      IoBuffer back = IoBuffer.allocate(blocks * BLOCK);
      CommandQueue reader = i % 2 == 0 ? own : relayed;
      TestCommand read = bench.submit(reader, 0, FakeBench.io(NvmOpcode.READ, i, blocks), back);
      turn();
      assertThat(read.status).isZero();
      assertThat(back.segment().mismatch(data.segment())).isEqualTo(-1);
    }
    own.close();
    relayed.close();
    turn();
    closesWithoutALeak();
  }

  @Test
  void whereNoQueuePairCanBeHadCommandsEndAndTheNextLoopTriesAgain() throws IOException {
    granting(1, "");
    bench.device.admin.refusesQueues = true;
    CommandQueue refused = open(first);
    CommandQueue alone = open(second);
    ends(refused);
    ends(alone);
    bench.device.admin.refusesQueues = false;
    bench.device.fail();
    advance(SECOND);
    ends(refused);
    ends(alone);
    refused.close();
    alone.close();
    turn();
    CommandQueue later = open(second);
    works(later);
    later.close();
    turn();
    closesWithoutALeak();
  }

  private void ends(CommandQueue queue) {
    List<TestCommand> all = reads(queue, 10);
    turn();
    assertThat(all)
        .allMatch(command -> command.status == Status.withDnr(Status.NAMESPACE_NOT_READY));
  }

  @Test
  void whatIsTooMuchForTheWayWaitsAndNobodyStarves() throws IOException {
    granting(1, "");
    CommandQueue own = open(first);
    CommandQueue relayed = open(second);
    bench.device.holds = true;
    List<TestCommand> all = new ArrayList<>(reads(own, 200));
    all.addAll(reads(relayed, 300));
    turn();
    assertThat(bench.device.heldCommands()).isEqualTo(63);
    bench.device.release(true);
    turn();
    assertThat(all).allMatch(command -> command.status == 0);
  }

  @Test
  void statusesAndResultsComeBackAsTheyAre() throws IOException {
    granting(1, "");
    open(first);
    CommandQueue relayed = open(second);
    TestCommand beyond =
        bench.submit(
            relayed, 0, FakeBench.io(NvmOpcode.READ, 1 << 20, 1), IoBuffer.allocate(BLOCK));
    turn();
    assertThat(Status.code(beyond.status)).isEqualTo(Status.LBA_OUT_OF_RANGE);
    TestCommand wrong =
        bench.submit(relayed, 0, FakeBench.io(NvmOpcode.READ, 0, 2), IoBuffer.allocate(BLOCK));
    assertThat(Status.code(wrong.status)).isEqualTo(Status.DATA_SGL_LENGTH_INVALID);
  }

  @Test
  void fusedPairsStayTogether() throws IOException {
    bench.device.reversesFused = true;
    granting(1, "");
    CommandQueue own = open(first);
    CommandQueue relayed = open(second);
    IoBuffer content = random(1, BLOCK);
    bench.submit(own, 0, FakeBench.io(NvmOpcode.WRITE, 7, 1), content);
    turn();
    TestCommand compare = fused(relayed, 0, NvmOpcode.COMPARE, Sqe.FUSE_FIRST, content);
    TestCommand write = fused(relayed, 1, NvmOpcode.WRITE, Sqe.FUSE_SECOND, random(2, BLOCK));
    relayed.flush();
    turn();
    assertThat(compare.status).isZero();
    assertThat(write.status).isZero();
    assertThat(bench.order.indexOf(compare)).isLessThan(bench.order.indexOf(write));
    bench.device.holds = true;
    compare = fused(relayed, 0, NvmOpcode.COMPARE, Sqe.FUSE_FIRST, content);
    write = fused(relayed, 1, NvmOpcode.WRITE, Sqe.FUSE_SECOND, random(3, BLOCK));
    relayed.flush();
    turn();
    bench.device.fail();
    advance(SECOND);
    assertThat(compare.status).isEqualTo(Status.COMMAND_INTERRUPTED);
    assertThat(write.status).isEqualTo(Status.COMMAND_INTERRUPTED);
    assertThat(bench.order.indexOf(compare)).isLessThan(bench.order.indexOf(write));
  }

  private TestCommand fused(CommandQueue queue, int index, int opcode, int fuse, IoBuffer data) {
    TestCommand command =
        bench.command(index, sqe -> FakeBench.io(opcode, 7, 1).accept(sqe.flags(fuse, 1)), data);
    queue.submit(command);
    return command;
  }

  @Test
  void commandsAreAbortedWhereverTheyAre() throws IOException {
    granting(1, "");
    CommandQueue own = open(first);
    CommandQueue relayed = open(second);
    bench.device.holds = true;
    reads(own, 60);
    List<TestCommand> all = reads(relayed, 300);
    // Not handed over, handed over and waiting for a slot, at the controller.
    relayed.abort(all.get(299));
    assertThat(all.get(299).status).isEqualTo(Status.ABORT_REQUESTED);
    turn();
    relayed.abort(all.get(100));
    relayed.abort(all.get(0));
    turn();
    assertThat(all.get(100).status).isEqualTo(Status.ABORT_REQUESTED);
    assertThat(all.get(0).status).isEqualTo(Status.ABORT_REQUESTED);
    assertThat(all.stream().filter(TestCommand::done)).hasSize(3);
    bench.device.release(false);
    turn();
    assertThat(all).allMatch(TestCommand::done);
  }

  @Test
  void theHostKeepsItsQueuePairAsLongAsItHasGuests() throws IOException {
    granting(1, "");
    CommandQueue own = open(first);
    CommandQueue relayed = open(second);
    own.close();
    turn();
    works(relayed);
    CommandQueue again = open(first);
    works(again);
    again.close();
    relayed.close();
    turn();
    assertThat(bench.device.queues).containsOnlyKeys(0);
    works(open(second));
  }

  @Test
  void aLoopThatComesWhileTheLastQueuePairIsGivenBackGetsIt() throws IOException {
    granting(1, "");
    CommandQueue own = open(first);
    own.close();
    CommandQueue next = bench.namespace(1).open(second, 300);
    List<TestCommand> early = reads(next, 10);
    turn();
    assertThat(early).allMatch(command -> command.status == 0);
    CommandQueue back = bench.namespace(1).open(first, 300);
    works(back);
    works(next);
  }

  @Test
  void aGuestThatClosesGetsItsCommandsBackFirst() throws IOException {
    granting(1, "");
    CommandQueue own = open(first);
    CommandQueue relayed = open(second);
    bench.device.holds = true;
    List<TestCommand> all = reads(relayed, 200);
    relayed.close();
    turn();
    assertThat(all.subList(128, 200))
        .allMatch(command -> command.status == Status.ABORTED_SQ_DELETION);
    assertThat(all.subList(0, 128)).noneMatch(TestCommand::done);
    CommandQueue again = open(second);
    bench.device.release(false);
    turn();
    assertThat(all.subList(0, 128)).allMatch(command -> command.status == 0);
    works(again);
    again.close();
    own.close();
    turn();
    closesWithoutALeak();
  }

  @Test
  void aResetInterruptsWhatWasRelayedAndThenAllGoesOn() throws IOException {
    granting(1, "");
    CommandQueue own = open(first);
    CommandQueue relayed = open(second);
    bench.device.holds = true;
    List<TestCommand> all = reads(relayed, 200);
    turn();
    bench.device.fail();
    bench.device.holds = false;
    advance(SECOND);
    assertThat(all.subList(0, 128))
        .allMatch(command -> command.status == Status.COMMAND_INTERRUPTED);
    assertThat(all.subList(128, 200)).allMatch(command -> command.status == 0);
    works(relayed);
    works(own);
  }

  @Test
  void aLostControllerEndsWhatWasRelayed() throws IOException {
    granting(1, "");
    open(first);
    CommandQueue relayed = open(second);
    bench.device.holds = true;
    List<TestCommand> all = reads(relayed, 200);
    turn();
    bench.device.gone = true;
    advance(10 * SECOND);
    assertThat(all).allMatch(TestCommand::done);
    assertThat(all.getLast().status).isEqualTo(Status.withDnr(Status.NAMESPACE_NOT_READY));
    relayed.close();
    turn();
    assertThat(bench.device.memory.mappings()).isZero();
  }

  @Test
  void aTimeOutOfAGuestsCommandIsAbortedToo() throws IOException {
    granting(1, "?timeout=8s");
    open(first);
    CommandQueue relayed = open(second);
    bench.device.holds = true;
    TestCommand slow = reads(relayed, 1).getFirst();
    turn();
    advance(7 * SECOND);
    assertThat(slow.done()).isFalse();
    advance(5 * SECOND);
    assertThat(slow.status).isEqualTo(Status.ABORT_REQUESTED);
  }

  @Test
  void whenTheHostsLoopHasEndedTheGuestGetsTheQueuePair() throws IOException {
    granting(1, "");
    CommandQueue own = open(first);
    CommandQueue relayed = open(second);
    own.close();
    turn();
    first.ended = true;
    List<TestCommand> all = reads(relayed, 3);
    advance(2 * SECOND);
    assertThat(all).allMatch(command -> command.status == Status.COMMAND_INTERRUPTED);
    works(relayed);
    relayed.close();
    turn();
    closesWithoutALeak();
  }

  @Test
  void guestsAreSpreadOverTheHosts() throws IOException {
    granting(2, "");
    CommandQueue one = open(first);
    CommandQueue two = open(second);
    List<EndingLoop> more = List.of(new EndingLoop(), new EndingLoop());
    List<CommandQueue> guests = new ArrayList<>();
    for (EndingLoop loop : more) {
      guests.add(bench.namespace(1).open(loop, 8));
    }
    turn();
    more.forEach(loop -> loop.inner.runReady());
    bench.device.holds = true;
    for (CommandQueue guest : guests) {
      reads(guest, 5);
    }
    turn();
    assertThat(bench.device.heldCommands(1)).isEqualTo(5);
    assertThat(bench.device.heldCommands(2)).isEqualTo(5);
    one.close();
    two.close();
  }
}
