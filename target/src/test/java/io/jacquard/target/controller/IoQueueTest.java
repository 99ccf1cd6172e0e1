package io.jacquard.target.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.nvme.command.Connect;
import io.jacquard.nvme.command.ConnectData;
import io.jacquard.nvme.command.Disconnect;
import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.feature.FeatureId;
import io.jacquard.nvme.property.Property;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.transport.CloseReason;
import io.jacquard.nvme.wire.Sqe;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The path of I/O commands from an I/O queue to a namespace and back. */
class IoQueueTest {
  private final TestBench bench = new TestBench();
  private final TestNamespace medium = new TestNamespace(64);
  private TestQueue admin;

  @AfterEach
  void close() {
    bench.close();
  }

  private TestQueue start() {
    bench.add(1, medium);
    admin = bench.start();
    return bench.startIo(1);
  }

  private static byte[] block(int value) {
    byte[] data = new byte[TestNamespace.BLOCK];
    Arrays.fill(data, (byte) value);
    return data;
  }

  private static void write(Sqe sqe, int slba) {
    sqe.opcode(NvmOpcode.WRITE).nsid(1).slba(slba).blocks(1);
  }

  @Test
  void whatIsWrittenIsReadBack() {
    TestQueue io = start();

    assertThat(io.run(sqe -> write(sqe, 3), block(9), 0).status()).isZero();
    Answer read =
        io.run(
            sqe -> sqe.opcode(NvmOpcode.READ).nsid(1).slba(3).blocks(1),
            new byte[0],
            TestNamespace.BLOCK);

    assertThat(read.status()).isZero();
    assertThat(read.data().array()).isEqualTo(block(9));
  }

  @Test
  void namespacesThatAreNotActiveAreRefusedForGood() {
    TestQueue io = start();

    for (int nsid : new int[] {0, 2, 1024, 0x7FFF_FFFF, Sqe.NSID_ALL}) {
      Answer answer = io.run(sqe -> sqe.opcode(NvmOpcode.WRITE).nsid(nsid).blocks(1), block(1), 0);
      assertThat(answer.status()).isEqualTo(Status.withDnr(Status.INVALID_NAMESPACE_OR_FORMAT));
    }
  }

  @Test
  void dataOfTheWrongLengthIsRefusedBeforeItMoves() {
    TestQueue io = start();

    assertThat(io.run(sqe -> write(sqe, 0), new byte[1024], 0).code())
        .isEqualTo(Status.DATA_SGL_LENGTH_INVALID);
    assertThat(io.run(sqe -> write(sqe, 0)).code()).isEqualTo(Status.DATA_SGL_LENGTH_INVALID);
    assertThat(
            io.run(
                    sqe -> sqe.opcode(NvmOpcode.DATASET_MANAGEMENT).nsid(1).cdw10(1),
                    new byte[16],
                    0)
                .code())
        .isEqualTo(Status.DATA_SGL_LENGTH_INVALID);
    assertThat(medium.opcodes()).isEmpty();
  }

  @Test
  void roomForAllRangesIsAcceptedAsLinuxSendsIt() {
    TestQueue io = start();

    assertThat(
            io.run(
                    sqe -> sqe.opcode(NvmOpcode.DATASET_MANAGEMENT).nsid(1).cdw10(0),
                    new byte[4096],
                    0)
                .status())
        .isZero();
  }

  @Test
  void everyCommandOfTheNamespaceIsRouted() {
    TestQueue io = start();

    io.run(sqe -> sqe.opcode(NvmOpcode.WRITE_ZEROES).nsid(1).blocks(1));
    io.run(sqe -> sqe.opcode(NvmOpcode.VERIFY).nsid(1).blocks(1));
    io.run(sqe -> sqe.opcode(NvmOpcode.COMPARE).nsid(1).blocks(1), block(0), 0);
    io.run(sqe -> sqe.opcode(NvmOpcode.COPY).nsid(1), new byte[32], 0);
    io.run(sqe -> sqe.opcode(NvmOpcode.FLUSH).nsid(1));

    assertThat(medium.opcodes())
        .containsExactly(
            NvmOpcode.WRITE_ZEROES,
            NvmOpcode.VERIFY,
            NvmOpcode.COMPARE,
            NvmOpcode.COPY,
            NvmOpcode.FLUSH);
  }

