package io.jacquard.lab.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jacquard.initiator.BlockRange;
import io.jacquard.initiator.ConnectOptions;
import io.jacquard.initiator.ConnectRefusedException;
import io.jacquard.initiator.ControllerListener;
import io.jacquard.initiator.Initiator;
import io.jacquard.initiator.IoFlag;
import io.jacquard.initiator.NamespaceChange;
import io.jacquard.initiator.NvmeStatusException;
import io.jacquard.initiator.RemoteController;
import io.jacquard.initiator.RemoteNamespace;
import io.jacquard.nvme.command.GetLogPage;
import io.jacquard.nvme.discovery.DiscoveryLog;
import io.jacquard.nvme.discovery.DiscoveryLogEntry;
import io.jacquard.nvme.feature.FeatureId;
import io.jacquard.nvme.feature.NumberOfQueues;
import io.jacquard.nvme.identity.Nqn;
import io.jacquard.nvme.log.LogPageId;
import io.jacquard.nvme.property.ControllerStatus;
import io.jacquard.nvme.property.Property;
import io.jacquard.nvme.status.Status;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Our initiator and our target over TCP, each command for real. */
class InitiatorOverTcpTest {
  private final Random random = new Random(20);
  private ExportedTarget target;

  @BeforeEach
  void start() throws IOException {
    target = new ExportedTarget("mem:32M", "mem:16M?block=4096");
  }

  @AfterEach
  void stop() {
    target.close();
  }

  private ByteBuffer noise(int bytes, boolean direct) {
    byte[] data = new byte[bytes];
    random.nextBytes(data);
    return direct ? ByteBuffer.allocateDirect(bytes).put(0, data) : ByteBuffer.wrap(data);
  }

  @ParameterizedTest
  @CsvSource({"1,false,false", "1,true,true", "4,false,true", "4,true,false", "3,false,false"})
  void dataOfEverySizeComesBack(int queues, boolean header, boolean data) throws IOException {
    try (RemoteController controller =
        Initiator.connect(
            ConnectOptions.to(target.uri()).ioQueues(queues).digests(header, data).build())) {
      assertThat(controller.ioQueues()).isEqualTo(queues);
      for (RemoteNamespace namespace : controller.namespaces()) {
        int block = namespace.geometry().blockSize();
        for (int bytes : new int[] {block, 2 * block, 64 << 10, 128 << 10, 1 << 20, 3 << 20}) {
          ByteBuffer written = noise(bytes, random.nextBoolean());
          namespace.write(3, written);
          ByteBuffer read =
              random.nextBoolean() ? ByteBuffer.allocateDirect(bytes) : ByteBuffer.allocate(bytes);
          namespace.read(3, read);
          assertThat(read.mismatch(written)).as("%d bytes", bytes).isEqualTo(-1);
        }
      }
    }
  }

