package io.jacquard.target.passthrough;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.command.CommandCounts;
import io.jacquard.nvme.command.CommandState;
import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.linux.Errno;
import io.jacquard.nvme.linux.NvmeIoctl;
import io.jacquard.nvme.loop.Loop;
import io.jacquard.nvme.loop.ManualLoop;
import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.namespace.AccessPath;
import io.jacquard.nvme.namespace.CommandQueue;
import io.jacquard.nvme.namespace.NamespaceGeometry;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.wire.Sqe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a queue does before and after the kernel; the device is one that the test plays. */
class PassthroughQueueTest {
  private static final int BLOCK = 512;
  private static final int LARGEST = 64 << 10;
  private static final int SEGMENTS = 16;

  @TempDir Path directory;
  private final ManualLoop loop = new ManualLoop();
  private final Played carrier = new Played();
  private PassthroughNamespace namespace;
  private CommandQueue queue;

  /** A carrier whose commands end when the test says so. */
  private static final class Played implements Carrier, Carrier.Kind {
    private final CommandFifo line = new CommandFifo();
    private final List<PassedCommand> begun = new ArrayList<>();
    private int open;
    private boolean closed;

    @Override
    public Carrier open(Loop loop, int depth) {
      open++;
      return this;
    }

    @Override
    public void close() {
      closed = true;
    }

    @Override
    public void start(PassedCommand command) {
      line.add(command);
    }

    @Override
    public void flush() {
      for (PassedCommand next = line.take(); next != null; next = line.take()) {
        begun.add(next);
      }
    }

    @Override
    public boolean withdraw(PassedCommand command) {
      return line.remove(command);
    }

    @Override
    public void release() {
      open--;
    }

    void end(int outcome, long result) {
      PassedCommand first = begun.removeFirst();
      first.outcome = outcome;
      first.result = result;
      first.ended();
    }
  }

  private static final class Slot extends Command {
    private Optional<Integer> status = Optional.empty();
    private long result;

    Slot(int index) {
      super(index, new CommandCounts());
    }

    @Override
    protected void onComplete(int ended, long dwords) {
      moveTo(CommandState.FREE);
      assertThat(status).as("completed once").isEmpty();
      status = Optional.of(ended);
      result = dwords;
    }

    int status() {
      return status.orElseThrow();
    }
  }

  @BeforeEach
  void open() throws Exception {
    Path node = Files.createFile(directory.resolve("ng0n1"));
    namespace =
        new PassthroughNamespace(
            NvmeDevice.open(node, false),
            new NamespaceProfile(
                "A Model",
                new NamespaceGeometry(BLOCK, 1000, false, true, false, 1, 1, 1, 1),
                Set.of(),
                0,
                Optional.empty(),
                LARGEST,
                false),
            new QueueLimits(LARGEST, SEGMENTS, false),
            new AccessPath("linux", "thrpool", "nvme", "nvme"),
            carrier);
    queue = namespace.open(loop, 4);
  }

  @AfterEach
  void close() {
    queue.close();
    namespace.close();
  }

  private Slot submit(int index, Consumer<Sqe> fill, IoBuffer data) {
    Slot slot = new Slot(index);
    fill.accept(slot.sqe());
    slot.data(data, data.capacity());
    slot.moveTo(CommandState.RECEIVED);
    slot.moveTo(CommandState.EXECUTING);
    queue.submit(slot);
    return slot;
  }

  private Slot read(int index, int blocks) {
    return submit(
        index,
        sqe -> sqe.opcode(NvmOpcode.READ).nsid(1).blocks(blocks),
        IoBuffer.allocate(blocks * BLOCK));
  }

  @Test
  void statusAndResultComeBackAsTheyAre() {
    Slot slot = read(0, 1);
    queue.flush();
    carrier.end(Status.withDnr(Status.LBA_OUT_OF_RANGE), 0x1_0000_0002L);

    assertThat(slot.status()).isEqualTo(Status.withDnr(Status.LBA_OUT_OF_RANGE));
    assertThat(slot.result).isEqualTo(0x1_0000_0002L);
  }

  @Test
  void noMoreDataIsGivenThanTheDeviceMoves() {
    submit(
        0,
        sqe -> sqe.opcode(NvmOpcode.DATASET_MANAGEMENT).nsid(1).cdw10(1),
        IoBuffer.allocate(4096));
    submit(1, sqe -> sqe.opcode(0x99).nsid(1), IoBuffer.allocate(100));
    submit(2, sqe -> sqe.opcode(NvmOpcode.FLUSH).nsid(1), IoBuffer.allocate(512));
    queue.flush();

    assertThat(carrier.begun).extracting(one -> one.length).containsExactly(32, 100, 0);
    assertThat(carrier.begun.getLast().address()).isZero();
    while (!carrier.begun.isEmpty()) {
      carrier.end(0, 0);
    }
  }

