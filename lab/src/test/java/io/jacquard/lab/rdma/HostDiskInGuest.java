package io.jacquard.lab.rdma;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jacquard.initiator.ConnectRefusedException;
import io.jacquard.initiator.Initiator;
import io.jacquard.initiator.RemoteController;
import io.jacquard.initiator.RemoteNamespace;
import io.jacquard.nvme.identity.Nqn;
import io.jacquard.nvme.identity.TransportAddress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Jacquard's host finds and uses a disk that a target on another machine exports. */
class HostDiskInGuest {
  private static final int SMALLEST = 4 << 10;
  private static final int LARGEST = 1 << 20;
  private static final int OTHERS = 20;
  private static final int MOST_BLOCKS = 128;
  private static final int AT_ONCE = 8;
  private static final long START = 1 << 20;

  private final SplittableRandom random = new SplittableRandom(20);

  /** Bytes of the disk, and what is there. */
  private record Extent(long at, ByteBuffer data) {}

  @Test
  void itsSubsystemIsFoundAtItsAddress() throws IOException {
    TransportAddress address = RemoteDisk.address();
    assertThat(Initiator.discover(RemoteDisk.options(Nqn.DISCOVERY)).entries())
        .anySatisfy(
            entry -> {
              assertThat(entry.subnqn()).isEqualTo(Optional.of(RemoteDisk.subsystem()));
              assertThat(entry.address()).isEqualTo(Optional.of(address));
            });
  }

  @Test
  void whatIsWrittenInTransfersOf4KibTo1MibIsReadAgain() throws IOException {
    try (RemoteController controller =
        Initiator.connect(RemoteDisk.options(RemoteDisk.subsystem()))) {
      RemoteNamespace disk = controller.namespace(1).orElseThrow();
      int blockSize = disk.geometry().blockSize();
      List<Extent> written = extents();
      for (List<Extent> some : inParts(written)) {
        await(some.stream().map(e -> disk.writeAsync(e.at() / blockSize, e.data())).toList());
      }
      disk.flush();
      for (List<Extent> some : inParts(written)) {
        List<Extent> read = some.stream().map(HostDiskInGuest::room).toList();
        await(read.stream().map(e -> disk.readAsync(e.at() / blockSize, e.data())).toList());
        assertThat(read).isEqualTo(some);
      }
    }
  }

  /** Side by side; every other one is in the heap, and so copied. */
  private List<Extent> extents() {
    List<Extent> extents = new ArrayList<>();
    long at = START;
    for (int size : sizes()) {
      ByteBuffer data = buffer(extents.size() % 2 == 0, size);
      while (data.hasRemaining()) {
        data.putLong(random.nextLong());
      }
      extents.add(new Extent(at, data.flip()));
      at += size;
    }
    return extents;
  }

  private int[] sizes() {
    return IntStream.concat(
            IntStream.iterate(SMALLEST, size -> size <= LARGEST, size -> 2 * size),
            IntStream.generate(() -> SMALLEST * random.nextInt(1, MOST_BLOCKS)).limit(OTHERS))
        .toArray();
  }

  private static Extent room(Extent written) {
    return new Extent(written.at(), buffer(!written.data().isDirect(), written.data().remaining()));
  }

  private static ByteBuffer buffer(boolean direct, int size) {
    ByteBuffer buffer = direct ? ByteBuffer.allocateDirect(size) : ByteBuffer.allocate(size);
    return buffer.order(ByteOrder.LITTLE_ENDIAN);
  }

  private static List<List<Extent>> inParts(List<Extent> all) {
    List<List<Extent>> parts = new ArrayList<>();
    for (int i = 0; i < all.size(); i += AT_ONCE) {
      parts.add(all.subList(i, Math.min(i + AT_ONCE, all.size())));
    }
    return parts;
  }

  private static void await(List<CompletableFuture<Void>> transfers) {
    CompletableFuture.allOf(transfers.toArray(CompletableFuture<?>[]::new)).join();
  }

  @Test
  void aSubsystemThatDoesNotExistIsRefused() throws IOException {
    Nqn nobody = Nqn.parse("nqn.2026-01.io.jacquard:nobody");
    assertThatThrownBy(() -> Initiator.connect(RemoteDisk.options(nobody)).close())
        .isInstanceOf(ConnectRefusedException.class)
        .hasMessageContaining("SUBNQN");
  }
}
