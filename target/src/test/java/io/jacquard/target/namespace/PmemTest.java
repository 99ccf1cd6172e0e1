package io.jacquard.target.namespace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.command.CommandCounts;
import io.jacquard.nvme.command.CommandState;
import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.linux.LinuxFile;
import io.jacquard.nvme.linux.PersistentMapping;
import io.jacquard.nvme.loop.LoopSettings;
import io.jacquard.nvme.loop.ThreadLoop;
import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.namespace.CommandQueue;
import io.jacquard.nvme.namespace.Namespace;
import io.jacquard.nvme.namespace.NamespaceUri;
import io.jacquard.nvme.status.Status;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Mapped files of this machine, which has no persistent memory: guests with some have more. */
@Timeout(60)
class PmemTest {
  private static final int BLOCKS = 8;
  private static final int BYTES = BLOCKS * 512;

  @TempDir Path directory;

  private static final class Slot extends Command {
    private CompletableFuture<Integer> status = new CompletableFuture<>();

    Slot() {
      super(0, new CommandCounts());
      data(IoBuffer.allocate(BYTES), BYTES);
    }

    @Override
    protected void onComplete(int code, long result) {
      moveTo(CommandState.FREE);
      status.complete(Status.code(code));
    }
  }

  private NamespaceUri uri(String options) {
    return NamespaceUri.parse("pmem:" + directory.resolve("image") + options);
  }

  private static int run(ThreadLoop loop, CommandQueue queue, Slot slot, int opcode, long slba)
      throws Exception {
    slot.status = new CompletableFuture<>();
    loop.execute(
        () -> {
          slot.sqe().clear().opcode(opcode).nsid(1).slba(slba).blocks(BLOCKS);
          slot.moveTo(CommandState.RECEIVED);
          slot.moveTo(CommandState.EXECUTING);
          queue.submit(slot);
          queue.flush();
        });
    return slot.status.get(30, TimeUnit.SECONDS);
  }

  private static CommandQueue open(ThreadLoop loop, Namespace namespace) throws Exception {
    CompletableFuture<CommandQueue> queue = new CompletableFuture<>();
    loop.execute(() -> queue.complete(namespace.open(loop, 1)));
    return queue.get(30, TimeUnit.SECONDS);
  }

  @Test
  void aFileThatIsNotOnPersistentMemoryIsRefusedWithTheRemedy() {
    assertThatThrownBy(() -> new PmemProvider().open(uri("?size=1M")))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll("image", "persistent memory", "'-o dax'", "file:");
    assertThatThrownBy(() -> new PmemProvider().open(uri("?size=1M&direct=on")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("unknown option 'direct'");
  }

  @Test
  void afterAFailedSyncNoFlushSucceeds() throws Exception {
    Files.write(directory.resolve("image"), new byte[BYTES]);
    ImageFile image = ImageFile.open(FileOptions.read(uri("")).buffered());
    PmemStore store =
        new PmemStore(image, PersistentMapping.ofAnyFile(directory.resolve("image"), BYTES));
    assertThat(store.flush()).isEqualTo(Status.SUCCESS);
    try (LinuxFile unsyncable = LinuxFile.open(Path.of("/dev/null"), LinuxFile.O_RDWR, 0)) {
      insteadOf(image.file().fd(), unsyncable.fd(), () -> failed(store.flush()));
    }
    failed(store.flush());
    MemorySegment data = IoBuffer.allocate(512).segment();
    failed(store.write(0, data, 512, true));
    assertThat(store.write(0, data, 512, false)).isEqualTo(Status.SUCCESS);
    store.close();
  }

  private static void failed(int status) {
    assertThat(Status.isSuccess(status)).isFalse();
  }

  /** While {@code task} runs, a descriptor is another file. */
  private static void insteadOf(int fd, int other, Runnable task) throws Exception {
    int kept = call("dup", fd);
    try {
      call("dup2", other, fd);
      task.run();
    } finally {
      call("dup2", kept, fd);
      call("close", kept);
    }
  }

  private static int call(String name, Integer... arguments) throws Exception {
    Linker linker = Linker.nativeLinker();
    ValueLayout[] layouts = new ValueLayout[arguments.length];
    Arrays.fill(layouts, ValueLayout.JAVA_INT);
    MethodHandle function =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow(name),
            FunctionDescriptor.of(ValueLayout.JAVA_INT, layouts));
    try {
      int result = (int) function.invokeWithArguments((Object[]) arguments);
      assertThat(result).as(name).isNotNegative();
      return result;
    } catch (Throwable e) {
      throw new IllegalStateException(name, e);
    }
  }

  @Test
  void allSpaceIsAllocatedWhenItIsOpened() throws Exception {
    try (Namespace namespace = new PmemProvider(true).open(uri("?size=1M"))) {
      assertThat(namespace.geometry().bytes()).isEqualTo(1 << 20);
      assertThat(LinuxFile.look(directory.resolve("image")).allocated())
          .isGreaterThanOrEqualTo(1 << 20);
      assertThat(namespace.access().backEnd()).isEqualTo("pmem");
      assertThat(namespace.access().async()).isEqualTo("emu");
    }
  }

  @Test
  void whatIsWrittenIsInTheFileAndWhatIsDeallocatedIsZero() throws Exception {
    ThreadLoop loop = new ThreadLoop("pmem", LoopSettings.defaults().withCount(1));
    try (Namespace namespace = new PmemProvider(true).open(uri("?size=1M"))) {
      CommandQueue queue = open(loop, namespace);
      Slot slot = new Slot();
      slot.data().segment().fill((byte) 7);
      assertThat(run(loop, queue, slot, NvmOpcode.WRITE, 16)).isEqualTo(Status.SUCCESS);
      assertThat(run(loop, queue, slot, NvmOpcode.FLUSH, 0)).isEqualTo(Status.SUCCESS);
      byte[] contents = Files.readAllBytes(directory.resolve("image"));
      assertThat(contents[16 * 512 - 1]).isZero();
      assertThat(contents[16 * 512]).isEqualTo((byte) 7);
      assertThat(contents[24 * 512 - 1]).isEqualTo((byte) 7);
      assertThat(contents[24 * 512]).isZero();
      loop.execute(queue::close);
    } finally {
      loop.close();
    }
  }

  @Test
  void whatWasCutOffIsAnErrorOfTheCommandAndOfNothingElse() throws Exception {
    ThreadLoop loop = new ThreadLoop("pmem", LoopSettings.defaults().withCount(1));
    try (Namespace namespace = new PmemProvider(true).open(uri("?size=1M"))) {
      CommandQueue queue = open(loop, namespace);
      Slot slot = new Slot();
      try (RandomAccessFile file =
          new RandomAccessFile(directory.resolve("image").toFile(), "rw")) {
        file.setLength(8192);
      }
      // Often enough for the compiler, whose code meets faults in another way.
      for (int i = 0; i < 10_000; i++) {
        assertThat(run(loop, queue, slot, NvmOpcode.READ, i % 2 * 8L)).isEqualTo(Status.SUCCESS);
        assertThat(run(loop, queue, slot, NvmOpcode.READ, 100 + i % 7))
            .isEqualTo(Status.UNRECOVERED_READ_ERROR);
        assertThat(run(loop, queue, slot, NvmOpcode.WRITE, 100 + i % 7))
            .isEqualTo(Status.WRITE_FAULT);
      }
      loop.execute(queue::close);
    } finally {
      loop.close();
    }
  }
}
