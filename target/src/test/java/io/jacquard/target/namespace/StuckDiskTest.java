package io.jacquard.target.namespace;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.command.CommandCounts;
import io.jacquard.nvme.command.CommandState;
import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.loop.LoopSettings;
import io.jacquard.nvme.loop.ThreadLoop;
import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.namespace.AccessPath;
import io.jacquard.nvme.namespace.Capability;
import io.jacquard.nvme.namespace.CommandQueue;
import io.jacquard.nvme.namespace.NamespaceGeometry;
import io.jacquard.nvme.status.Status;
import java.util.EnumSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A namespace whose disk hangs: what can be ended ends, and the loop goes on. */
@Timeout(60)
class StuckDiskTest {
  private static final int BLOCK = 512;
  private static final int DEPTH = 8;
  private static final int THREADS = 2;

  private final StuckStore store = new StuckStore();
  private final LocalNamespace namespace =
      LocalNamespace.onThreads(
          store,
          new NamespaceGeometry(BLOCK, 1 << 20, false, true, true, 1, 1, 1, 8),
          EnumSet.allOf(Capability.class),
          "stuck",
          new AccessPath("linux", "thrpool", "psync", "file"),
          THREADS,
          "stuck");
  private final Slot[] slots = new Slot[DEPTH];
  private ThreadLoop loop;
  private CommandQueue queue;

  private static final class Slot extends Command {
    private CompletableFuture<Integer> status = CompletableFuture.completedFuture(0);

    Slot(int index) {
      super(index, new CommandCounts());
      data(IoBuffer.allocate(BLOCK), BLOCK);
    }

    @Override
    protected void onComplete(int code, long result) {
      CompletableFuture<Integer> waiting = status;
      moveTo(CommandState.FREE);
      waiting.complete(Status.code(code));
    }
  }

  @BeforeEach
  void open() throws Exception {
    loop = new ThreadLoop("stuck-loop", LoopSettings.defaults().withCount(1));
    for (int i = 0; i < DEPTH; i++) {
      slots[i] = new Slot(i);
    }
    onLoop(() -> queue = namespace.open(loop, DEPTH));
  }

  @AfterEach
  void close() throws Exception {
    store.letGo();
    onLoop(() -> queue.close());
    for (Slot slot : slots) {
      slot.status.get(30, TimeUnit.SECONDS);
    }
    namespace.close();
    await(store::closed);
    loop.close();
  }

  private void onLoop(Runnable task) throws Exception {
    CompletableFuture<Void> done = new CompletableFuture<>();
    loop.execute(
        () -> {
          task.run();
          done.complete(null);
        });
    done.get(30, TimeUnit.SECONDS);
  }

  private static void await(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      if (Thread.interrupted()) {
        throw new IllegalStateException("waited too long");
      }
      LockSupport.parkNanos(100_000);
    }
  }

  /** Writes the block with the number of the slot, or another. */
  private CompletableFuture<Integer> write(int slot, long slba) throws Exception {
    slots[slot].status = new CompletableFuture<>();
    onLoop(
        () -> {
          slots[slot].sqe().clear().opcode(NvmOpcode.WRITE).slba(slba).blocks(1);
          slots[slot].moveTo(CommandState.RECEIVED);
          slots[slot].moveTo(CommandState.EXECUTING);
          queue.submit(slots[slot]);
          queue.flush();
        });
    return slots[slot].status;
  }

  private void occupyThreads() throws Exception {
    write(0, 0);
    write(1, 100);
    await(() -> store.begun() == THREADS);
  }

  @Test
  void aCommandThatWaitsForAThreadIsAbortedAtOnceAndItsSlotServesAgain() throws Exception {
    occupyThreads();
    for (int round = 0; round < 5; round++) {
      CompletableFuture<Integer> waiting = write(2, 200);
      assertThat(waiting).isNotDone();
      onLoop(() -> queue.abort(slots[2]));
      assertThat(waiting).as("ended by abort itself").isCompletedWithValue(Status.ABORT_REQUESTED);
    }
    CompletableFuture<Integer> last = write(2, 200);
    store.letGo();
    assertThat(last.get(30, TimeUnit.SECONDS)).isEqualTo(Status.SUCCESS);
    assertThat(store.begun()).isEqualTo(THREADS + 1);
  }

  @Test
  void aCommandThatWaitsForItsRangeIsAbortedAtOnceAndLeavesNoTrace() throws Exception {
    CompletableFuture<Integer> first = write(0, 0);
    await(() -> store.begun() == 1);
    CompletableFuture<Integer> second = write(1, 0);
    CompletableFuture<Integer> third = write(2, 0);
    onLoop(() -> queue.abort(slots[1]));
    assertThat(second).as("ended by abort itself").isCompletedWithValue(Status.ABORT_REQUESTED);
    assertThat(third).isNotDone();
    store.letGo();
    assertThat(first.get(30, TimeUnit.SECONDS)).isEqualTo(Status.SUCCESS);
    assertThat(third.get(30, TimeUnit.SECONDS)).isEqualTo(Status.SUCCESS);
    assertThat(store.begun()).isEqualTo(2);
  }

  @Test
  void aCommandThatIsInTheDiskCannotBeAborted() throws Exception {
    CompletableFuture<Integer> first = write(0, 0);
    await(() -> store.begun() == 1);
    onLoop(() -> queue.abort(slots[0]));
    assertThat(first).isNotDone();
    store.letGo();
    assertThat(first.get(30, TimeUnit.SECONDS)).isEqualTo(Status.SUCCESS);
  }

  @Test
  void closingEndsWhatWaitsAndTheStoreOutlivesWhatRuns() throws Exception {
    occupyThreads();
    CompletableFuture<Integer> waiting = write(2, 200);
    CompletableFuture<Integer> parked = write(3, 0);
    onLoop(() -> queue.close());
    assertThat(waiting.get(30, TimeUnit.SECONDS)).isEqualTo(Status.ABORTED_SQ_DELETION);
    assertThat(parked.get(30, TimeUnit.SECONDS)).isEqualTo(Status.ABORTED_SQ_DELETION);
    namespace.close();
    assertThat(store.closed()).isFalse();
    assertThat(slots[0].status).isNotDone();
    store.letGo();
    assertThat(slots[0].status.get(30, TimeUnit.SECONDS)).isEqualTo(Status.SUCCESS);
    await(store::closed);
  }

  @Test
  void commandsOfOtherRangesPassOneThatWaits() throws Exception {
    CompletableFuture<Integer> first = write(0, 0);
    await(() -> store.begun() == 1);
    CompletableFuture<Integer> waiting = write(1, 0);
    write(2, 100);
    await(() -> store.begun() == 2);
    assertThat(first).isNotDone();
    assertThat(waiting).isNotDone();
  }

  @Test
  void manyMoreCommandsThanThreadsAreAllServed() throws Exception {
    CompletableFuture<?>[] all = new CompletableFuture<?>[DEPTH];
    for (int i = 0; i < DEPTH; i++) {
      all[i] = write(i, 100L * i);
    }
    store.letGo();
    CompletableFuture.allOf(all).get(30, TimeUnit.SECONDS);
    assertThat(store.begun()).isEqualTo(DEPTH);
  }
}