  @Test
  void commandsThatTheNamespaceCannotDoAreUnknown() {
    TestNamespace plain = new TestNamespace(8, Set.of());
    bench.add(2, plain);
    TestQueue io = start();

    for (int opcode :
        new int[] {
          NvmOpcode.COMPARE,
          NvmOpcode.WRITE_ZEROES,
          NvmOpcode.VERIFY,
          NvmOpcode.RESERVATION_REGISTER,
          0x3F,
          0x40,
          0xFE
        }) {
      Answer answer = io.run(sqe -> sqe.opcode(opcode).nsid(2).blocks(1));
      assertThat(answer.status()).isEqualTo(Status.withDnr(Status.INVALID_OPCODE));
    }
    assertThat(plain.opcodes()).isEmpty();
  }

  @Test
  void aNamespaceThatHasNoQueueLeftFailsItsOwnCommandsOnly() {
    TestNamespace other = new TestNamespace(8);
    bench.add(4, other);
    TestQueue io = start();
    other.hasNoQueues(true);

    assertThat(io.run(sqe -> sqe.opcode(NvmOpcode.VERIFY).nsid(4).blocks(1)).status())
        .isEqualTo(Status.INTERNAL_ERROR);
    assertThat(io.run(sqe -> sqe.opcode(NvmOpcode.FLUSH).nsid(Sqe.NSID_ALL)).status())
        .as("not all were flushed")
        .isEqualTo(Status.INTERNAL_ERROR);
    assertThat(io.run(sqe -> sqe.opcode(NvmOpcode.VERIFY).nsid(1).blocks(1)).status()).isZero();
    other.hasNoQueues(false);
    assertThat(io.run(sqe -> sqe.opcode(NvmOpcode.VERIFY).nsid(4).blocks(1)).status()).isZero();
    bench.remove(4);
    assertThat(other.isClosed()).isTrue();
  }

  @Test
  void writesAreDurableAtOnceWhenTheCacheIsTurnedOff() {
    TestQueue io = start();
    io.run(sqe -> write(sqe, 0), block(1), 0);
    assertThat(medium.sawFua()).isFalse();

    admin.setFeature(FeatureId.VOLATILE_WRITE_CACHE, 0);
    io.run(sqe -> write(sqe, 0), block(1), 0);

    assertThat(medium.sawFua()).isTrue();
  }

  @Test
  void aCopyIsDurableAtOnceWhenTheCacheIsTurnedOff() {
    TestQueue io = start();
    admin.setFeature(FeatureId.VOLATILE_WRITE_CACHE, 0);

    io.run(sqe -> sqe.opcode(NvmOpcode.COPY).nsid(1).slba(0).cdw12(0), new byte[32], 0);

    assertThat(medium.opcodes()).containsExactly(NvmOpcode.COPY);
    assertThat(medium.sawFua()).isTrue();
  }

  @Test
  void aRemovedNamespaceIsClosedWhenItsCommandsHaveEnded() {
    TestQueue io = start();
    medium.stall();
    TestQueue.Pending stuck = io.send(sqe -> write(sqe, 0), block(1), 0);
    bench.settle();

    bench.remove(1);
    assertThat(medium.isClosed()).isFalse();
    assertThat(io.run(sqe -> write(sqe, 0), block(1), 0).code())
        .isEqualTo(Status.INVALID_NAMESPACE_OR_FORMAT);

    medium.resume();
    bench.settle();
    assertThat(stuck.answer().status()).isZero();
    assertThat(medium.openQueues()).isZero();
    assertThat(medium.isClosed()).isTrue();
  }

  @Test
  void anIdleQueueLetsGoOfARemovedNamespace() {
    TestQueue io = start();
    io.run(sqe -> write(sqe, 0), block(1), 0);
    assertThat(medium.openQueues()).isEqualTo(1);

    bench.remove(1);

    assertThat(medium.isClosed()).isTrue();
  }

