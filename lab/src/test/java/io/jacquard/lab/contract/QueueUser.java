package io.jacquard.lab.contract;

import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.command.CommandCounts;
import io.jacquard.nvme.command.CommandState;
import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.loop.LoopSettings;
import io.jacquard.nvme.loop.ThreadLoop;
import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.namespace.CommandQueue;
import io.jacquard.nvme.namespace.Namespace;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.wire.Sqe;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** One queue of a namespace on a loop of its own, used from test threads. */
final class QueueUser implements AutoCloseable {
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final long PATIENCE_SECONDS = 60;

  private final ThreadLoop loop;
  private final CommandQueue queue;
  private final BlockingQueue<Slot> free = new LinkedBlockingQueue<>();
  private final CommandCounts counts = new CommandCounts();

  /** How a command ended. */
  record Outcome(int status, long result) {}

  /** A command on its way. */
  record Pending(Slot slot, CompletableFuture<Outcome> outcome) {
    int status() throws Exception {
      return outcome.get(PATIENCE_SECONDS, TimeUnit.SECONDS).status();
    }

    long result() throws Exception {
      return outcome.get(PATIENCE_SECONDS, TimeUnit.SECONDS).result();
    }
  }

  final class Slot extends Command {
    private volatile CompletableFuture<Outcome> outcome = new CompletableFuture<>();

    Slot(int index) {
      super(index, counts);
    }

    @Override
    protected void onComplete(int status, long result) {
      moveTo(CommandState.FREE);
      CompletableFuture<Outcome> done = outcome;
      free.add(this);
      if (!done.complete(new Outcome(status, result))) {
        throw new IllegalStateException("a command completed twice");
      }
    }
  }

  QueueUser(Namespace namespace, int depth) throws Exception {
    loop = new ThreadLoop("user-" + NUMBER.incrementAndGet(), LoopSettings.defaults().withCount(1));
    queue = onLoop(() -> namespace.open(loop, depth));
    for (int i = 0; i < depth; i++) {
      free.add(new Slot(i));
    }
  }

  /** The loop, for what its methods allow. */
  ThreadLoop loop() {
    return loop;
  }

  /** Runs something on the loop and waits for it. */
  <T> T onLoop(Supplier<T> task) throws Exception {
    CompletableFuture<T> done = new CompletableFuture<>();
    loop.execute(
        () -> {
          try {
            done.complete(task.get());
          } catch (RuntimeException e) {
            done.completeExceptionally(e);
          }
        });
    return done.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  /** Submits one command. */
  Pending submit(Consumer<Sqe> fill, IoBuffer data) throws Exception {
    Pending pending = take(fill, data);
    loop.execute(
        () -> {
          hand(pending.slot());
          queue.flush();
        });
    return pending;
  }

  /** Submits two commands one directly after the other. */
  List<Pending> submitPair(Consumer<Sqe> a, IoBuffer dataA, Consumer<Sqe> b, IoBuffer dataB)
      throws Exception {
    List<Pending> pair = List.of(take(a, dataA), take(b, dataB));
    loop.execute(
        () -> {
          pair.forEach(p -> hand(p.slot()));
          queue.flush();
        });
    return pair;
  }

  /** Submits many commands in one task, then runs {@code after} on the loop. */
  List<Pending> submitAll(int count, Consumer<Sqe> fill, int bytes, Consumer<List<Pending>> after)
      throws Exception {
    List<Pending> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(take(fill, bytes == 0 ? IoBuffer.NONE : IoBuffer.allocate(bytes)));
    }
    onLoop(
        () -> {
          all.forEach(p -> hand(p.slot()));
          queue.flush();
          after.accept(all);
          return all;
        });
    return all;
  }

  private Pending take(Consumer<Sqe> fill, IoBuffer data) throws Exception {
    Slot slot = free.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (slot == null) {
      throw new IllegalStateException("no command came back");
    }
    slot.outcome = new CompletableFuture<>();
    slot.sqe().clear();
    fill.accept(slot.sqe());
    slot.data(data, data.capacity());
    return new Pending(slot, slot.outcome);
  }

  private void hand(Slot slot) {
    slot.moveTo(CommandState.RECEIVED);
    slot.moveTo(CommandState.EXECUTING);
    queue.submit(slot);
  }

  /** Must be called on the loop. */
  void abort(Pending pending) {
    queue.abort(pending.slot());
  }

  /** Must be called on the loop. */
  void closeQueue() {
    queue.close();
  }

  int run(Consumer<Sqe> fill, IoBuffer data) throws Exception {
    return submit(fill, data).status();
  }

  int read(long slba, IoBuffer into, int blocks) throws Exception {
    return run(command(NvmOpcode.READ, slba, blocks), into);
  }

  int write(long slba, IoBuffer from, int blocks) throws Exception {
    return run(command(NvmOpcode.WRITE, slba, blocks), from);
  }

  /** A command with a range of blocks. */
  static Consumer<Sqe> command(int opcode, long slba, int blocks) {
    return sqe -> sqe.opcode(opcode).nsid(1).slba(slba).blocks(blocks);
  }

  /** The same with more bits in CDW12. */
  static Consumer<Sqe> command(int opcode, long slba, int blocks, int cdw12) {
    return sqe -> {
      command(opcode, slba, blocks).accept(sqe);
      sqe.cdw12(sqe.cdw12() | cdw12);
    };
  }

  /** The same as one of a fused pair. */
  static Consumer<Sqe> fused(int opcode, long slba, int blocks, int fuse) {
    return sqe -> command(opcode, slba, blocks).accept(sqe.flags(fuse, Sqe.PSDT_SGL));
  }

  static void succeeded(int status) {
    if (!Status.isSuccess(status)) {
      throw new AssertionError("status " + Status.describe(status));
    }
  }

  @Override
  public void close() throws Exception {
    onLoop(
        () -> {
          queue.close();
          return true;
        });
    loop.close();
  }
}
