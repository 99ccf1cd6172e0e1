package io.jacquard.lab.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jacquard.nvme.command.AdminOpcode;
import io.jacquard.nvme.command.Identify;
import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.identify.Cns;
import io.jacquard.nvme.identify.IdentifyController;
import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.namespace.Capability;
import io.jacquard.nvme.namespace.ControllerAccess;
import io.jacquard.nvme.namespace.Namespace;
import io.jacquard.nvme.namespace.NamespaceKinds;
import io.jacquard.nvme.namespace.NamespaceUri;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.wire.Sqe;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A controller of QEMU's under our own driver: the property {@code jacquard.uri} names a namespace
 * of it, of 6 GiB.
 */
class PciInGuest extends NamespaceContract {
  private static final int COMMANDS = 150;
  private static final int VENDOR_SPECIFIC = 0xC1;

  @Override
  String uri() {
    return System.getProperty("jacquard.uri");
  }

  private static Namespace reach(String uri) throws Exception {
    return NamespaceKinds.open(NamespaceUri.parse(uri));
  }

  @Test
  void itIsReachedByQueuePairsOfItsController() {
    assertThat(namespace.access().backEnd()).isEqualTo("pci");
    assertThat(namespace.access().async()).isEqualTo("nvme");
    assertThat(namespace.access().admin()).isEqualTo("nvme");
    assertThat(namespace.description()).contains("QEMU NVMe Ctrl");
    assertThat(namespace.geometry().bytes()).isEqualTo(6 * GIB);
    assertThat(namespace.capabilities())
        .contains(Capability.PASSTHROUGH, Capability.COMPARE, Capability.WRITE_ZEROES)
        .doesNotContain(Capability.COMPARE_AND_WRITE, Capability.RESIZE);
    assertThat(namespace.largestTransfer()).isGreaterThanOrEqualTo(512 << 10);
  }

  @Test
  void whatIsWrittenIsReadBackInEverySize() throws Exception {
    long[] places = {0, firstBlockAt(2 * GIB) - 3, firstBlockAt(4 * GIB) + 3};
    for (int bytes = 4096; bytes <= namespace.largestTransfer(); bytes *= 2) {
      int blocks = bytes / block;
      for (long place : places) {
        write(place, random(place + bytes, blocks));
      }
      for (long place : places) {
        assertBytes(read(place, blocks))
            .as("%d bytes at block %d", bytes, place)
            .isEqualTo(Contents.bytes(random(place + bytes, blocks)));
      }
    }
    long last = namespace.geometry().blocks() - 1;
    write(last, random(9, 1));
    assertBytes(read(last, 1)).isEqualTo(Contents.bytes(random(9, 1)));
  }

  @Test
  void buffersOfTheLoopAreReachedWhereTheyAre() throws Exception {
    for (int bytes : new int[] {block, 8192, 64 << 10, 128 << 10}) {
      byte[] expected = Contents.bytes(random(bytes, bytes / block));
      IoBuffer buffer = user.onLoop(() -> user.loop().buffers().acquire(bytes));
      buffer.bytes().put(0, expected);
      IoBuffer part = IoBuffer.wrap(buffer.segment().asSlice(0, bytes));
      QueueUser.succeeded(user.write(100, part, bytes / block));
      buffer.segment().fill((byte) 0);
      QueueUser.succeeded(user.read(100, part, bytes / block));
      byte[] back = new byte[bytes];
      buffer.bytes().get(0, back);
      assertBytes(back).isEqualTo(expected);
      user.onLoop(
          () -> {
            user.loop().buffers().release(buffer);
            return true;
          });
    }
  }

