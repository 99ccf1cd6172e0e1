package io.jacquard.lab.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jacquard.nvme.command.AdminOpcode;
import io.jacquard.nvme.command.Identify;
import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.identify.Cns;
import io.jacquard.nvme.identify.IdentifyController;
import io.jacquard.nvme.identify.IdentifyNamespace;
import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.namespace.Capability;
import io.jacquard.nvme.namespace.ControllerAccess;
import io.jacquard.nvme.namespace.Namespace;
import io.jacquard.nvme.namespace.NamespaceKinds;
import io.jacquard.nvme.namespace.NamespaceUri;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.wire.Sqe;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Commands passed through to a controller of QEMU's: the property {@code jacquard.uri} names a
 * namespace of it, of 6 GiB, and {@code jacquard.async} says how it is to be reached.
 */
class PassthroughInGuest extends NamespaceContract {
  private static final int COMMANDS = 150;
  private static final int VENDOR_SPECIFIC = 0xC1;

  @Override
  String uri() {
    return System.getProperty("jacquard.uri");
  }

  private Namespace another(String options) throws IOException {
    String uri = uri();
    return NamespaceKinds.open(NamespaceUri.parse(uri + (uri.contains("?") ? "&" : "?") + options));
  }

  @Test
  void itIsReachedAsItWasAskedFor() {
    assertThat(namespace.access().backEnd()).isEqualTo("linux");
    assertThat(namespace.access().async()).isEqualTo(System.getProperty("jacquard.async"));
    assertThat(namespace.access().sync()).isEqualTo("nvme");
    assertThat(namespace.access().admin()).isEqualTo("nvme");
    assertThat(namespace.access().notes()).isEmpty();
    assertThat(namespace.description()).contains("QEMU NVMe Ctrl");
  }

  @Test
  void shapeAndAbilitiesAreThoseOfTheController() {
    assertThat(namespace.geometry().bytes()).isEqualTo(6 * GIB);
    assertThat(namespace.geometry().volatileWriteCache()).isTrue();
    assertThat(namespace.geometry().readOnly()).isFalse();
    assertThat(namespace.capabilities())
        .contains(
            Capability.PASSTHROUGH,
            Capability.COMPARE,
            Capability.WRITE_ZEROES,
            Capability.DEALLOCATE)
        .doesNotContain(Capability.COMPARE_AND_WRITE, Capability.RESIZE);
    // QEMU's MDTS is 512 KiB, and the driver takes as many pages.
    assertThat(namespace.largestTransfer()).isBetween(64 << 10, 512 << 10);
  }