  @Test
  void whatTheDeviceMustNotSeeIsRefused() {
    IoBuffer block = IoBuffer.allocate(BLOCK);
    Consumer<Sqe> two = sqe -> sqe.opcode(NvmOpcode.WRITE).nsid(1).blocks(2);
    assertThat(Status.code(submit(0, two, block).status()))
        .isEqualTo(Status.DATA_SGL_LENGTH_INVALID);
    assertThat(Status.code(read(0, LARGEST / BLOCK + 1).status())).isEqualTo(Status.INVALID_FIELD);
    Slot fused =
        submit(
            0,
            sqe -> sqe.opcode(NvmOpcode.COMPARE).flags(Sqe.FUSE_FIRST, Sqe.PSDT_SGL).blocks(1),
            block);
    assertThat(Status.code(fused.status())).isEqualTo(Status.INVALID_FIELD);
    IoBuffer odd = IoBuffer.wrap(IoBuffer.allocate(LARGEST + 8).segment().asSlice(4, LARGEST));
    Slot scattered =
        submit(0, sqe -> sqe.opcode(NvmOpcode.READ).nsid(1).blocks(LARGEST / BLOCK), odd);
    assertThat(Status.code(scattered.status())).as("17 pages").isEqualTo(Status.INVALID_FIELD);
    queue.flush();
    assertThat(carrier.begun).isEmpty();
  }

  @Test
  void aCommandThatWaitsCanBeAbortedAndOneInTheKernelCannot() {
    Slot waiting = read(0, 1);
    queue.abort(waiting);
    assertThat(waiting.status()).isEqualTo(Status.ABORT_REQUESTED);
    queue.flush();
    assertThat(carrier.begun).isEmpty();

    Slot begun = read(0, 1);
    queue.flush();
    queue.abort(begun);
    assertThat(begun.status).isEmpty();
    carrier.end(0, 0);
    assertThat(begun.status()).isZero();
  }

  @Test
  void closingWaitsForTheKernelAndThenGivesTheDeviceBack() {
    Slot begun = read(0, 1);
    queue.flush();
    Slot waiting = read(1, 1);
    queue.close();
    namespace.close();

    assertThat(waiting.status()).isEqualTo(Status.ABORTED_SQ_DELETION);
    assertThat(carrier.open).isOne();
    assertThat(carrier.closed).isFalse();
    carrier.end(0, 0);
    assertThat(begun.status()).isZero();
    assertThat(carrier.open).isZero();
    assertThat(carrier.closed).isTrue();
    assertThat(new NvmeIoctl(namespace.device().fd()).namespaceId()).isEqualTo(-Errno.EBADF);
    assertThat(read(2, 1).status()).isEqualTo(Status.ABORTED_SQ_DELETION);
    assertThatThrownBy(() -> namespace.open(loop, 1)).hasMessageContaining("is closed");
  }

  @Test
  void whatTheKernelAnswersItselfIsNoPathError() {
    int gone = Status.withDnr(Status.INTERNAL_ERROR);
    assertThat(outcome(-Errno.ENODEV)).isEqualTo(gone);
    assertThat(outcome(-Errno.ENXIO)).isEqualTo(gone);
    // The node of this test is no NVMe device: as if its device had gone.
    assertThat(outcome(-Errno.EINVAL)).isEqualTo(gone);
    assertThat(outcome(-Errno.EINTR)).isEqualTo(Status.INTERNAL_ERROR);
    assertThat(outcome(-Errno.EACCES)).isEqualTo(Status.withDnr(Status.OPERATION_DENIED));
    assertThat(outcome(Status.HOST_PATHING_ERROR)).isEqualTo(Status.INTERNAL_ERROR);
    assertThat(outcome(Status.withDnr(Status.COMMAND_ABORTED_BY_HOST))).isEqualTo(gone);
    assertThat(outcome(0x7FFF)).isEqualTo(0x7FFF);
  }

  private int outcome(int outcome) {
    Slot slot = read(0, 1);
    queue.flush();
    carrier.end(outcome, 7);
    assertThat(slot.result).isEqualTo(outcome < 0 ? 0 : 7);
    return slot.status();
  }
}
