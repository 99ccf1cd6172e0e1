package io.jacquard.lab.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.command.CommandCounts;
import io.jacquard.nvme.command.CommandState;
import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.loop.LoopSettings;
import io.jacquard.nvme.loop.ThreadLoop;
import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.namespace.CommandQueue;
import io.jacquard.nvme.namespace.Namespace;
import io.jacquard.nvme.namespace.NamespaceKinds;
import io.jacquard.nvme.namespace.NamespaceUri;
import io.jacquard.nvme.status.Status;
import java.lang.management.ManagementFactory;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Commands to a controller of QEMU's make no garbage on the loop: the property {@code jacquard.uri}
 * names a namespace of it, whose completions are polled for. With the compiler that guests have,
 * calls of the kernel, as to wait for an interrupt, make some themselves.
 */
class PciAllocationInGuest {
  private static final int DEPTH = 8;
  private static final int BYTES = 4096;
  private static final int ROUND = 10_000;
  private static final int MOST_ROUNDS = 4;
  private static final int MINUTES = 4;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final CompletableFuture<Long> least = new CompletableFuture<>();
  private CommandQueue queue;
  private int blocks;
  private long before;
  private long lowest = Long.MAX_VALUE;
  private int done;
  private int rounds;
  private int ended;

  private final class Slot extends Command {
    private long turn;

    Slot(int index, IoBuffer buffer) {
      super(index, new CommandCounts());
      data(buffer, BYTES);
    }

    void submit() {
      turn++;
      sqe().opcode(turn % 2 == 0 ? NvmOpcode.WRITE : NvmOpcode.READ).nsid(1);
      sqe().slba((turn * DEPTH + index()) % 1000 * blocks).blocks(blocks);
      moveTo(CommandState.RECEIVED);
      moveTo(CommandState.EXECUTING);
      queue.submit(this);
    }

    @Override
    protected void onComplete(int status, long result) {
      moveTo(CommandState.FREE);
      completed(this, status);
    }
  }

  private void begin(Namespace namespace, ThreadLoop loop) {
    queue = namespace.open(loop, DEPTH);
    blocks = BYTES / namespace.geometry().blockSize();
    before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < DEPTH; i++) {
      new Slot(i, loop.buffers().acquire(BYTES)).submit();
    }
    queue.flush();
  }

  private void completed(Slot slot, int status) {
    if (status != Status.SUCCESS) {
      least.completeExceptionally(new AssertionError(Status.describe(status)));
    }
    done++;
    if (done == ROUND) {
      long now = threads.getCurrentThreadAllocatedBytes();
      lowest = Math.min(lowest, now - before);
      done = 0;
      rounds++;
      if (lowest < ROUND || rounds == MOST_ROUNDS) {
        least.complete(lowest);
      }
      before = threads.getCurrentThreadAllocatedBytes();
    }
    if (!least.isDone()) {
      slot.submit();
      queue.flush();
    } else if (++ended == DEPTH) {
      queue.close();
    }
  }

  @Test
  void tenThousandCommandsAllocateNothingOnceCompiled() throws Exception {
    ThreadLoop loop = new ThreadLoop("allocation", LoopSettings.defaults().withCount(1));
    String uri = System.getProperty("jacquard.uri");
    try (Namespace namespace = NamespaceKinds.open(NamespaceUri.parse(uri))) {
      loop.execute(
          () -> {
            try {
              begin(namespace, loop);
            } catch (RuntimeException e) {
              least.completeExceptionally(e);
            }
          });
      // Less than a byte for each: timers and the compiler at work may allocate a little.
      assertThat(least.get(MINUTES, TimeUnit.MINUTES)).isLessThan(ROUND);
    } finally {
      loop.close();
    }
  }
}
