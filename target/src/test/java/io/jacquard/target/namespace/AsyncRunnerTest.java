package io.jacquard.target.namespace;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.command.CommandCounts;
import io.jacquard.nvme.command.CommandState;
import io.jacquard.nvme.command.DatasetRange;
import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.linux.Errno;
import io.jacquard.nvme.loop.LoopSettings;
import io.jacquard.nvme.loop.ThreadLoop;
import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.namespace.AccessPath;
import io.jacquard.nvme.namespace.Capability;
import io.jacquard.nvme.namespace.CommandQueue;
import io.jacquard.nvme.namespace.Namespace;
import io.jacquard.nvme.namespace.NamespaceGeometry;
import io.jacquard.nvme.namespace.NamespaceUri;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.wire.Sqe;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of what the kernel answers: short, late, refused, or not at all. */
@Timeout(60)
class AsyncRunnerTest {
  private static final int BLOCK = 512;
  private static final int DEPTH = 4;
  private static final long BLOCKS = 2048;
  private static final int FUA = Sqe.FUA;

  @TempDir Path directory;
  private final ScriptedFile file = new ScriptedFile();
  private final Slot[] slots = new Slot[DEPTH];
  private ThreadLoop loop;
  private Namespace namespace;
  private CommandQueue queue;

  private static final class Slot extends Command {
    private CompletableFuture<Integer> status = CompletableFuture.completedFuture(0);

    Slot(int index) {
      super(index, new CommandCounts());
    }

    @Override
    protected void onComplete(int code, long result) {
      CompletableFuture<Integer> waiting = status;
      moveTo(CommandState.FREE);
      waiting.complete(Status.code(code));
    }

    int ended() throws Exception {
      return status.get(30, TimeUnit.SECONDS);
    }
  }

  @BeforeEach
  void open() throws Exception {
    loop = new ThreadLoop("scripted", LoopSettings.defaults().withCount(1));
    String uri = "file:" + directory.resolve("image") + "?size=1M&direct=off";
    ImageFile image = ImageFile.open(FileOptions.of(NamespaceUri.parse(uri)));
    FileStore store = new FileStore(image);
    Engine.Threads threads = new Engine.Threads(1, "scripted");
    namespace =
        LocalNamespace.on(
            new Engine.Kernel(file, store, threads, true),
            store,
            new NamespaceGeometry(BLOCK, BLOCKS, false, true, true, 1, 1, 1, 8),
            EnumSet.complementOf(EnumSet.of(Capability.PASSTHROUGH)),
            "scripted",
            new AccessPath("linux", "scripted", "psync", "file", List.of("first")));
    for (int i = 0; i < DEPTH; i++) {
      slots[i] = new Slot(i);
    }
    onLoop(() -> queue = namespace.open(loop, DEPTH));
  }

  @AfterEach
  void close() throws Exception {
    onLoop(
        () -> {
          while (!file.underWay.isEmpty()) {
            file.answer(-Errno.EIO);
          }
          queue.close();
        });
    namespace.close();
    loop.close();
    assertThat(file.closed).isTrue();
  }

  private void onLoop(Runnable task) throws Exception {
    CompletableFuture<Void> done = new CompletableFuture<>();
    loop.execute(
        () -> {
          try {
            task.run();
            done.complete(null);
          } catch (RuntimeException | AssertionError e) {
            done.completeExceptionally(e);
          }
        });
    done.get(30, TimeUnit.SECONDS);
  }

  private Slot submit(int index, Consumer<Sqe> fill, int bytes) throws Exception {
    Slot slot = slots[index];
    slot.status = new CompletableFuture<>();
    slot.data(bytes == 0 ? IoBuffer.NONE : IoBuffer.allocate(bytes), bytes);
    fill.accept(slot.sqe().clear());
    onLoop(
        () -> {
          slot.moveTo(CommandState.RECEIVED);
          slot.moveTo(CommandState.EXECUTING);
          queue.submit(slot);
          queue.flush();
        });
    return slot;
  }

