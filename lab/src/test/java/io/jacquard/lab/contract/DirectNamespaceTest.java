package io.jacquard.lab.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jacquard.initiator.BlockRange;
import io.jacquard.initiator.DirectNamespace;
import io.jacquard.initiator.IoFlag;
import io.jacquard.initiator.NamespaceChannel;
import io.jacquard.initiator.NvmeStatusException;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.wire.Sqe;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The way in for Java programs, over media that this program opens itself. */
class DirectNamespaceTest {
  @TempDir private static Path directory;

  private DirectNamespace open(String uri) throws IOException {
    return DirectNamespace.open(uri.replace("DIR", directory.toString()));
  }

  private static ByteBuffer random(int bytes, long seed, ByteBuffer into) {
    byte[] data = new byte[bytes];
    new Random(seed).nextBytes(data);
    into.put(0, data);
    return into;
  }

  @ParameterizedTest
  @ValueSource(strings = {"mem:64M", "mem:64M?block=4096", "DIR/plain.img?size=64M"})
  void whatIsWrittenIsReadInPlaceOrCopiedInOnePieceOrMany(String uri) throws IOException {
    int bytes = (9 << 20) + 4096;
    try (DirectNamespace disk = open(uri)) {
      ByteBuffer aligned = random(bytes, 1, DirectNamespace.allocate(bytes));
      disk.write(8, aligned);
      disk.flush();
      for (ByteBuffer into :
          List.of(
              DirectNamespace.allocate(bytes),
              ByteBuffer.allocateDirect(bytes + 1).position(1),
              ByteBuffer.allocate(bytes))) {
        disk.read(8, into);
        assertThat(into.mismatch(aligned)).isEqualTo(-1);
      }
      ByteBuffer heap = random(4096, 2, ByteBuffer.allocate(4096));
      disk.write(0, heap, IoFlag.FORCE_UNIT_ACCESS);
      ByteBuffer back = DirectNamespace.allocate(4096);
      disk.read(0, back);
      assertThat(back.mismatch(heap)).isEqualTo(-1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mem:32M", "DIR/many.img?size=32M"})
  void manyVirtualThreadsShareIt(String uri) throws Exception {
    try (DirectNamespace disk = open(uri);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        int piece = i;
        all.add(
            threads.submit(
                () -> {
                  ByteBuffer data = random(8192, piece, ByteBuffer.allocate(8192));
                  disk.write(piece * 16L, data);
                  ByteBuffer back = ByteBuffer.allocate(8192);
                  disk.read(piece * 16L, back);
                  assertThat(back).isEqualTo(data);
                  return null;
                }));
      }
      for (Future<?> one : all) {
        one.get();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mem:1M", "DIR/errors.img?size=1M"})
  void errorsNameTheCommandAndTheStatus(String uri) throws IOException {
    try (DirectNamespace disk = open(uri)) {
      assertThatThrownBy(() -> disk.read(2047, ByteBuffer.allocate(1024)))
          .isInstanceOfSatisfying(
              NvmeStatusException.class,
              e -> assertThat(e.code()).isEqualTo(Status.LBA_OUT_OF_RANGE))
          .hasMessageContaining("Read of 2 blocks at block 2047");
      assertThatThrownBy(() -> disk.read(0, ByteBuffer.allocate(100)))
          .hasMessageContaining("not a multiple of the block size 512");
      assertThatThrownBy(() -> disk.command(Sqe.allocate().opcode(0xFC), ByteBuffer.allocate(0)))
          .isInstanceOf(NvmeStatusException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mem:4M", "DIR/zero.img?size=4M"})
  void blocksAreZeroedAndDeallocated(String uri) throws IOException {
    try (DirectNamespace disk = open(uri)) {
      disk.write(0, random(8192, 3, ByteBuffer.allocate(8192)));
      disk.writeZeroes(new BlockRange(0, 8), false);
      disk.deallocate(List.of(new BlockRange(8, 8)));
      ByteBuffer back = ByteBuffer.allocate(8192);
      disk.read(0, back);
      assertThat(back).isEqualTo(ByteBuffer.allocate(8192));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mem:1M", "DIR/bytes.img?size=1M"})
  void itIsARowOfBytesToo(String uri) throws IOException {
    try (DirectNamespace disk = open(uri)) {
      NamespaceChannel bytes = disk.channel();
      bytes.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), 511);
      ByteBuffer back = ByteBuffer.allocate(5);
      bytes.read(back, 510);
      assertThat(back.array()).containsExactly(0, 1, 2, 3, 0);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mem:8M", "DIR/close.img?size=8M"})
  void closeLetsWhatIsUnderWayEndAndRefusesTheRest(String uri) throws Exception {
    DirectNamespace disk = open(uri);
    List<CompletableFuture<Void>> all = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      all.add(disk.writeAsync(0, ByteBuffer.allocate(4096)));
    }
    disk.close();
    disk.close();
    for (CompletableFuture<Void> one : all) {
      try {
        one.get();
      } catch (ExecutionException e) {
        assertThat(e.getCause()).hasMessageContaining("is closed");
      }
    }
    assertThatThrownBy(() -> disk.read(0, ByteBuffer.allocate(512)))
        .hasMessageContaining("is closed");
  }
}
