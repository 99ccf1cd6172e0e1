package io.jacquard.lab.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jacquard.initiator.BlockRange;
import io.jacquard.initiator.ConnectOptions;
import io.jacquard.initiator.ConnectRefusedException;
import io.jacquard.initiator.Initiator;
import io.jacquard.initiator.IoFlag;
import io.jacquard.initiator.NvmeStatusException;
import io.jacquard.initiator.RemoteController;
import io.jacquard.initiator.RemoteNamespace;
import io.jacquard.nvme.discovery.DiscoveryLog;
import io.jacquard.nvme.discovery.DiscoveryLogEntry;
import io.jacquard.nvme.status.Status;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Our initiator uses the Linux kernel's target; the guest looks at its disks from the other side.
 */
@Tag("vm")
class LinuxTargetInteropTest {

  private static final String NQN = "nqn.2026-01.io.jacquard:linux";
  private static final int PORT = 4420;
  private static final Duration LIMIT = Duration.ofSeconds(150);
  private static final int SMALL_BLOCK = 512;
  private static final int LARGE_BLOCK = 4096;

  @RegisterExtension
  static final GuestMachine guest =
      new GuestMachine("linux-target", machine -> machine.cpus(2).reachable(PORT));

  @BeforeAll
  static void export() {
    linux(
        """
        memory_disk nullb0 64 512
        memory_disk nullb1 64 4096
        subsystem %1$s
        export_disk %1$s 1 /dev/nullb0
        export_disk %1$s 2 /dev/nullb1
        tcp_port 1 10.0.2.15 %2$d
        offer %1$s 1
        """
            .formatted(NQN, PORT));
  }

  private static String linux(String script) {
    return guest.get().succeed("source /run/target.sh\n" + script, LIMIT);
  }

  private static ConnectOptions.Builder options(String nqn) {
    return ConnectOptions.to("tcp://127.0.0.1:%d/%s".formatted(guest.get().hostPort(PORT), nqn));
  }

  private static RemoteController connect() throws IOException {
    return Initiator.connect(options(NQN).build());
  }

  private static ByteBuffer random(long seed, int bytes) {
    byte[] data = new byte[bytes];
    new Random(seed).nextBytes(data);
    return ByteBuffer.wrap(data);
  }

  private static String sha256(ByteBuffer data) throws NoSuchAlgorithmException {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    digest.update(data.duplicate());
    return HexFormat.of().formatHex(digest.digest());
  }

  /** What the guest itself reads from a disk, past its cache. */
  private static String guestSha256(String disk, long offset, int bytes) {
    return linux(
        "dd if=/dev/%s bs=%d skip=%d count=%d iflag=direct,skip_bytes status=none"
                .formatted(disk, transfer(bytes), offset, bytes / transfer(bytes))
            + " | sha256sum | cut -c1-64");
  }

  /** Makes the guest itself write random data to a disk, past its cache. */
  private static void guestWrites(String disk, long offset, int bytes) {
    linux(
        "head -c %d /dev/urandom | dd of=/dev/%s bs=%d seek=%d"
                .formatted(bytes, disk, transfer(bytes), offset)
            + " oflag=direct,seek_bytes iflag=fullblock status=none");
  }

  /** How much the guest moves at a time. */
  private static int transfer(int bytes) {
    return Math.min(bytes, 1 << 20);
  }

  @Test
  void discoveryFindsTheSubsystem() throws IOException {
    DiscoveryLog log =
        Initiator.discover("tcp://127.0.0.1:%d/".formatted(guest.get().hostPort(PORT)));

    assertThat(log.entries())
        .filteredOn(entry -> entry.subtype() == DiscoveryLogEntry.SUBTYPE_NVM)
        .singleElement()
        .satisfies(
            entry -> {
              assertThat(entry.subnqn()).hasToString("Optional[" + NQN + "]");
              assertThat(entry.address().orElseThrow()).hasToString("tcp://10.0.2.15:4420");
            });
  }

  @Test
  void identityAndGeometryAreWhatTheGuestConfigured() throws IOException {
    try (RemoteController controller = connect()) {
      assertThat(controller.identify().serialNumber()).isEqualTo("LINUX0001");
      assertThat(controller.namespaces()).extracting(RemoteNamespace::nsid).containsExactly(1L, 2L);
      assertThat(controller.namespace(1).orElseThrow().geometry())
          .satisfies(
              geometry -> {
                assertThat(geometry.blockSize()).isEqualTo(SMALL_BLOCK);
                assertThat(geometry.bytes()).isEqualTo(64L << 20);
              });
      assertThat(controller.namespace(2).orElseThrow().geometry().blockSize())
          .isEqualTo(LARGE_BLOCK);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1, false, false",
    "1, true, false",
    "1, false, true",
    "1, true, true",
    "2, false, false",
    "2, true, true"
  })
  void dataIsTheSameOnBothSides(int queues, boolean headerDigest, boolean dataDigest)
      throws Exception {
    ConnectOptions options =
        options(NQN).ioQueues(queues).digests(headerDigest, dataDigest).build();
    try (RemoteController controller = Initiator.connect(options)) {
      assertThat(controller.ioQueues()).isEqualTo(queues);
      for (int size : new int[] {8192, 2 << 20}) {
        exchange(controller.namespace(1).orElseThrow(), "nullb0", size);
        exchange(controller.namespace(2).orElseThrow(), "nullb1", size);
      }
    }
  }

