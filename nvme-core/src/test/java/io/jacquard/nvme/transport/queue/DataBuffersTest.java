package io.jacquard.nvme.transport.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.nvme.command.CommandCounts;
import io.jacquard.nvme.command.CommandState;
import io.jacquard.nvme.loop.LoopSettings;
import io.jacquard.nvme.loop.ManualLoop;
import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.memory.IoMemory;
import io.jacquard.nvme.wire.Sqe;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DataBuffersTest {
  private static final int LARGEST = 64 << 10;
  private static final CommandCounts COUNTS = new CommandCounts();

  private final ManualLoop loop =
      new ManualLoop(new LoopSettings(1, LoopSettings.AUTO, Duration.ZERO, 1 << 20, LARGEST));
  private final List<IoMemory> reserveSlabs = new ArrayList<>();
  private final BufferLine line = BufferLine.ofTransfers(loop.buffers(), reserveSlabs::add);

  private static final class Slot extends ReceivedCommand {
    Slot(int length) {
      super(0, COUNTS);
      begin(ByteBuffer.allocate(Sqe.BYTES), 0);
      assertThat(describe(length, LARGEST)).isZero();
    }

    @Override
    protected void onComplete(int status, long result) {
      moveTo(CommandState.FREE);
    }
  }

  /** A queue pair: what it was granted after waiting, in its order. */
  private final class Queue {
    final DataBuffers<Slot> buffers;
    final List<Slot> granted = new ArrayList<>();

    Queue(BufferLine line, boolean admin) {
      buffers = new DataBuffers<>(loop, line, this::take);
      buffers.bind(admin);
    }

    private void take(ArrayDeque<Slot> slots) {
      granted.addAll(slots);
      slots.clear();
    }

    Slot waiting() {
      Slot slot = new Slot(LARGEST);
      assertThat(buffers.forTransfer(slot)).isFalse();
      assertThat(slot.state()).isEqualTo(CommandState.WAIT_BUFFER);
      return slot;
    }

    List<Slot> takeAll() {
      List<Slot> all = new ArrayList<>();
      for (Slot slot = new Slot(LARGEST); buffers.forTransfer(slot); slot = new Slot(LARGEST)) {
        all.add(slot);
      }
      buffers.end();
      return all;
    }
  }

  private List<IoBuffer> stuckIo() {
    List<IoBuffer> held = new ArrayList<>();
    for (IoBuffer b = loop.buffers().acquire(LARGEST);
        !b.isNone();
        b = loop.buffers().acquire(LARGEST)) {
      held.add(b);
    }
    return held;
  }

  @Test
  void oneQueueCannotTakeMoreThanAQuarterOfThePool() {
    Queue queue = new Queue(line, false);
    assertThat(queue.takeAll()).hasSize((1 << 20) / 4 / LARGEST);
    assertThat(new Queue(line, false).buffers.forTransfer(new Slot(LARGEST))).isTrue();
  }

  @Test
  void commandsThatWaitAreServedInTheirOrderInATurnOfTheirOwn() {
    List<IoBuffer> held = stuckIo();
    Queue queue = new Queue(line, false);
    Slot first = queue.waiting();
    Slot second = queue.waiting();
    loop.buffers().release(held.removeLast());
    loop.buffers().release(held.removeLast());
    assertThat(queue.granted).isEmpty();
    loop.runReady();
    assertThat(queue.granted).containsExactly(first, second);
  }

  @Test
  void nobodyOvertakesThoseInLine() {
    List<IoBuffer> held = stuckIo();
    Queue early = new Queue(line, false);
    early.waiting();
    early.waiting();
    Queue late = new Queue(line, false);
    late.waiting();
    loop.buffers().release(held.removeLast());
    late.waiting();
    loop.runReady();
    assertThat(early.granted).hasSize(1);
    assertThat(late.granted).isEmpty();
  }

  @Test
  void adminCommandsHaveAReserveWhoseSlabsAreTold() {
    stuckIo();
    assertThat(new Queue(line, false).takeAll()).isEmpty();
    assertThat(reserveSlabs).isEmpty();
    assertThat(new Queue(line, true).takeAll()).isNotEmpty();
    assertThat(reserveSlabs).isNotEmpty();
  }

  @Test
  void whatOneAdminQueueGivesBackToTheReserveServesAnother() {
    stuckIo();
    Queue one = new Queue(line, true);
    List<Slot> taken = one.takeAll();
    Queue other = new Queue(line, true);
    Slot waiting = other.waiting();
    one.buffers.release(taken.getFirst().data(), false);
    loop.runReady();
    assertThat(other.granted).containsExactly(waiting);
    assertThat(waiting.data().isNone()).isFalse();
  }

  @Test
  void aCommandThatIsForgottenWaitsNoMore() {
    List<IoBuffer> held = stuckIo();
    Queue queue = new Queue(line, false);
    Slot aborted = queue.waiting();
    Slot next = queue.waiting();
    queue.buffers.forget(aborted);
    held.forEach(loop.buffers()::release);
    loop.runReady();
    assertThat(queue.granted).containsExactly(next);
    assertThat(aborted.data().isNone()).isTrue();
  }

  @Test
  void dataInCapsulesIsLeftAQuarterOfThePool() {
    BufferLine shared = BufferLine.withCapsules(loop.buffers());
    int transfers = 0;
    for (int taken = 1; taken > 0; transfers += taken) {
      taken = new Queue(shared, false).takeAll().size();
    }
    assertThat((long) transfers * LARGEST).isLessThanOrEqualTo((1 << 20) / 4 * 3);
    assertThat(new Queue(shared, false).buffers.forCapsule(new Slot(LARGEST))).isTrue();
  }

  @Test
  void aCapsuleThatFindsNoBufferGetsItLater() {
    BufferLine shared = BufferLine.withCapsules(loop.buffers());
    List<IoBuffer> held = stuckIo();
    Queue queue = new Queue(shared, false);
    Slot slot = new Slot(LARGEST);
    assertThat(queue.buffers.forCapsule(slot)).isFalse();
    loop.buffers().release(held.removeLast());
    loop.runReady();
    assertThat(slot.data().isNone()).isFalse();
    queue.buffers.release(slot.data(), true);
    assertThat(loop.buffers().acquire(LARGEST).isNone()).isFalse();
  }
}