  private Slot io(int index, int opcode, long slba, int blocks, int cdw12) throws Exception {
    int bytes = opcode == NvmOpcode.WRITE_ZEROES ? 0 : blocks * BLOCK;
    return submit(
        index,
        sqe -> {
          sqe.opcode(opcode).nsid(1).slba(slba).blocks(blocks);
          sqe.cdw12(sqe.cdw12() | cdw12);
        },
        bytes);
  }

  private Slot read(int index, long slba, int blocks) throws Exception {
    return io(index, NvmOpcode.READ, slba, blocks, 0);
  }

  private Slot write(int index, long slba, int blocks) throws Exception {
    return io(index, NvmOpcode.WRITE, slba, blocks, 0);
  }

  private void answer(int... results) throws Exception {
    for (int result : results) {
      onLoop(() -> file.answer(result));
    }
  }

  @Test
  void whatCameShortIsContinuedWhereItEnded() throws Exception {
    Slot slot = read(0, 8, 16);
    answer(4096, 100);
    assertThat(slot.status).isNotDone();
    answer(8192 - 4196);
    assertThat(slot.ended()).isEqualTo(Status.SUCCESS);
    Slot writing = write(1, 0, 8);
    answer(1024, 3072);
    assertThat(writing.ended()).isEqualTo(Status.SUCCESS);
    assertThat(file.begun)
        .containsExactly(
            "read 8192 at 4096",
            "read 4096 at 8192",
            "read 3996 at 8292",
            "write 4096 at 0",
            "write 3072 at 1024");
  }

  @Test
  void whatWasInterruptedIsTriedAgain() throws Exception {
    Slot reading = read(0, 0, 1);
    answer(-Errno.EINTR, -Errno.EINTR, 512);
    assertThat(reading.ended()).isEqualTo(Status.SUCCESS);
    Slot flushing = submit(1, sqe -> sqe.opcode(NvmOpcode.FLUSH).nsid(1), 0);
    answer(-Errno.EINTR, 0);
    assertThat(flushing.ended()).isEqualTo(Status.SUCCESS);
    assertThat(file.begun).hasSize(5);
  }

  @Test
  void whatTheKernelWouldHaveToWaitForAThreadDoes() throws Exception {
    Slot writing = write(0, 0, 8);
    answer(-Errno.EAGAIN);
    assertThat(writing.ended()).isEqualTo(Status.SUCCESS);
    Slot reading = read(0, 0, 8);
    answer(1024, -Errno.EAGAIN);
    assertThat(reading.ended()).isEqualTo(Status.SUCCESS);
  }

  @Test
  void whatTheKernelRefusesIsToldInNvmesWords() throws Exception {
    Slot slot = read(0, 0, 1);
    answer(-Errno.EIO);
    assertThat(slot.ended()).isEqualTo(Status.UNRECOVERED_READ_ERROR);
    read(0, 0, 8);
    answer(512, 0);
    assertThat(slot.ended()).isEqualTo(Status.UNRECOVERED_READ_ERROR);
    write(0, 0, 1);
    answer(-Errno.ENOSPC);
    assertThat(slot.ended()).isEqualTo(Status.CAPACITY_EXCEEDED);
    write(0, 0, 1);
    answer(-Errno.EIO);
    assertThat(slot.ended()).isEqualTo(Status.WRITE_FAULT);
    write(0, 0, 1);
    answer(-Errno.EROFS);
    assertThat(slot.ended()).isEqualTo(Status.NAMESPACE_WRITE_PROTECTED);
    io(0, NvmOpcode.WRITE_ZEROES, 0, 1, 0);
    answer(-Errno.EDQUOT);
    assertThat(slot.ended()).isEqualTo(Status.CAPACITY_EXCEEDED);
  }

  @Test
  void aReadWithForcedUnitAccessSyncsFirst() throws Exception {
    Slot slot = io(0, NvmOpcode.READ, 4, 1, FUA);
    assertThat(file.begun).containsExactly("sync");
    answer(0, 512);
    assertThat(slot.ended()).isEqualTo(Status.SUCCESS);
    assertThat(file.begun).containsExactly("sync", "read 512 at 2048");
  }

