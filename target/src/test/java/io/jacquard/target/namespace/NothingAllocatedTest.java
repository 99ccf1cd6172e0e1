package io.jacquard.target.namespace;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.command.CommandCounts;
import io.jacquard.nvme.command.CommandState;
import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.loop.ManualLoop;
import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.namespace.CommandQueue;
import io.jacquard.nvme.namespace.Namespace;
import io.jacquard.nvme.namespace.NamespaceUri;
import io.jacquard.nvme.status.Status;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** Reads and writes of a memory namespace make no garbage. */
class NothingAllocatedTest {
  private static final int WARM = 50_000;
  private static final int MEASURED = 50_000;
  private static final int BLOCKS = 8;

  private static final class Slot extends Command {
    private long failures;

    Slot() {
      super(0, new CommandCounts());
    }

    @Override
    protected void onComplete(int status, long result) {
      failures += status == Status.SUCCESS ? 0 : 1;
      moveTo(CommandState.FREE);
    }
  }

  @Test
  void readsAndWritesAllocateNothing() throws Exception {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    try (Namespace namespace = new MemoryProvider().open(NamespaceUri.parse("mem:64M"));
        CommandQueue queue = namespace.open(new ManualLoop(), 1)) {
      Slot slot = new Slot();
      slot.data(IoBuffer.allocate(BLOCKS * 512), BLOCKS * 512);
      run(queue, slot, WARM);
      long before = threads.getCurrentThreadAllocatedBytes();
      run(queue, slot, MEASURED);
      long allocated = threads.getCurrentThreadAllocatedBytes() - before;
      assertThat(slot.failures).isZero();
      // Less than a byte for each: the compiler at work may allocate a little.
      assertThat(allocated).isLessThan(MEASURED);
    }
  }

  private static void run(CommandQueue queue, Slot slot, int count) {
    for (int i = 0; i < count; i++) {
      slot.sqe().opcode(i % 2 == 0 ? NvmOpcode.WRITE : NvmOpcode.READ);
      slot.sqe().slba(i % 1000L * BLOCKS).blocks(BLOCKS);
      slot.moveTo(CommandState.RECEIVED);
      slot.moveTo(CommandState.EXECUTING);
      queue.submit(slot);
      queue.flush();
    }
  }
}