  private static void exchange(RemoteNamespace namespace, String disk, int size) throws Exception {
    long block = 24;
    long offset = block * namespace.geometry().blockSize();
    ByteBuffer written = random(size, size);
    namespace.write(block, written, IoFlag.FORCE_UNIT_ACCESS);
    assertThat(guestSha256(disk, offset, size)).isEqualTo(sha256(written));

    guestWrites(disk, offset, size);
    ByteBuffer read = ByteBuffer.allocateDirect(size);
    namespace.read(block, read);
    assertThat(sha256(read)).isEqualTo(guestSha256(disk, offset, size));
  }

  @Test
  void manyCommandsAtOnceKeepTheirData() throws Exception {
    try (RemoteController controller = connect()) {
      RemoteNamespace namespace = controller.namespace(2).orElseThrow();
      int count = 512;
      List<CompletableFuture<Void>> writes = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        writes.add(namespace.writeAsync(4L * i, random(i, 4 * LARGE_BLOCK)));
      }
      CompletableFuture.allOf(writes.toArray(CompletableFuture<?>[]::new)).join();
      namespace.flush();

      ByteBuffer all = ByteBuffer.allocateDirect(count * 4 * LARGE_BLOCK);
      List<CompletableFuture<Void>> reads = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        reads.add(namespace.readAsync(4L * i, all.slice(i * 4 * LARGE_BLOCK, 4 * LARGE_BLOCK)));
      }
      CompletableFuture.allOf(reads.toArray(CompletableFuture<?>[]::new)).join();

      for (int i = 0; i < count; i++) {
        assertThat(all.slice(i * 4 * LARGE_BLOCK, 4 * LARGE_BLOCK))
            .isEqualTo(random(i, 4 * LARGE_BLOCK));
      }
      assertThat(guestSha256("nullb1", 0, all.capacity())).isEqualTo(sha256(all));
    }
  }

  @Test
  void zeroedAndDeallocatedBlocksReadAsZeros() throws Exception {
    try (RemoteController controller = connect()) {
      RemoteNamespace namespace = controller.namespace(1).orElseThrow();
      ByteBuffer zeros = ByteBuffer.allocate(64 * SMALL_BLOCK);
      ByteBuffer read = ByteBuffer.allocate(64 * SMALL_BLOCK);

      namespace.write(1024, random(1, 256 * SMALL_BLOCK));
      namespace.writeZeroes(new BlockRange(1024, 64), false);
      namespace.read(1024, read);
      assertThat(read).isEqualTo(zeros);

      namespace.deallocate(List.of(new BlockRange(1088, 64), new BlockRange(1216, 64)));
      assertThat(guestSha256("nullb0", 1088 * SMALL_BLOCK, 64 * SMALL_BLOCK))
          .isEqualTo(sha256(zeros));
      assertThat(guestSha256("nullb0", 1216 * SMALL_BLOCK, 64 * SMALL_BLOCK))
          .isEqualTo(sha256(zeros));
      namespace.read(1152, read);
      assertThat(read)
          .isEqualTo(random(1, 256 * SMALL_BLOCK).slice(128 * SMALL_BLOCK, 64 * SMALL_BLOCK));
    }
  }

  @Test
  void whatTheKernelRefusesIsATypedErrorAndHarmsNothing() throws Exception {
    try (RemoteController controller = connect()) {
      RemoteNamespace namespace = controller.namespace(1).orElseThrow();
      ByteBuffer block = ByteBuffer.allocate(SMALL_BLOCK);

      assertThatThrownBy(() -> namespace.compare(0, block))
          .isInstanceOfSatisfying(
              NvmeStatusException.class,
              failure -> assertThat(failure.code()).isEqualTo(Status.INVALID_OPCODE));
      assertThatThrownBy(() -> namespace.read(namespace.geometry().blocks(), block))
          .isInstanceOf(IOException.class);

      namespace.write(7, random(7, SMALL_BLOCK));
      namespace.read(7, block);
      assertThat(block).isEqualTo(random(7, SMALL_BLOCK));
    }
  }

  @Test
  void aSubsystemThatDoesNotExistIsRefusedForGood() {
    assertThatThrownBy(() -> Initiator.connect(options("nqn.2026-01.io.jacquard:nobody").build()))
        .isInstanceOfSatisfying(
            ConnectRefusedException.class,
            refused -> {
              assertThat(refused.permanent()).isTrue();
              assertThat(Status.code(refused.status()))
                  .isEqualTo(Status.CONNECT_INVALID_PARAMETERS);
              assertThat(refused.parameter().orElseThrow().parameter()).contains("SUBNQN");
            });
  }

  @Test
  void aHostThatIsNotAllowedIsRefusedForGood() {
    linux("echo 0 > $configfs/subsystems/" + NQN + "/attr_allow_any_host");
    try {
      assertThatThrownBy(LinuxTargetInteropTest::connect)
          .isInstanceOfSatisfying(
              ConnectRefusedException.class,
              refused -> {
                assertThat(refused.permanent()).isTrue();
                assertThat(Status.code(refused.status())).isEqualTo(Status.CONNECT_INVALID_HOST);
              });
    } finally {
      linux("echo 1 > $configfs/subsystems/" + NQN + "/attr_allow_any_host");
    }
  }
}
