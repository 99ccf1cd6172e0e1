package io.jacquard.target.namespace;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.command.CommandCounts;
import io.jacquard.nvme.command.CommandState;
import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.loop.ManualLoop;
import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.namespace.Namespace;
import io.jacquard.nvme.namespace.NamespaceUri;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.wire.Sqe;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Many Copy commands at a time take little memory and all end. */
class CopyBuffersTest {
  private static final int COPIES = 32;

  /** Blocks of each Copy: more than one step moves. */
  private static final int BLOCKS = 3 * Execution.COPY_CHUNK / 512;

  private final ManualLoop loop = new ManualLoop();
  private final List<Copy> copies = new ArrayList<>();
  private Namespace namespace;
  private LocalQueue queue;

  @BeforeEach
  void open() throws IOException {
    namespace = new MemoryProvider().open(NamespaceUri.parse("mem:32M"));
    queue = (LocalQueue) namespace.open(loop, COPIES);
  }

  @AfterEach
  void close() {
    queue.close();
    loop.runReady();
    namespace.close();
  }

  /** Copies the blocks from 0 on to a place of its own. */
  private final class Copy extends Command {
    private final List<Integer> ends = new ArrayList<>();

    Copy(int index) {
      super(index, new CommandCounts());
      data(IoBuffer.allocate(32), 32);
      data().bytes().putLong(8, 0).putShort(16, (short) (BLOCKS - 1));
      sqe().opcode(NvmOpcode.COPY).flags(Sqe.FUSE_NONE, Sqe.PSDT_SGL).nsid(1);
      sqe().slba((long) (index + 1) * BLOCKS);
      moveTo(CommandState.RECEIVED);
      moveTo(CommandState.EXECUTING);
      queue.submit(this);
    }

    @Override
    protected void onComplete(int status, long result) {
      ends.add(Status.code(status));
      moveTo(CommandState.FREE);
    }
  }

  private void submitAll() {
    for (int i = 0; i < COPIES; i++) {
      copies.add(new Copy(i));
    }
  }

  @Test
  void manyCopiesShareFewBuffers() {
    submitAll();
    assertThat(queue.copyBuffersMade()).isEqualTo(CopyBuffers.MOST);
    loop.runReady();

    assertThat(copies).allSatisfy(copy -> assertThat(copy.ends).containsExactly(Status.SUCCESS));
    assertThat(queue.copyBuffersMade()).isEqualTo(CopyBuffers.MOST);
  }

  @Test
  void executionsAreMadeOnFirstUse() {
    assertThat(queue.executionsMade()).isZero();
    copies.add(new Copy(3));
    loop.runReady();
    copies.add(new Copy(3));
    loop.runReady();

    assertThat(copies).allSatisfy(copy -> assertThat(copy.ends).containsExactly(Status.SUCCESS));
    assertThat(queue.executionsMade()).isEqualTo(1);
  }

  @Test
  void anAbortOfWhatNeverBeganIsHarmless() {
    Copy copy = new Copy(1);
    loop.runReady();
    queue.abort(
        new Command(2, new CommandCounts()) {
          @Override
          protected void onComplete(int status, long result) {
            throw new IllegalStateException("it was never submitted");
          }
        });

    assertThat(copy.ends).containsExactly(Status.SUCCESS);
  }

  @Test
  void aCopyThatWaitsForABufferIsAborted() {
    submitAll();
    queue.abort(copies.get(COPIES - 1));
    assertThat(copies.get(COPIES - 1).ends).containsExactly(Status.ABORT_REQUESTED);
    queue.abort(copies.getFirst());
    loop.runReady();

    assertThat(copies.getFirst().ends).containsExactly(Status.ABORT_REQUESTED);
    assertThat(copies.subList(1, COPIES - 1))
        .allSatisfy(copy -> assertThat(copy.ends).containsExactly(Status.SUCCESS));
  }

  @Test
  void everyCopyEndsOnceWhenTheQueueCloses() {
    submitAll();
    queue.close();
    loop.runReady();

    assertThat(copies)
        .allSatisfy(copy -> assertThat(copy.ends).containsExactly(Status.ABORTED_SQ_DELETION));
  }
}
