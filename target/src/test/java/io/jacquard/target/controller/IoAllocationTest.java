package io.jacquard.target.controller;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.command.CommandCounts;
import io.jacquard.nvme.command.CommandState;
import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.identity.NamespaceIdentity;
import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.namespace.NamespaceUri;
import io.jacquard.nvme.wire.Sqe;
import io.jacquard.target.namespace.MemoryProvider;
import io.jacquard.target.subsystem.ExportedNamespace;
import io.jacquard.target.subsystem.Subsystem;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Reads and writes allocate nothing from their arrival at the queue to their completion. */
class IoAllocationTest {
  private static final int ROUNDS = 100_000;
  private static final int DEPTH = 8;
  private static final int BYTES = 4096;

  private final Slot[] slots = new Slot[DEPTH];
  private int completed;

  private final class Slot extends Command {
    Slot(int index) {
      super(index, new CommandCounts());
      data(IoBuffer.allocate(BYTES), BYTES);
    }

    @Override
    protected void onComplete(int status, long result) {
      completed += status == 0 ? 1 : 0;
      moveTo(CommandState.FREE);
    }
  }

  @Test
  void readsAndWritesAllocateNothing() throws IOException, ConnectRefusedException {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    assertThat(threads.isThreadAllocatedMemorySupported()).isTrue();
    for (int i = 0; i < DEPTH; i++) {
      slots[i] = new Slot(i);
    }
    try (TestBench bench = new TestBench()) {
      IoQueue queue = queue(bench);
      run(queue, 1_000); // opens the namespace, loads the classes
      completed = 0;
      long before = threads.getCurrentThreadAllocatedBytes();
      run(queue, ROUNDS);
      // The smallest object has 16 bytes; the little below one byte a round is the JIT compiler's.
      assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(ROUNDS);
      assertThat(completed).isEqualTo(ROUNDS * DEPTH);
    }
  }

  private void run(IoQueue queue, int rounds) {
    for (int i = 0; i < rounds; i++) {
      for (Slot slot : slots) {
        Sqe sqe = slot.sqe().clear();
        sqe.opcode((i & 1) == 0 ? NvmOpcode.WRITE : NvmOpcode.READ);
        sqe.flags(Sqe.FUSE_NONE, Sqe.PSDT_SGL).cid(i).nsid(1).slba(8L * slot.index()).blocks(8);
        slot.moveTo(CommandState.RECEIVED);
        queue.arrived(slot, BYTES);
        slot.moveTo(CommandState.READY);
        queue.execute(slot);
      }
      queue.batchEnd();
    }
  }

  private static IoQueue queue(TestBench bench) throws IOException, ConnectRefusedException {
    bench.roster.replace(
        new Subsystem(
            bench.roster.current().definition(),
            List.of(
                new ExportedNamespace(
                    1,
                    new MemoryProvider().open(NamespaceUri.parse("mem:1M")),
                    NamespaceIdentity.derive(TestBench.SUBSYSTEM, 1),
                    Runnable::run))));
    IoController controller = bench.controller();
    IoQueue queue = new IoQueue(bench.hostQueue(), controller, 1, DEPTH);
    controller.admit(queue);
    return queue;
  }
}
