package io.jacquard.initiator;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.nvme.command.AdminOpcode;
import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.command.CommandCounts;
import io.jacquard.nvme.command.CommandState;
import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.identify.IdentifyController;
import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.namespace.CommandQueue;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.wire.Sqe;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A remote namespace as a command queue: what a gateway and the benchmark use. */
class LaneQueueTest {
  private final CommandCounts counts = new CommandCounts();
  private final List<Integer> aborted = new ArrayList<>();
  private SimulatedHost host;

  @BeforeEach
  void start() throws IOException {
    host = new SimulatedHost();
  }

  @AfterEach
  void stop() {
    host.close();
  }

  private final class Own extends Command {
    private final List<Integer> statuses = new ArrayList<>();

    Own(int index) {
      super(index, counts);
    }

    void send(CommandQueue queue, int opcode, long block) {
      sqe().clear().opcode(opcode).nsid(77).slba(block).blocks(1);
      moveTo(CommandState.RECEIVED);
      moveTo(CommandState.EXECUTING);
      queue.submit(this);
    }

    @Override
    protected void onComplete(int status, long result) {
      moveTo(CommandState.FREE);
      statuses.add(status);
    }
  }

  @Test
  void commandsGoToThisNamespaceWithTheirOwnData() throws IOException {
    CommandQueue queue = host.connect().namespace(1).orElseThrow().open(host.loop, 2);
    Own write = new Own(0);
    write.data(IoBuffer.allocate(512), 512);
    write.data().bytes().putInt(0, 4711);
    write.send(queue, NvmOpcode.WRITE, 3);
    queue.flush();
    host.run();
    Own read = new Own(1);
    read.data(IoBuffer.allocate(512), 512);
    read.send(queue, NvmOpcode.READ, 3);
    queue.flush();
    host.run();
    assertThat(write.statuses).containsExactly(0);
    assertThat(read.statuses).containsExactly(0);
    assertThat(read.data().bytes().getInt(0)).isEqualTo(4711);
  }