  @Test
  void dataThatBeginsAnywhereInALoopsBufferIsCarried() throws Exception {
    IoBuffer buffer = user.onLoop(() -> user.loop().buffers().acquire(128 << 10));
    for (int offset : new int[] {4, 1, 4095, 4092, 512, 6}) {
      int bytes = 32 << 10;
      byte[] expected = Contents.bytes(random(offset, bytes / block));
      buffer.segment().fill((byte) 0x55);
      IoBuffer part = IoBuffer.wrap(buffer.segment().asSlice(offset, bytes));
      part.bytes().put(0, expected);
      QueueUser.succeeded(user.write(200, part, bytes / block));
      part.segment().fill((byte) 0);
      QueueUser.succeeded(user.read(200, part, bytes / block));
      byte[] back = new byte[bytes];
      part.bytes().get(0, back);
      assertBytes(back).as("offset %d", offset).isEqualTo(expected);
      assertThat(buffer.bytes().get(offset + bytes)).isEqualTo((byte) 0x55);
      assertThat(buffer.bytes().get(offset - 1)).isEqualTo((byte) 0x55);
    }
    user.onLoop(
        () -> {
          user.loop().buffers().release(buffer);
          return true;
        });
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
  void dataThatDoesNotFitItsCommandIsRefusedBeforeTheControllerSeesIt() throws Exception {
    refused(user.write(0, random(1, 2), 1), Status.DATA_SGL_LENGTH_INVALID);
    refused(user.read(0, IoBuffer.allocate(block), 2), Status.DATA_SGL_LENGTH_INVALID);
    refused(user.read(0, IoBuffer.NONE, 1), Status.DATA_SGL_LENGTH_INVALID);
    int tooMuch = namespace.largestTransfer() + block;
    refused(user.read(0, IoBuffer.allocate(tooMuch), tooMuch / block), Status.INVALID_FIELD);
    refused(
        user.submitPair(
                QueueUser.fused(NvmOpcode.COMPARE, 0, 1, Sqe.FUSE_FIRST),
                random(1, 1),
                QueueUser.fused(NvmOpcode.WRITE, 0, 1, Sqe.FUSE_SECOND),
                random(2, 1))
            .getFirst()
            .status(),
        Status.INVALID_FIELD);
  }

  @Test
  void zeroesAndDeallocationAreThoseOfTheController() throws Exception {
    byte[] expected = Contents.bytes(random(7, 64));
    write(500, random(7, 64));
    QueueUser.succeeded(none(user, NvmOpcode.WRITE_ZEROES, 503, 9, 0));
    QueueUser.succeeded(deallocate(user, 2, Contents.dsmRanges(256, 520, 8, 540, 8)));
    java.util.Arrays.fill(expected, 3 * block, 12 * block, (byte) 0);
    byte[] now = read(500, 64);
    assertBytes(java.util.Arrays.copyOf(now, 20 * block))
        .isEqualTo(java.util.Arrays.copyOf(expected, 20 * block));
    QueueUser.succeeded(none(user, NvmOpcode.VERIFY, 500, 64, 0));
    QueueUser.succeeded(user.run(sqe -> sqe.opcode(NvmOpcode.FLUSH).nsid(1), IoBuffer.NONE));
    QueueUser.succeeded(user.run(QueueUser.command(NvmOpcode.WRITE, 3, 9, Sqe.FUA), random(5, 9)));
  }

  @Test
  void dataAtOddAddressesIsCarriedToo() throws Exception {
    byte[] bytes = Contents.bytes(random(6, 200));
    ByteBuffer odd = ByteBuffer.allocateDirect(bytes.length + 12).position(11).slice();
    odd.put(0, bytes);
    IoBuffer from = IoBuffer.wrap(odd.slice(0, bytes.length));
    QueueUser.succeeded(user.write(20, from, 200));
    assertBytes(read(20, 200)).isEqualTo(bytes);
  }

  @Test
  void moreCommandsThanTheQueueHasEntriesAreAllCarriedOut() throws Exception {
    try (QueueUser deep = new QueueUser(namespace, 700)) {
      List<QueueUser.Pending> all = new ArrayList<>();
      for (int i = 0; i < 700; i++) {
        long slba = 4000L + i;
        all.add(deep.submit(QueueUser.command(NvmOpcode.WRITE, slba, 1), random(slba, 1)));
      }
      for (QueueUser.Pending each : all) {
        QueueUser.succeeded(each.status());
      }
      for (int i = 0; i < 700; i += 33) {
        assertBytes(read(4000 + i, 1)).isEqualTo(Contents.bytes(random(4000 + i, 1)));
      }
    }
  }

  @Test
  void severalLoopsAndSeveralOpeningsWorkAtTheSameTime() throws Exception {
    try (ExecutorService threads = Executors.newCachedThreadPool();
        Namespace again = reach(uri())) {
      List<Callable<Boolean>> work = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        int number = i;
        work.add(() -> exercise(number % 2 == 0 ? namespace : again, number));
      }
      for (Future<Boolean> each : threads.invokeAll(work)) {
        assertThat(each.get()).isTrue();
      }
    }
  }