  @Test
  void aNamespaceThatComesAgainUnderTheSameIdIsAnother() {
    TestQueue io = start();
    io.run(sqe -> write(sqe, 0), block(7), 0);
    bench.remove(1);
    TestNamespace next = new TestNamespace(64);
    bench.add(1, next);

    Answer read =
        io.run(
            sqe -> sqe.opcode(NvmOpcode.READ).nsid(1).blocks(1), new byte[0], TestNamespace.BLOCK);

    assertThat(read.data().array()).isEqualTo(block(0));
    assertThat(next.opcodes()).containsExactly(NvmOpcode.READ);
  }

  @Test
  void aDeletedQueueIsNoLoss() {
    TestQueue io = start();

    assertThat(io.run(new Disconnect(0)).status()).isZero();
    bench.pass(IoController.QUEUE_LOSS_DELAY.multipliedBy(2));

    assertThat(io.isClosed()).isTrue();
    assertThat(io.closeReason().kind()).isEqualTo(CloseReason.Kind.DISCONNECTED);
    assertThat(bench.associations()).hasSize(1);
    assertThat(bench.connectIo(bench.dial(1), 1).status()).isZero();
  }

  @Test
  void aDisconnectOfAnUnknownFormatIsRefused() {
    TestQueue io = start();

    assertThat(io.run(new Disconnect(1)).code()).isEqualTo(Status.CONNECT_INCOMPATIBLE_FORMAT);
    assertThat(io.isClosed()).isFalse();
  }

  @Test
  void aLostIoQueueEndsTheAssociation() {
    TestQueue io = start();

    io.close();
    assertThat(admin.isClosed()).isFalse();
    bench.pass(IoController.QUEUE_LOSS_DELAY.plusMillis(200));

    assertThat(admin.isClosed()).isTrue();
    assertThat(admin.closeReason().kind()).isEqualTo(CloseReason.Kind.ASSOCIATION_ENDED);
  }

  @Test
  void aHostMayCloseIoQueuesOneByOneIfItSaidSo() {
    bench.add(1, medium);
    TestQueue queue = bench.dial(0);
    bench.connect(
        queue,
        new Connect(0, 0, 31, Connect.CATTR_INDIVIDUAL_QUEUE_DELETE, 0),
        TestBench.admin(TestBench.SUBSYSTEM));
    queue.set(Property.CC, 4, TestBench.ENABLE);
    TestQueue io = bench.dial(1);
    bench.connect(
        io,
        new Connect(0, 1, 31, 0, 0),
        new ConnectData(
            TestBench.HOST_ID,
            bench.associations().getFirst().controllerId(),
            TestBench.SUBSYSTEM,
            TestBench.HOST));

    io.close();
    bench.pass(IoController.QUEUE_LOSS_DELAY.multipliedBy(2));

    assertThat(queue.isClosed()).isFalse();
  }

  @Test
  void theLossOfTheAdminQueueClosesIoQueuesAndAbortsTheirCommands() {
    TestQueue io = start();
    medium.stall();
    io.send(sqe -> write(sqe, 0), block(1), 0);
    bench.settle();
    assertThat(medium.stalledCommands()).isEqualTo(1);

    admin.close();

    assertThat(io.isClosed()).isTrue();
    assertThat(medium.stalledCommands()).isZero();
    assertThat(medium.openQueues()).isZero();
    assertThat(bench.associations()).isEmpty();
  }

  @Test
  void aStoppedAssociationFinishesWhatIsUnderWayAndBeginsNothing() {
    TestQueue io = start();
    medium.stall();
    TestQueue.Pending underWay = io.send(sqe -> write(sqe, 0), block(1), 0);
    bench.settle();
    var gone =
        bench
            .associations()
            .getFirst()
            .stop(CloseReason.of(CloseReason.Kind.STOPPING, "the target is stopping"));
    bench.settle();
    io.send(sqe -> write(sqe, 1), block(1), 0);
    bench.settle();
    assertThat(io.isClosed()).isFalse();

    medium.resume();
    bench.settle();

    assertThat(underWay.answer().status()).isZero();
    assertThat(medium.opcodes()).containsExactly(NvmOpcode.WRITE);
    assertThat(io.isClosed()).isTrue();
    assertThat(admin.isClosed()).isTrue();
    assertThat(gone).isCompleted();
  }
}