  @Test
  void afterAFailedSyncNothingIsCalledDurableAnyMore() throws Exception {
    Slot slot = io(0, NvmOpcode.READ, 4, 1, FUA);
    answer(-Errno.EIO);
    assertThat(slot.ended()).isEqualTo(Status.WRITE_FAULT);
    submit(0, sqe -> sqe.opcode(NvmOpcode.FLUSH).nsid(1), 0);
    assertThat(slot.ended()).isEqualTo(Status.WRITE_FAULT);
    io(0, NvmOpcode.WRITE, 0, 1, FUA);
    assertThat(slot.ended()).isEqualTo(Status.WRITE_FAULT);
    assertThat(file.begun).containsExactly("sync");
    write(0, 0, 1);
    answer(512);
    assertThat(slot.ended()).isEqualTo(Status.SUCCESS);
  }

  @Test
  void afterAFailedDurableWriteNothingIsCalledDurableAnyMore() throws Exception {
    Slot slot = io(0, NvmOpcode.WRITE, 0, 1, FUA);
    answer(-Errno.EIO);
    assertThat(slot.ended()).isEqualTo(Status.WRITE_FAULT);
    submit(0, sqe -> sqe.opcode(NvmOpcode.FLUSH).nsid(1), 0);
    assertThat(file.underWay).as("it may have been told what an earlier write lost").isEmpty();
    assertThat(slot.ended()).isEqualTo(Status.WRITE_FAULT);
  }

  @Test
  void aLossThatOneSyncIsToldOfIsToldByTheOthersBesideIt() throws Exception {
    Slot first = submit(0, sqe -> sqe.opcode(NvmOpcode.FLUSH).nsid(1), 0);
    Slot second = submit(1, sqe -> sqe.opcode(NvmOpcode.FLUSH).nsid(1), 0);
    answer(-Errno.EIO);
    answer(0);
    assertThat(first.ended()).isEqualTo(Status.WRITE_FAULT);
    assertThat(second.ended()).isEqualTo(Status.WRITE_FAULT);
  }

  @Test
  void aLossThatOneDurableWriteIsToldOfIsToldByTheOthersBesideIt() throws Exception {
    Slot first = io(0, NvmOpcode.WRITE, 0, 1, FUA);
    Slot second = io(1, NvmOpcode.WRITE, 8, 1, FUA);
    answer(-Errno.EIO);
    answer(512);
    assertThat(first.ended()).isEqualTo(Status.WRITE_FAULT);
    assertThat(second.ended()).isEqualTo(Status.WRITE_FAULT);
  }

  @Test
  void aDurableWriteThatFindsNoSpaceAloneIsNoLoss() throws Exception {
    Slot slot = io(0, NvmOpcode.WRITE, 0, 1, FUA);
    answer(-Errno.ENOSPC);
    assertThat(slot.ended()).isEqualTo(Status.CAPACITY_EXCEEDED);
    submit(0, sqe -> sqe.opcode(NvmOpcode.FLUSH).nsid(1), 0);
    answer(0);
    assertThat(slot.ended()).isEqualTo(Status.SUCCESS);
  }

  @Test
  void durableWritesAndZeroesAreSoWhenTheyEnd() throws Exception {
    Slot slot = io(0, NvmOpcode.WRITE, 0, 1, FUA);
    answer(512);
    assertThat(slot.ended()).isEqualTo(Status.SUCCESS);
    io(0, NvmOpcode.WRITE_ZEROES, 0, 4, FUA);
    answer(0);
    assertThat(slot.status).isNotDone();
    answer(0);
    assertThat(slot.ended()).isEqualTo(Status.SUCCESS);
    assertThat(file.begun)
        .containsExactly("write 512 at 0 durably", "fallocate 17 of 2048 at 0", "sync");
  }

