package io.jacquard.nvme.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.jacquard.nvme.command.DataDirection;
import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.status.Status;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** The views of the I/O path allocate nothing, compiled or not. */
class AllocationTest {
  private static final int ROUNDS = 100_000;

  private final ByteBuffer ring = ByteBuffer.allocateDirect(64 * Sqe.BYTES);
  private final Sqe sqe = new Sqe();
  private final Cqe cqe = new Cqe();
  private long sum;

  @Test
  void readingAndWritingEntriesAllocatesNothing() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    assertThat(threads.isThreadAllocatedMemorySupported()).isTrue();
    run(1); // loads the classes
    long before = threads.getCurrentThreadAllocatedBytes();
    run(ROUNDS);
    // The smallest object has 16 bytes; the little below one byte a round is the JIT compiler's.
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(ROUNDS);
    assertThat(sum).isNotZero();
  }

  private void run(int rounds) {
    for (int i = 0; i < rounds; i++) {
      sqe.wrap(ring, (i & 63) * Sqe.BYTES).clear();
      sqe.opcode(NvmOpcode.WRITE).flags(Sqe.FUSE_NONE, Sqe.PSDT_SGL).cid(i).nsid(1);
      sqe.slba(i).blocks(8).sgl1().setTransport(4096);
      sum += sqe.slba() + sqe.blocks() + sqe.sgl1().length() + sqe.cid() + (sqe.fua() ? 1 : 0);
      sum += DataDirection.of(sqe.opcode(), sqe.fctype()).ordinal();
      cqe.wrap(ring, (i & 63) * Sqe.BYTES);
      cqe.set(i, i, i, Status.withDnr(Status.LBA_OUT_OF_RANGE));
      sum += cqe.cid() + cqe.sqhd() + Status.code(cqe.status()) + cqe.result();
    }
  }
}