  @Test
  void manyVirtualThreadsShareAConnection() throws Exception {
    try (RemoteController controller =
        Initiator.connect(ConnectOptions.to(target.uri()).ioQueues(2).queueSize(8).build())) {
      RemoteNamespace namespace = controller.namespace(1).orElseThrow();
      List<CompletableFuture<Void>> all = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        int place = i;
        CompletableFuture<Void> done = new CompletableFuture<>();
        all.add(done);
        Thread.ofVirtual().start(() -> complete(done, () -> writeAndCheck(namespace, place)));
      }
      CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new)).get(60, TimeUnit.SECONDS);
    }
  }

  private interface Work {
    void run() throws IOException;
  }

  private static void complete(CompletableFuture<Void> done, Work work) {
    try {
      work.run();
      done.complete(null);
    } catch (IOException | RuntimeException | Error e) {
      done.completeExceptionally(e);
    }
  }

  private static void writeAndCheck(RemoteNamespace namespace, int place) throws IOException {
    ByteBuffer data = ByteBuffer.allocate(16 << 10);
    for (int i = 0; i < data.capacity(); i += 4) {
      data.putInt(i, place << 16 | i);
    }
    namespace.write(place * 32L, data, IoFlag.FORCE_UNIT_ACCESS);
    ByteBuffer back = ByteBuffer.allocate(data.capacity());
    namespace.read(place * 32L, back);
    assertThat(back).isEqualTo(data);
  }

  @Test
  void everyKindOfCommandWorks() throws IOException {
    try (RemoteController controller = Initiator.connect(target.uri())) {
      RemoteNamespace namespace = controller.namespace(1).orElseThrow();
      ByteBuffer data = noise(8 << 10, true);
      namespace.write(100, data);
      namespace.compare(100, data);
      assertThatThrownBy(() -> namespace.compare(101, data))
          .isInstanceOfSatisfying(
              NvmeStatusException.class,
              e -> assertThat(e.code()).isEqualTo(Status.COMPARE_FAILURE));
      namespace.flush();
      namespace.verify(new BlockRange(0, namespace.geometry().blocks()));
      namespace.writeZeroes(new BlockRange(100, 8), false);
      namespace.compare(100, ByteBuffer.allocate(8 * 512));
      namespace.compare(108, data.slice(8 * 512, 8 * 512));
      namespace.deallocate(List.of(new BlockRange(108, 4), new BlockRange(112, 4)));
      namespace.compare(108, ByteBuffer.allocate(8 * 512));
      assertThatThrownBy(
              () -> namespace.read(namespace.geometry().blocks(), ByteBuffer.allocate(512)))
          .isInstanceOfSatisfying(
              NvmeStatusException.class,
              e -> assertThat(e.code()).isEqualTo(Status.LBA_OUT_OF_RANGE));
    }
  }

  @Test
  void rangesAreCopiedInAsManyCommandsAsItTakes() throws IOException {
    try (RemoteController controller = Initiator.connect(target.uri())) {
      RemoteNamespace namespace = controller.namespace(1).orElseThrow();
      int blocks = 20_000; // more than MSSRL and, with the second range, more than MSRC allow
      ByteBuffer data = noise(blocks * 512, true);
      namespace.write(0, data);
      List<BlockRange> sources = new ArrayList<>();
      sources.add(new BlockRange(0, blocks));
      for (int i = 0; i < 200; i++) {
        sources.add(new BlockRange(i, 1));
      }
      namespace.copy(sources, 30_000);
      namespace.compare(30_000, data);
      namespace.compare(30_000 + blocks, data.slice(0, 200 * 512));
    }
  }

  @Test
  void propertiesFeaturesAndLogPagesAreRead() throws IOException {
    try (RemoteController controller = Initiator.connect(target.uri())) {
      assertThat(controller.identify().subnqn()).isEqualTo(Optional.of(ExportedTarget.NQN));
      assertThat(new ControllerStatus((int) controller.property(Property.CSTS)).rdy()).isTrue();
      long queues = controller.getFeature(FeatureId.NUMBER_OF_QUEUES, 0);
      assertThat(NumberOfQueues.decode((int) queues).submission())
          .isGreaterThanOrEqualTo(controller.ioQueues());
      assertThat(controller.logPage(GetLogPage.of(LogPageId.SMART_HEALTH, 0, 512)).remaining())
          .isEqualTo(512);
      assertThat(
              controller.logPage(GetLogPage.of(LogPageId.SUPPORTED_LOG_PAGES, 0, 1024)).getInt(8))
          .as("SMART is supported")
          .isNotZero();
    }
  }

  @Test
  void discoveryTellsWhereToConnect() throws IOException {
    DiscoveryLog log =
        Initiator.discover(ConnectOptions.to(target.discovery(), Nqn.DISCOVERY).build());
    assertThat(log.entries())
        .filteredOn(e -> e.subtype() == DiscoveryLogEntry.SUBTYPE_NVM)
        .singleElement()
        .satisfies(
            entry -> {
              assertThat(entry.subnqn()).isEqualTo(Optional.of(ExportedTarget.NQN));
              assertThat(entry.address()).isEqualTo(Optional.of(target.address()));
            });
  }

  @Test
  void aWrongNameAndARefusedHostAreToldApart() throws IOException {
    assertThatThrownBy(() -> Initiator.connect(target.address() + "/nqn.2026-01.io.jacquard:none"))
        .isInstanceOfSatisfying(
            ConnectRefusedException.class, e -> assertThat(e.permanent()).isTrue())
        .hasMessageContaining("SUBNQN");
    target.allowOnly(Nqn.parse("nqn.2026-01.io.jacquard:somebody"));
    assertThatThrownBy(() -> Initiator.connect(target.uri()))
        .isInstanceOfSatisfying(
            ConnectRefusedException.class, e -> assertThat(e.permanent()).isTrue())
        .hasMessageContaining("Invalid Host");
  }

  @Test
  void namespacesAddedResizedAndRemovedAreSeen() throws Exception {
    BlockingQueue<String> changes = new LinkedBlockingQueue<>();
    try (RemoteController controller = Initiator.connect(target.uri())) {
      controller.addListener(
          new ControllerListener() {
            @Override
            public void namespaceChanged(NamespaceChange change) {
              changes.add(change.kind() + " " + change.namespace().nsid());
            }
          });
      target.export("mem:32M", "mem:16M?block=4096", "mem:8M");
      assertThat(changes.poll(20, TimeUnit.SECONDS)).isEqualTo("ADDED 3");
      controller.namespace(3).orElseThrow().write(0, ByteBuffer.allocate(4096));
      target.export("mem:64M", "mem:16M?block=4096", "mem:8M");
      assertThat(changes.poll(20, TimeUnit.SECONDS)).isEqualTo("CHANGED 1");
      assertThat(controller.namespace(1).orElseThrow().geometry().bytes()).isEqualTo(64 << 20);
      target.export("mem:64M", "mem:16M?block=4096");
      assertThat(changes.poll(20, TimeUnit.SECONDS)).isEqualTo("REMOVED 3");
      assertThat(controller.namespaces()).hasSize(2);
    }
  }
}