  @Test
  void deallocatingPunchesAndZeroesThatAreNotSupportedAreWritten() throws Exception {
    IoBuffer ranges = IoBuffer.allocate(16);
    ranges.bytes().putInt(4, 8).putLong(8, 16);
    assertThat(DatasetRange.blocks(ranges.bytes(), 0)).isEqualTo(8);
    slots[0].status = new CompletableFuture<>();
    slots[0].data(ranges, 16);
    slots[0].sqe().clear().opcode(NvmOpcode.DATASET_MANAGEMENT).nsid(1).cdw11(4);
    onLoop(
        () -> {
          slots[0].moveTo(CommandState.RECEIVED);
          slots[0].moveTo(CommandState.EXECUTING);
          queue.submit(slots[0]);
          queue.flush();
        });
    while (file.underWay.isEmpty()) {
      onLoop(() -> {});
    }
    answer(0);
    assertThat(slots[0].ended()).isEqualTo(Status.SUCCESS);
    assertThat(file.begun).containsExactly("fallocate 3 of 4096 at 8192");
    Slot zeroing = io(1, NvmOpcode.WRITE_ZEROES, 0, 4, 0);
    answer(-Errno.EOPNOTSUPP);
    assertThat(zeroing.ended()).isEqualTo(Status.SUCCESS);
  }

  @Test
  void whoFindsNoRoomWaitsItsTurn() throws Exception {
    file.room = 1;
    Slot first = read(0, 0, 1);
    Slot second = read(1, 8, 1);
    Slot third = read(2, 16, 1);
    Slot fourth = read(3, 24, 1);
    assertThat(file.begun).containsExactly("read 512 at 0");
    onLoop(() -> queue.abort(third));
    assertThat(third.ended()).isEqualTo(Status.ABORT_REQUESTED);
    onLoop(() -> file.makeRoom(1));
    assertThat(file.begun).containsExactly("read 512 at 0", "read 512 at 4096");
    onLoop(() -> file.makeRoom(9));
    answer(512, 512, 512);
    assertThat(first.ended() + second.ended() + fourth.ended()).isZero();
    assertThat(file.begun).hasSize(3).last().isEqualTo("read 512 at 12288");
  }

  @Test
  void whatIsAbortedInTheKernelEndsWhenTheKernelSaysSo() throws Exception {
    Slot slot = write(2, 0, 1);
    onLoop(() -> queue.abort(slot));
    assertThat(file.cancelled).containsExactly(2);
    assertThat(slot.status).isNotDone();
    answer(-Errno.ECANCELED);
    assertThat(slot.ended()).isEqualTo(Status.ABORT_REQUESTED);
    write(2, 0, 1);
    onLoop(() -> queue.abort(slot));
    answer(512);
    assertThat(slot.ended()).isEqualTo(Status.SUCCESS);
  }

  @Test
  void aClosedQueueKeepsTheFileUntilTheKernelHasLetGo() throws Exception {
    Slot slot = write(0, 0, 1);
    onLoop(() -> queue.close());
    namespace.close();
    assertThat(file.closed).isFalse();
    assertThat(slot.status).isNotDone();
    onLoop(
        () -> {
          file.answer(512);
          queue.flush();
        });
    assertThat(slot.ended()).isEqualTo(Status.SUCCESS);
    assertThat(file.closed).isTrue();
  }

  @Test
  void aRangeIsHeldForAsLongAsTheKernelWorksOnIt() throws Exception {
    Slot first = write(0, 0, 8);
    Slot second = write(1, 4, 8);
    assertThat(file.begun).containsExactly("write 4096 at 0");
    answer(4096);
    assertThat(first.ended()).isEqualTo(Status.SUCCESS);
    while (file.underWay.isEmpty()) {
      onLoop(() -> {});
    }
    answer(4096);
    assertThat(second.ended()).isEqualTo(Status.SUCCESS);
  }

  @Test
  void notesOfTheEngineAreAdded() {
    assertThat(namespace.access().notes()).containsExactly("first", "scripted");
  }
}