  @Test
  void whatIsWrittenIsReadBackBeyondFourGib() throws Exception {
    int most = namespace.largestTransfer() / block;
    long[] places = {0, firstBlockAt(2 * GIB) - 1, firstBlockAt(4 * GIB) + 3};
    for (int i = 0; i < places.length; i++) {
      write(places[i], random(i, most));
    }
    for (int i = 0; i < places.length; i++) {
      assertBytes(read(places[i], most)).isEqualTo(Contents.bytes(random(i, most)));
    }
    long last = namespace.geometry().blocks() - 1;
    write(last, random(9, 1));
    assertBytes(read(last, 1)).isEqualTo(Contents.bytes(random(9, 1)));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 20261120})
  void behavesAsAnArrayOfBlocks(long seed) throws Exception {
    try (QueueUser other = new QueueUser(namespace, 4)) {
      new ArrayModel(this, seed).clear().run(rounds(COMMANDS), user, other);
    }
  }

  @Test
  void statusesOfTheControllerComeBackAsTheyAre() throws Exception {
    long end = namespace.geometry().blocks();
    refused(user.read(end, IoBuffer.allocate(block), 1), Status.LBA_OUT_OF_RANGE);
    refused(user.write(-1, random(1, 1), 1), Status.LBA_OUT_OF_RANGE);
    refused(
        user.run(sqe -> sqe.opcode(VENDOR_SPECIFIC).nsid(1), IoBuffer.NONE), Status.INVALID_OPCODE);
    write(0, random(1, 2));
    int different = user.run(QueueUser.command(NvmOpcode.COMPARE, 0, 2), random(2, 2));
    assertThat(Status.code(different)).isEqualTo(Status.COMPARE_FAILURE);
    QueueUser.succeeded(user.run(QueueUser.command(NvmOpcode.COMPARE, 0, 2), random(1, 2)));
  }

  @Test
  void commandsThatTheBlockLayerHasNotAreCarriedOut() throws Exception {
    write(100, random(5, 8));
    QueueUser.succeeded(none(user, NvmOpcode.VERIFY, 100, 8, 0));
    QueueUser.succeeded(user.run(copyTo(200, 1), Contents.copyRanges(100, 8)));
    assertBytes(read(200, 8)).isEqualTo(Contents.bytes(random(5, 8)));
    QueueUser.succeeded(none(user, NvmOpcode.WRITE_ZEROES, 100, 8, 0));
    assertBytes(read(100, 8)).isEqualTo(zeroes(8));
    QueueUser.succeeded(deallocate(user, 1, Contents.dsmRanges(1, 200, 8)));
    QueueUser.succeeded(none(user, NvmOpcode.FLUSH, 0, 1, 0));
    QueueUser.succeeded(user.run(QueueUser.command(NvmOpcode.WRITE, 0, 1, Sqe.FUA), random(7, 1)));
  }

  /** Over PCIe a device that moves more than there is would write over other memory. */
  @Test
  void dataThatIsShorterThanTheCommandIsRefusedBeforeTheDeviceSeesIt() throws Exception {
    refused(user.read(0, IoBuffer.allocate(block), 2), Status.DATA_SGL_LENGTH_INVALID);
    refused(user.read(0, IoBuffer.NONE, 1), Status.DATA_SGL_LENGTH_INVALID);
    refused(user.write(0, random(1, 2), 1), Status.DATA_SGL_LENGTH_INVALID);
    refused(deallocate(user, 2, Contents.dsmRanges(1, 0, 1)), Status.DATA_SGL_LENGTH_INVALID);
    refused(user.run(copyTo(8, 2), Contents.copyRanges(0, 1)), Status.DATA_SGL_LENGTH_INVALID);
    // Linux always sends room for 256 ranges.
    QueueUser.succeeded(deallocate(user, 1, Contents.dsmRanges(256, 500, 8)));
  }

  @Test
  void moreThanTheLargestTransferIsAnInvalidField() throws Exception {
    int most = namespace.largestTransfer() / block;
    refused(user.read(0, IoBuffer.allocate((most + 1) * block), most + 1), Status.INVALID_FIELD);
    refused(user.write(0, random(1, 2 * most), 2 * most), Status.INVALID_FIELD);
  }

  @Test
  void aPairOfCommandsCannotBeFused() throws Exception {
    IoBuffer data = random(1, 1);
    for (QueueUser.Pending half :
        user.submitPair(
            QueueUser.fused(NvmOpcode.COMPARE, 0, 1, Sqe.FUSE_FIRST),
            data,
            QueueUser.fused(NvmOpcode.WRITE, 0, 1, Sqe.FUSE_SECOND),
            data)) {
      refused(half.status(), Status.INVALID_FIELD);
    }
  }

  @Test
  void manyCommandsOfTwoQueuesOnTwoLoopsDoNotMix() throws Exception {
    try (QueueUser other = new QueueUser(namespace, DEPTH)) {
      List<QueueUser.Pending> all = new ArrayList<>();
      for (int i = 0; i < 4 * DEPTH; i++) {
        all.add(
            (i % 2 == 0 ? user : other)
                .submit(QueueUser.command(NvmOpcode.WRITE, 1000 + 8L * i, 8), random(i, 8)));
      }
      for (QueueUser.Pending one : all) {
        QueueUser.succeeded(one.status());
      }
    }
    for (int i = 0; i < 4 * DEPTH; i++) {
      assertBytes(read(1000 + 8L * i, 8)).isEqualTo(Contents.bytes(random(i, 8)));
    }
  }

  @Test
  void aQueueThatIsClosedCompletesEverythingOnce() throws Exception {
    List<QueueUser.Pending> all;
    try (QueueUser closing = new QueueUser(namespace, DEPTH)) {
      all =
          closing.submitAll(
              DEPTH,
              QueueUser.command(NvmOpcode.READ, 0, 8),
              8 * block,
              pending -> closing.closeQueue());
      for (QueueUser.Pending one : all) {
        int status = one.status();
        assertThat(Status.code(status)).isIn(Status.SUCCESS, Status.ABORTED_SQ_DELETION);
      }
      assertThat(closing.read(0, IoBuffer.allocate(block), 1))
          .isEqualTo(Status.ABORTED_SQ_DELETION);
    }
  }

  @Test
  void theControllerAnswersAdminCommandsThroughEachOfItsNodes() throws Exception {
    String node = uri().replaceAll("[?].*", "");
    String block = node.replace("/ng", "/nvme");
    for (String path : List.of(node, block, block.replaceAll("n[0-9]+$", ""))) {
      try (ControllerAccess controller = NamespaceKinds.openController(NamespaceUri.parse(path))) {
        IoBuffer data = IoBuffer.allocate(Identify.DATA_BYTES);
        Sqe identify = Sqe.allocate();
        Identify.of(Cns.IDENTIFY_CONTROLLER, 0).encode(identify);
        assertThat(controller.admin(identify, data, Identify.DATA_BYTES).status()).isZero();
        assertThat(IdentifyController.decode(data.bytes().clear()).serialNumber())
            .isEqualTo("nvme-a");
        assertThat(controller.nsid()).isEqualTo(path.matches(".*n[0-9]+") ? 1 : 0);

        Sqe unknown = Sqe.allocate().opcode(0xFF);
        refused(controller.admin(unknown, IoBuffer.NONE, 0).status(), Status.INVALID_OPCODE);
        Sqe queues = Sqe.allocate().opcode(AdminOpcode.GET_FEATURES).cdw10(7);
        assertThat(controller.admin(queues, IoBuffer.NONE, 0).result()).isNotZero();
      }
    }
  }

  @Test
  void theNamespaceHasTheWayToItsController() throws Exception {
    try (ControllerAccess controller = namespace.controller().orElseThrow()) {
      IoBuffer data = IoBuffer.allocate(Identify.DATA_BYTES);
      Sqe identify = Sqe.allocate();
      Identify.of(Cns.IDENTIFY_NAMESPACE, controller.nsid()).encode(identify);
      assertThat(controller.admin(identify, data, Identify.DATA_BYTES).status()).isZero();
      assertThat(IdentifyNamespace.decode(data.bytes().clear()).nsze())
          .isEqualTo(namespace.geometry().blocks());
    }
  }

  @Test
  void aNamespaceIsClaimedWhileItIsOpen() throws Exception {
    assertThatThrownBy(() -> another("threads=2"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("in use")
        .hasMessageContaining("exclusive=off");
    another("exclusive=off").close();
  }

  @Test
  void whatCannotBeDoneIsAnErrorAndNoOtherWay() {
    assertThatThrownBy(() -> open("/dev/ng0n1?exclusive=off&poll_io"))
        .hasMessageContaining("nvme.poll_queues");
    assertThatThrownBy(() -> open("/dev/nvme0n1?async=io_uring_cmd"))
        .hasMessageContaining("write /dev/ng0n1");
    assertThatThrownBy(() -> open("/dev/ng0n1?async=libaio"))
        .hasMessageContaining("async=libaio cannot pass");
    assertThatThrownBy(() -> open("/dev/nvme0")).hasMessageContaining("--passthru /dev/nvme0");
  }
}