  @Test
  void moreCommandsThanTheConnectionHasSlotsAllComplete() throws IOException {
    CommandQueue queue =
        host.connect(b -> b.queueSize(4)).namespace(1).orElseThrow().open(host.loop, 100);
    List<Own> all = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      Own command = new Own(i);
      all.add(command);
      command.send(queue, NvmOpcode.FLUSH, 0);
    }
    queue.flush();
    host.run();
    assertThat(all).allMatch(c -> c.statuses.equals(List.of(0)));
  }

  @Test
  void onlyCommandsThatMayRunTwiceAreSentAgainAfterAReconnect() throws IOException {
    RemoteController controller =
        host.connect(
            b ->
                b.recovery(
                    new RecoveryOptions(
                        Duration.ZERO, Duration.ofSeconds(1), Optional.empty(), Optional.empty())));
    CommandQueue queue = controller.namespace(1).orElseThrow().open(host.loop, 2);
    host.controller.script = (from, command) -> from.queueId > 0 ? Answer.HOLD : Answer.USUAL;
    Own register = new Own(0);
    register.send(queue, NvmOpcode.RESERVATION_REGISTER, 0);
    Own flush = new Own(1);
    flush.send(queue, NvmOpcode.FLUSH, 0);
    queue.flush();
    host.run();
    host.controller.drop();
    host.run();
    assertThat(register.statuses).containsExactly(Status.HOST_PATHING_ERROR);
    assertThat(flush.statuses).isEmpty();
    host.controller.script = (from, command) -> Answer.USUAL;
    host.advance(Duration.ofSeconds(1));
    assertThat(flush.statuses).containsExactly(Status.SUCCESS);
  }

  @Test
  void fusedPairsAreRefusedWhereTheControllerHasNone() throws IOException {
    CommandQueue queue = host.connect().namespace(1).orElseThrow().open(host.loop, 2);
    Own first = new Own(0);
    first.sqe().clear().opcode(NvmOpcode.COMPARE).flags(Sqe.FUSE_FIRST, 0).blocks(1);
    first.moveTo(CommandState.RECEIVED);
    first.moveTo(CommandState.EXECUTING);
    queue.submit(first);
    assertThat(first.statuses).containsExactly(Status.withDnr(Status.INVALID_FIELD));
  }

  @Test
  void errorsOfTheControllerAndOfThePathAreStatuses() throws IOException {
    RemoteController controller =
        host.connect(
            b ->
                b.recovery(
                    new RecoveryOptions(
                        Duration.ZERO,
                        Duration.ofSeconds(1),
                        Optional.of(Duration.ZERO),
                        Optional.empty())));
    CommandQueue queue = controller.namespace(1).orElseThrow().open(host.loop, 2);
    Own outside = new Own(0);
    outside.data(IoBuffer.allocate(512), 512);
    outside.send(queue, NvmOpcode.READ, 1L << 40);
    queue.flush();
    host.run();
    assertThat(outside.statuses).containsExactly(Status.withDnr(Status.LBA_OUT_OF_RANGE));
    host.controller.drop();
    host.run();
    Own late = new Own(1);
    late.send(queue, NvmOpcode.FLUSH, 0);
    host.run();
    assertThat(late.statuses).containsExactly(Status.HOST_PATHING_ERROR);
    queue.close();
    Own closed = new Own(0);
    closed.send(queue, NvmOpcode.FLUSH, 0);
    assertThat(closed.statuses).containsExactly(Status.ABORTED_SQ_DELETION);
  }

  /** Holds I/O and Aborts, and notes what the latter are for. */
  private Answer holdAll(ScriptedQueue queue, Command command) {
    if (queue.queueId > 0) {
      return Answer.HOLD;
    }
    if (command.sqe().opcode() != AdminOpcode.ABORT) {
      return Answer.USUAL;
    }
    aborted.add(command.sqe().cdw10());
    return Answer.HOLD;
  }

  private ScriptedQueue holder() {
    return host.controller.ioQueues().stream()
        .filter(q -> !q.held.isEmpty())
        .findFirst()
        .orElseThrow();
  }

  @Test
  void anAbortAsksTheControllerThatHasTheCommand() throws IOException {
    CommandQueue queue = host.connect().namespace(1).orElseThrow().open(host.loop, 2);
    host.controller.script = this::holdAll;
    Own other = new Own(0);
    other.send(queue, NvmOpcode.FLUSH, 0);
    Own flush = new Own(1);
    flush.send(queue, NvmOpcode.FLUSH, 0);
    queue.flush();
    host.run();
    queue.abort(flush);
    host.run();
    ScriptedQueue holder = holder();
    Command held = holder.held.get(1);
    assertThat(aborted).containsExactly(holder.queueId | held.sqe().cid() << 16);
    assertThat(flush.statuses).isEmpty();
    held.complete(Status.ABORT_REQUESTED, 0);
    holder.held.remove(held);
    host.run();
    assertThat(flush.statuses).containsExactly(Status.ABORT_REQUESTED);
    assertThat(other.statuses).isEmpty();
  }

  @Test
  void noMoreAbortsAreSentThanTheControllerTakesAtATime() throws IOException {
    host.controller.identify = builder -> builder.set(IdentifyController.ACL, 1);
    CommandQueue queue = host.connect().namespace(1).orElseThrow().open(host.loop, 4);
    host.controller.script = this::holdAll;
    List<Own> all = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      all.add(new Own(i));
      all.get(i).send(queue, NvmOpcode.FLUSH, 0);
    }
    queue.flush();
    host.run();
    all.forEach(queue::abort);
    host.run();
    assertThat(aborted).hasSize(2);
    host.controller.open().stream().filter(q -> q.queueId == 0).forEach(ScriptedQueue::release);
    host.run();
    queue.abort(all.getLast());
    host.run();
    assertThat(aborted).hasSize(3);
  }

  @Test
  void aCommandThatIsBackOrOfAnotherQueueIsNotAborted() throws IOException {
    CommandQueue queue = host.connect().namespace(1).orElseThrow().open(host.loop, 2);
    Own back = new Own(0);
    back.send(queue, NvmOpcode.FLUSH, 0);
    queue.flush();
    host.run();
    host.controller.script = this::holdAll;
    Own next = new Own(0);
    next.send(queue, NvmOpcode.FLUSH, 0);
    queue.flush();
    host.run();
    queue.abort(back);
    queue.abort(new Own(1));
    queue.abort(new Own(7));
    host.run();
    assertThat(aborted).isEmpty();
  }

  @Test
  void whatWasAbortedIsNotSentWhenThePathIsThereAgain() throws IOException {
    RemoteController controller =
        host.connect(
            b ->
                b.recovery(
                    new RecoveryOptions(
                        Duration.ZERO, Duration.ofSeconds(1), Optional.empty(), Optional.empty())));
    CommandQueue queue = controller.namespace(1).orElseThrow().open(host.loop, 3);
    host.controller.script = this::holdAll;
    Own onItsWay = new Own(0);
    onItsWay.send(queue, NvmOpcode.FLUSH, 0);
    queue.flush();
    host.run();
    queue.abort(onItsWay);
    Own wanted = new Own(1);
    wanted.send(queue, NvmOpcode.FLUSH, 0);
    queue.flush();
    host.run();
    host.controller.drop();
    host.run();
    assertThat(onItsWay.statuses).containsExactly(Status.HOST_PATHING_ERROR);
    Own waiting = new Own(2);
    waiting.send(queue, NvmOpcode.FLUSH, 0);
    queue.flush();
    host.run();
    assertThat(waiting.statuses).isEmpty();
    queue.abort(waiting);
    assertThat(waiting.statuses).containsExactly(Status.ABORT_REQUESTED);

    int[] flushes = {0};
    host.controller.script =
        (from, command) -> {
          flushes[0] += from.queueId > 0 && command.sqe().opcode() == NvmOpcode.FLUSH ? 1 : 0;
          return Answer.USUAL;
        };
    host.advance(Duration.ofSeconds(1));
    assertThat(wanted.statuses).containsExactly(Status.SUCCESS);
    assertThat(flushes).containsExactly(1);
  }
}
