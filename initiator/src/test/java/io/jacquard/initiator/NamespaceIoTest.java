package io.jacquard.initiator;

import static io.jacquard.initiator.SimulatedHost.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jacquard.nvme.command.AdminOpcode;
import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.wire.Sqe;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NamespaceIoTest {
  private final Random random = new Random(4711);
  private SimulatedHost host;
  private ScriptedNamespace medium;

  @BeforeEach
  void start() throws IOException {
    host = new SimulatedHost();
    medium = host.controller.namespaces.get(1);
  }

  @AfterEach
  void stop() {
    assertThat(host.loop.buffers().heldBytes()).as("buffers given back").isZero();
    host.close();
  }

  private RemoteNamespace namespace() throws IOException {
    return host.connect().namespace(1).orElseThrow();
  }

  private void done(CompletableFuture<?> future) {
    host.run();
    assertThat(future).isCompleted();
  }

  private byte[] noise(int bytes) {
    byte[] data = new byte[bytes];
    random.nextBytes(data);
    return data;
  }

  @Test
  void dataInTheHeapAndOutsideIsWrittenAndReadBack() throws IOException {
    RemoteNamespace namespace = namespace();
    byte[] data = noise(3 * 512);
    done(namespace.writeAsync(5, ByteBuffer.wrap(data)));
    ByteBuffer direct = ByteBuffer.allocateDirect(3 * 512);
    done(namespace.readAsync(5, direct));
    byte[] back = new byte[data.length];
    direct.get(0, back);
    assertThat(back).isEqualTo(data);
    done(namespace.writeAsync(100, direct));
    ByteBuffer heap = ByteBuffer.allocate(4 * 512).position(512);
    done(namespace.readAsync(100, heap));
    assertThat(heap.position()).isEqualTo(512);
    assertThat(heap.slice(512, data.length)).isEqualTo(ByteBuffer.wrap(data));
  }

  @Test
  void nativeSegmentsAreUsedUnlessTheyAreConfined() throws IOException {
    RemoteNamespace namespace = namespace();
    byte[] data = noise(512);
    try (Arena shared = Arena.ofShared();
        Arena confined = Arena.ofConfined()) {
      MemorySegment segment = shared.allocate(512);
      MemorySegment.copy(data, 0, segment, java.lang.foreign.ValueLayout.JAVA_BYTE, 0, 512);
      done(namespace.writeAsync(1, segment));
      assertThat(medium.bytes).contains(data);
      MemorySegment other = confined.allocate(512);
      assertThatThrownBy(() -> namespace.writeAsync(1, other))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("confined");
    }
  }

  @Test
  void aTransferIsSplitAtTheControllersLimit() throws IOException {
    host.controller.identify =
        b -> b.set(io.jacquard.nvme.identify.IdentifyController.MDTS, 1); // 8 KiB
    RemoteNamespace namespace = namespace();
    byte[] data = noise(40 * 512);
    done(namespace.writeAsync(3, ByteBuffer.wrap(data)));
    assertThat(medium.blocksPerCommand).containsExactly(16, 16, 8);
    assertThat(medium.startBlocks).containsExactly(3L, 19L, 35L);
    ByteBuffer back = ByteBuffer.allocate(data.length);
    done(namespace.readAsync(3, back));
    assertThat(back.array()).isEqualTo(data);
  }

  @Test
  void aTransferIsSplitAtTheOptimalBoundary() throws IOException {
    medium.noiob = 10;
    RemoteNamespace namespace = namespace();
    done(namespace.writeAsync(7, ByteBuffer.wrap(noise(25 * 512))));
    assertThat(medium.blocksPerCommand).containsExactly(3, 10, 10, 2);
  }

  @Test
  void moreRequestsThanSlotsWaitTheirTurn() throws IOException {
    RemoteNamespace namespace = namespace();
    List<CompletableFuture<Void>> all =
        java.util.stream.IntStream.range(0, 500)
            .mapToObj(i -> namespace.writeAsync(i, ByteBuffer.wrap(noise(512))))
            .toList();
    host.run();
    assertThat(all).allMatch(CompletableFuture::isDone);
    assertThat(medium.startBlocks).hasSize(500);
  }

  @Test
  void anErrorStatusIsTyped() throws IOException {
    RemoteNamespace namespace = namespace();
    CompletableFuture<Void> read = namespace.readAsync(4096, ByteBuffer.allocate(512));
    host.run();
    assertThat(failure(read))
        .isInstanceOfSatisfying(
            NvmeStatusException.class, e -> assertThat(e.code()).isEqualTo(Status.LBA_OUT_OF_RANGE))
        .hasMessageContaining("Read of 1 block at block 4096");
  }

  @Test
  void compareFlushZeroesVerifyAndDeallocateReachTheController() throws IOException {
    RemoteNamespace namespace = namespace();
    byte[] data = noise(1024);
    done(namespace.writeAsync(2, ByteBuffer.wrap(data), IoFlag.FORCE_UNIT_ACCESS));
    done(namespace.compareAsync(2, ByteBuffer.wrap(data)));
    CompletableFuture<Void> differs = namespace.compareAsync(3, ByteBuffer.wrap(data));
    host.run();
    assertThat(failure(differs))
        .isInstanceOfSatisfying(
            NvmeStatusException.class, e -> assertThat(e.code()).isEqualTo(Status.COMPARE_FAILURE));
    done(namespace.flushAsync());
    assertThat(medium.flushes).isEqualTo(1);
    done(namespace.writeZeroesAsync(new BlockRange(2, 2), true));
    done(namespace.compareAsync(2, ByteBuffer.allocate(1024)));
    done(namespace.verifyAsync(new BlockRange(0, 4096)));
    done(namespace.deallocateAsync(List.of(new BlockRange(0, 8), new BlockRange(100, 5))));
    assertThat(medium.deallocatedRanges).isEqualTo(2);
  }

  @Test
  void aPathErrorThatTheControllerReportsLeavesTheConnectionAsItIs() throws IOException {
    RemoteNamespace namespace = namespace();
    host.controller.script =
        (queue, command) ->
            queue.queueId > 0 ? Answer.status(Status.HOST_PATHING_ERROR) : Answer.USUAL;
    CompletableFuture<Void> read = namespace.readAsync(0, ByteBuffer.allocate(512));
    host.run();
    assertThat(failure(read))
        .isInstanceOfSatisfying(
            NvmeStatusException.class,
            e -> assertThat(e.code()).isEqualTo(Status.HOST_PATHING_ERROR));
    host.controller.script = (queue, command) -> Answer.USUAL;
    done(namespace.readAsync(0, ByteBuffer.allocate(512)));
  }

  @Test
  void moreDataOfTheHeapThanCanBeCopiedIsRefusedAtOnce() throws IOException {
    RemoteController controller = host.connect();
    RemoteNamespace namespace = controller.namespace(1).orElseThrow();
    int more = host.loop.buffers().largest() + 512;
    Sqe read = Sqe.allocate().opcode(NvmOpcode.READ).blocks(more / 512);
    assertThatThrownBy(() -> namespace.commandAsync(read, ByteBuffer.allocate(more)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("direct buffer");
    Sqe log = Sqe.allocate().opcode(AdminOpcode.GET_LOG_PAGE);
    assertThatThrownBy(() -> controller.adminAsync(log, ByteBuffer.allocate(more)))
        .isInstanceOf(IllegalArgumentException.class);
    done(namespace.readAsync(0, ByteBuffer.allocate(more)));
  }

  @Test
  void lengthsThatAreNoBlocksAreRefusedAtOnce() throws IOException {
    RemoteNamespace namespace = namespace();
    assertThatThrownBy(() -> namespace.readAsync(0, ByteBuffer.allocate(100)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("block size 512");
    assertThatThrownBy(() -> namespace.readAsync(0, ByteBuffer.allocate(512).asReadOnlyBuffer()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
