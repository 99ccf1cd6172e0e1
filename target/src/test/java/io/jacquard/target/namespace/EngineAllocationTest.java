package io.jacquard.target.namespace;

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
import io.jacquard.nvme.namespace.NamespaceUri;
import io.jacquard.nvme.status.Status;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Reads and writes of files make no garbage on the loop, by the engines that leave the work to the
 * kernel.
 */
@Timeout(120)
class EngineAllocationTest {
  private static final int ROUND = 2_000;
  private static final int MOST_ROUNDS = 200;
  private static final int DEPTH = 8;
  private static final int BLOCKS = 8;

  @TempDir Path directory;

  /** Commands that come again as soon as they are done, until a round has made no garbage. */
  private static final class Load {
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final CompletableFuture<Long> least = new CompletableFuture<>();
    private final Slot[] slots = new Slot[DEPTH];
    private CommandQueue queue;
    private long before;
    private long lowest = Long.MAX_VALUE;
    private int done;
    private int rounds;
    private int idle;

    void begin(Namespace namespace, ThreadLoop loop) {
      queue = namespace.open(loop, DEPTH);
      for (int i = 0; i < DEPTH; i++) {
        slots[i] = new Slot(i, this, loop.buffers().acquire(BLOCKS * 512));
      }
      before = threads.getCurrentThreadAllocatedBytes();
      for (Slot slot : slots) {
        slot.submit();
      }
      queue.flush();
    }

    void completed(Slot slot, int status) {
      if (status != Status.SUCCESS) {
        least.completeExceptionally(new AssertionError(Status.name(status)));
      }
      done++;
      if (done == ROUND) {
        nextRound();
      }
      if (least.isDone()) {
        idle++;
        if (idle == DEPTH) {
          queue.close();
        }
      } else {
        slot.submit();
        queue.flush();
      }
    }

    private void nextRound() {
      long now = threads.getCurrentThreadAllocatedBytes();
      lowest = Math.min(lowest, now - before);
      done = 0;
      rounds++;
      if (lowest < ROUND || rounds == MOST_ROUNDS) {
        least.complete(lowest);
      }
      before = threads.getCurrentThreadAllocatedBytes();
    }
  }

  private static final class Slot extends Command {
    private final Load load;
    private long turn;

    Slot(int index, Load load, IoBuffer buffer) {
      super(index, new CommandCounts());
      this.load = load;
      data(buffer, BLOCKS * 512);
    }

    void submit() {
      turn++;
      sqe().opcode(turn % 2 == 0 ? NvmOpcode.WRITE : NvmOpcode.READ).nsid(1);
      sqe().slba((turn * DEPTH + index()) % 1000 * BLOCKS).blocks(BLOCKS);
      moveTo(CommandState.RECEIVED);
      moveTo(CommandState.EXECUTING);
      load.queue.submit(this);
    }

    @Override
    protected void onComplete(int status, long result) {
      moveTo(CommandState.FREE);
      load.completed(this, status);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "direct=off&async=io_uring",
        "direct=on&async=io_uring&register_buffers=off&register_files=off",
        "direct=on&async=io_uring&register_buffers=on&register_files=on",
        "direct=on&async=libaio"
      })
  void readsAndWritesAllocateNothingOnceCompiled(String options) throws Exception {
    LoopSettings settings = LoopSettings.defaults().withCount(1).withSpin(Duration.ofMillis(1));
    ThreadLoop loop = new ThreadLoop("allocation", settings);
    String uri = "file:" + directory.resolve("image") + "?size=8M&" + options;
    try (Namespace namespace = new FileProvider().open(NamespaceUri.parse(uri))) {
      Load load = new Load();
      loop.execute(
          () -> {
            try {
              load.begin(namespace, loop);
            } catch (RuntimeException e) {
              load.least.completeExceptionally(e);
            }
          });
      // Less than a byte for each: the compiler at work may allocate a little.
      assertThat(load.least.get(100, TimeUnit.SECONDS)).isLessThan(ROUND);
    } finally {
      loop.close();
    }
  }
}