  private boolean exercise(Namespace on, int number) throws Exception {
    Random random = new Random(number);
    byte[] model = new byte[64 * block];
    long origin = 10_000L + 64L * number;
    try (QueueUser mine = new QueueUser(on, 16)) {
      QueueUser.succeeded(none(mine, NvmOpcode.WRITE_ZEROES, origin, 64, 0));
      for (int i = 0; i < 60; i++) {
        int count = 1 + random.nextInt(16);
        int at = random.nextInt(64 - count);
        IoBuffer data = random(random.nextLong(), count);
        QueueUser.succeeded(mine.write(origin + at, data, count));
        System.arraycopy(Contents.bytes(data), 0, model, at * block, count * block);
      }
      IoBuffer back = IoBuffer.allocate(model.length);
      QueueUser.succeeded(mine.read(origin, back, 64));
      assertBytes(Contents.bytes(back)).isEqualTo(model);
    }
    return true;
  }

  @Test
  void abortedCommandsCompleteOnce() throws Exception {
    List<QueueUser.Pending> all =
        user.submitAll(
            DEPTH,
            QueueUser.command(NvmOpcode.WRITE, 0, 16),
            16 * block,
            pending -> pending.forEach(user::abort));
    for (QueueUser.Pending each : all) {
      assertThat(Status.code(each.status())).isIn(Status.SUCCESS, Status.ABORT_REQUESTED);
    }
    write(0, random(1, 16));
    assertBytes(read(0, 16)).isEqualTo(Contents.bytes(random(1, 16)));
  }

  @Test
  void closingAQueueCompletesWhatIsInIt() throws Exception {
    QueueUser mine = new QueueUser(namespace, DEPTH);
    List<QueueUser.Pending> all =
        mine.submitAll(
            DEPTH,
            QueueUser.command(NvmOpcode.WRITE, 0, 16),
            16 * block,
            pending -> mine.closeQueue());
    for (QueueUser.Pending each : all) {
      assertThat(Status.code(each.status())).isIn(Status.SUCCESS, Status.ABORTED_SQ_DELETION);
    }
    mine.close();
    write(0, random(1, 1));
  }

  @Test
  void theControllerAnswersAdminCommandsOfOthers() throws Exception {
    try (ControllerAccess controller = namespace.controller().orElseThrow()) {
      assertThat(controller.nsid()).isEqualTo(1);
      IoBuffer data = IoBuffer.allocate(4096);
      Sqe identify = Sqe.allocate();
      Identify.of(Cns.IDENTIFY_CONTROLLER, 0).encode(identify);
      assertThat(controller.admin(identify, data, 4096).status()).isZero();
      assertThat(IdentifyController.decode(data.bytes()).modelNumber()).isEqualTo("QEMU NVMe Ctrl");
      Sqe feature = Sqe.allocate().opcode(AdminOpcode.GET_FEATURES).cdw10(0x07);
      assertThat(controller.admin(feature, IoBuffer.NONE, 0).status()).isZero();
      refused(
          controller
              .admin(Sqe.allocate().opcode(AdminOpcode.DELETE_IO_SQ).cdw10(1), IoBuffer.NONE, 0)
              .status(),
          Status.INVALID_OPCODE);
    }
  }

  @Test
  void whatCannotBeHadIsAnErrorThatSaysWhatToDo() {
    String address = NamespaceUri.parse(uri()).target();
    assertThatThrownBy(() -> reach("pci:" + address + "?nsid=77"))
        .hasMessageContaining("namespace 77 of " + address);
    assertThatThrownBy(() -> reach("pci:1f:1f.7"))
        .hasMessageContaining("no PCI device 0000:1f:1f.7");
    assertThatThrownBy(() -> reach("pci:0000:00:00.0")).hasMessageContaining("no NVMe controller");
    assertThatThrownBy(() -> reach("pci:" + address + "?nsid=1&timeout=99s"))
        .hasMessageContaining("other options");
  }
}
