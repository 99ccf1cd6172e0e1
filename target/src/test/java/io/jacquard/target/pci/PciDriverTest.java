package io.jacquard.target.pci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jacquard.nvme.command.AdminOpcode;
import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.loop.ManualLoop;
import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.namespace.CommandQueue;
import io.jacquard.nvme.property.ControllerConfiguration;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.wire.Sqe;
import io.jacquard.target.pci.FakeBench.TestCommand;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The driver against a controller that is simulated behind its registers and its memory. */
class PciDriverTest {
  private static final int BLOCK = FakeMedium.BLOCK;

  private final FakeBench bench = new FakeBench();

  @AfterEach
  void nothingWasTouchedThatIsNotTheDevices() {
    assertThat(bench.device.memory.faults()).isEmpty();
  }

  private static IoBuffer random(long seed, int bytes) {
    IoBuffer data = IoBuffer.allocate(bytes);
    byte[] content = new byte[bytes];
    new Random(seed).nextBytes(content);
    data.bytes().put(0, content);
    return data;
  }

  private static byte[] bytes(IoBuffer data) {
    byte[] content = new byte[data.capacity()];
    data.bytes().get(0, content);
    return content;
  }

  @Test
  void aControllerIsSwitchedOnByTheRules() throws IOException {
    bench.start("");
    List<Integer> written = bench.device.configurations;
    assertThat(new ControllerConfiguration(written.getFirst()).en()).isFalse();
    ControllerConfiguration last = new ControllerConfiguration(written.getLast());
    assertThat(last.en()).isTrue();
    assertThat(last.iosqes()).isEqualTo(6);
    assertThat(last.iocqes()).isEqualTo(4);
    assertThat(bench.device.admin.eventRequests()).isEqualTo(3);
  }

  @Test
  void whatIsShutDownHasNoMemoryLeft() throws IOException {
    bench.start("");
    CommandQueue queue = bench.queue(8);
    TestCommand command =
        bench.submit(queue, 0, FakeBench.io(NvmOpcode.WRITE, 0, 8), random(1, 8 * BLOCK));
    bench.loop.runReady();
    assertThat(command.status).isZero();
    queue.close();
    bench.loop.runReady();
    assertThat(bench.close()).isTrue();
    assertThat(bench.device.memory.mappings()).isZero();
    assertThat(bench.device.closed).isTrue();
    List<ControllerConfiguration> end =
        bench.device.configurations.stream().map(ControllerConfiguration::new).toList();
    assertThat(end.get(end.size() - 2).shn()).isEqualTo(ControllerConfiguration.SHN_NORMAL);
    assertThat(end.getLast().en()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"0,0,false", "1,0,false", "2,0,false", "0,3,false", "1,1,true", "0,0,true"})
  void dataOfEverySizeAtEveryAddressComesBack(int sgls, int stride, boolean shadows)
      throws IOException {
    bench.device.admin.sgls = sgls;
    bench.device.stride = stride;
    bench.device.admin.shadows = shadows;
    bench.start("");
    CommandQueue queue = bench.queue(8);
    Random random = new Random(sgls * 31L + stride);
    IoBuffer pooled = bench.loop.buffers().acquire(128 << 10);
    for (int i = 0; i < 200; i++) {
      int blocks = 1 + random.nextInt(random.nextBoolean() ? 8 : 200);
      int offset = random.nextInt(5) * random.nextInt(1500);
      IoBuffer place =
          random.nextBoolean()
              ? IoBuffer.wrap(pooled.segment().asSlice(offset, (long) blocks * BLOCK))
              : IoBuffer.allocate(blocks * BLOCK);
      byte[] expected = bytes(random(i, blocks * BLOCK));
      long slba = random.nextInt(8000 - blocks);
      place.bytes().put(0, expected);
      transfer(queue, NvmOpcode.WRITE, slba, blocks, place);
      place.segment().fill((byte) 0);
      transfer(queue, NvmOpcode.READ, slba, blocks, place);
      assertThat(bytes(place)).isEqualTo(expected);
    }
    assertThat(bench.device.medium.sgls() > 0).isEqualTo(sgls > 0);
    assertThat(bench.device.medium.prpLists() > 0).isEqualTo(sgls == 0);
  }

  private void transfer(CommandQueue queue, int opcode, long slba, int blocks, IoBuffer data) {
    TestCommand command = bench.submit(queue, 0, FakeBench.io(opcode, slba, blocks), data);
    if (!command.done() && bench.device.shadow != 0) {
      bench.device.lookAtShadows();
    }
    bench.loop.runReady();
    assertThat(command.status).as("status of %d blocks", blocks).isZero();
  }

  @Test
  void aLoopsBuffersAreNotCopied() throws IOException {
    bench.start("");
    CommandQueue queue = bench.queue(8);
    IoBuffer pooled = bench.loop.buffers().acquire(8192);
    bench.device.holds = true;
    bench.submit(
        queue,
        0,
        FakeBench.io(NvmOpcode.WRITE, 0, 16),
        IoBuffer.wrap(pooled.segment().asSlice(0, 8192)));
    long prp1 = bench.device.lastSeen().prp1();
    assertThat(bench.device.memory.at(prp1, 8192).address()).isEqualTo(pooled.address());
    assertThat(bench.device.lastSeen().nsid()).isEqualTo(1);
  }

  @Test
  void memoryThatCannotBeSharedIsCopied() throws IOException {
    bench.device.memory.refuseSharing();
    bench.start("");
    CommandQueue queue = bench.queue(8);
    IoBuffer pooled = bench.loop.buffers().acquire(8192);
    IoBuffer data = IoBuffer.wrap(pooled.segment().asSlice(0, 8192));
    data.bytes().put(0, bytes(random(3, 8192)));
    transfer(queue, NvmOpcode.WRITE, 5, 16, data);
    data.segment().fill((byte) 0);
    transfer(queue, NvmOpcode.READ, 5, 16, data);
    assertThat(bytes(data)).isEqualTo(bytes(random(3, 8192)));
  }

  @Test
  void ringsGoRoundManyTimesWithCompletionsInAnyOrder() throws IOException {
    bench.start("");
    CommandQueue queue = bench.queue(50);
    for (int round = 0; round < 40; round++) {
      bench.device.holds = true;
      List<TestCommand> all = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        all.add(bench.submit(queue, i, FakeBench.io(NvmOpcode.READ, i, 1), random(i, BLOCK)));
      }
      bench.device.release(round % 2 == 0);
      bench.loop.runReady();
      assertThat(all).allMatch(command -> command.status == 0);
    }
  }

  @Test
  void whatFindsNoEntryWaitsInLine() throws IOException {
    bench.start("");
    CommandQueue queue = bench.queue(300);
    bench.device.holds = true;
    List<TestCommand> all = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      all.add(bench.submit(queue, i, FakeBench.io(NvmOpcode.READ, i, 1), random(i, BLOCK)));
    }
    assertThat(bench.device.heldCommands()).isEqualTo(63);
    queue.abort(all.getLast());
    assertThat(all.getLast().status).isEqualTo(Status.ABORT_REQUESTED);
    bench.device.release(false);
    bench.loop.runReady();
    assertThat(all.subList(0, 299)).allMatch(command -> command.status == 0);
  }

  @Test
  void aClosedQueueEndsWhatWaitsAndWhatIsInFlight() throws IOException {
    bench.start("");
    CommandQueue queue = bench.queue(100);
    bench.device.holds = true;
    List<TestCommand> all = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      all.add(bench.submit(queue, i, FakeBench.io(NvmOpcode.READ, i, 1), random(i, BLOCK)));
    }
    queue.close();
    bench.loop.runReady();
    assertThat(all).allMatch(command -> command.status == Status.ABORTED_SQ_DELETION);
    assertThat(bench.close()).isTrue();
    assertThat(bench.device.memory.mappings()).isZero();
  }

  @Test
  void namespacesOfALoopShareItsQueuePairAndLoopsDoNot() throws IOException {
    bench.device.admin.queues = 2;
    bench.start("");
    CommandQueue first = bench.namespace(1).open(bench.loop, 4);
    CommandQueue second = bench.namespace(2).open(bench.loop, 4);
    bench.loop.runReady();
    TestCommand command =
        bench.submit(second, 0, FakeBench.io(NvmOpcode.FLUSH, 0, 1), IoBuffer.NONE);
    assertThat(bench.device.lastSeen().nsid()).isEqualTo(2);
    bench.loop.runReady();
    assertThat(command.status).isZero();
    assertThat(bench.device.queues).containsOnlyKeys(0, 1);
    CommandQueue third = bench.namespace(1).open(new ManualLoop(), 4);
    bench.loop.runReady();
    assertThat(bench.device.queues).containsOnlyKeys(0, 1, 2);
    first.close();
    second.close();
    third.close();
  }

  @Test
  void fusedPairsGoTogetherAndEndInOrder() throws IOException {
    bench.device.reversesFused = true;
    bench.start("");
    CommandQueue queue = bench.queue(8);
    transfer(queue, NvmOpcode.WRITE, 7, 8, random(1, 8 * BLOCK));
    int rings = bench.device.doorbellWrites;
    TestCommand compare = fused(queue, 0, NvmOpcode.COMPARE, Sqe.FUSE_FIRST, random(1, 8 * BLOCK));
    TestCommand write = fused(queue, 1, NvmOpcode.WRITE, Sqe.FUSE_SECOND, random(2, 8 * BLOCK));
    queue.flush();
    assertThat(bench.device.doorbellWrites).isEqualTo(rings + 1);
    bench.loop.runReady();
    assertThat(compare.status).isZero();
    assertThat(write.status).isZero();
    assertThat(bench.order.indexOf(compare)).isLessThan(bench.order.indexOf(write));
    compare = fused(queue, 0, NvmOpcode.COMPARE, Sqe.FUSE_FIRST, random(1, 8 * BLOCK));
    write = fused(queue, 1, NvmOpcode.WRITE, Sqe.FUSE_SECOND, random(3, 8 * BLOCK));
    queue.flush();
    bench.loop.runReady();
    assertThat(Status.code(compare.status)).isEqualTo(Status.COMPARE_FAILURE);
    assertThat(Status.code(write.status)).isEqualTo(Status.ABORTED_FAILED_FUSED);
  }

  private TestCommand fused(CommandQueue queue, int index, int opcode, int fuse, IoBuffer data) {
    TestCommand command =
        bench.command(index, sqe -> FakeBench.io(opcode, 7, 8).accept(sqe.flags(fuse, 1)), data);
    queue.submit(command);
    return command;
  }

  @Test
  void dataThatDoesNotFitIsRefusedBeforeTheControllerSeesIt() throws IOException {
    bench.start("");
    CommandQueue queue = bench.queue(8);
    assertThat(refusal(queue, FakeBench.io(NvmOpcode.READ, 0, 2), BLOCK))
        .isEqualTo(Status.DATA_SGL_LENGTH_INVALID);
    assertThat(refusal(queue, FakeBench.io(NvmOpcode.READ, 0, 300), 300 * BLOCK))
        .isEqualTo(Status.INVALID_FIELD);
    assertThat(refusal(queue, sqe -> sqe.opcode(0xC3), BLOCK)).isEqualTo(Status.INVALID_FIELD);
    assertThat(refusal(queue, sqe -> sqe.opcode(NvmOpcode.DATASET_MANAGEMENT).cdw10(63), BLOCK))
        .isEqualTo(Status.DATA_SGL_LENGTH_INVALID);
  }

  private int refusal(CommandQueue queue, java.util.function.Consumer<Sqe> fill, int bytes) {
    TestCommand command = bench.submit(queue, 0, fill, random(1, bytes));
    assertThat(command.done()).isTrue();
    assertThat(Status.dnr(command.status)).isTrue();
    return Status.code(command.status);
  }

  @Test
  void aCommandOfUnknownLengthReachesNothingButItsData() throws IOException {
    bench.start("");
    CommandQueue queue = bench.queue(8);
    bench.device.holds = true;
    bench.submit(queue, 0, sqe -> sqe.opcode(0xC1), random(5, BLOCK));
    Sqe sqe = bench.device.lastSeen();
    List<MemorySegment> pieces = bench.device.medium.pieces(sqe, 16 * 4096);
    assertThat(pieces.getFirst().asSlice(0, BLOCK).toArray(java.lang.foreign.ValueLayout.JAVA_BYTE))
        .isEqualTo(bytes(random(5, BLOCK)));
    for (int i = 2; i < 16; i++) {
      assertThat(pieces.get(i).address()).isEqualTo(pieces.get(1).address());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {512, 4096, 4104, 6000, 8192, 8196, 65536})
  void whateverLengthTheControllerBelievesItReachesNoOtherMemory(int bytes) throws IOException {
    bench.start("");
    CommandQueue queue = bench.queue(8);
    bench.device.holds = true;
    // Numbers that would be addresses, if they were taken for a list of pages.
    IoBuffer data = IoBuffer.allocate(bytes);
    for (int at = 0; at + Long.BYTES <= bytes; at += Long.BYTES) {
      data.bytes().putLong(at, 0xDEAD_0000L);
    }
    TestCommand write = bench.submit(queue, 0, sqe -> sqe.opcode(0xC1), data);
    Sqe sqe = bench.device.lastSeen();
    for (int believed = 4; believed <= 1 << 20; believed += believed < 20000 ? 4 : 4096) {
      assertThat(bench.device.medium.pieces(sqe, believed)).allMatch(piece -> piece.byteSize() > 0);
    }
    byte[] all = new byte[bytes];
    int at = 0;
    for (MemorySegment piece : bench.device.medium.pieces(sqe, bytes)) {
      MemorySegment.copy(piece, 0, MemorySegment.ofArray(all), at, piece.byteSize());
      at += (int) piece.byteSize();
    }
    assertThat(all).isEqualTo(bytes(data));
    bench.device.release(false);
    bench.loop.runReady();
    assertThat(write.done()).isTrue();
  }

  @Test
  void aLengthThatCannotBeKeptApartFromOtherMemoryIsRefused() throws IOException {
    bench.start("");
    CommandQueue queue = bench.queue(8);
    assertThat(refusal(queue, sqe -> sqe.opcode(0xC1), 4100))
        .isEqualTo(Status.DATA_SGL_LENGTH_INVALID);
  }

  @Test
  void whatTheControllerDoesNotFillIsNotOtherCommandsData() throws IOException {
    bench.start("");
    CommandQueue queue = bench.queue(8);
    IoBuffer secret = random(1, 8 * BLOCK);
    TestCommand write = bench.submit(queue, 0, FakeBench.io(NvmOpcode.WRITE, 0, 8), secret);
    bench.loop.runReady();
    assertThat(write.status).isZero();
    IoBuffer room = IoBuffer.allocate(8 * BLOCK);
    TestCommand receive =
        bench.submit(
            queue, 0, sqe -> sqe.opcode(NvmOpcode.IO_MANAGEMENT_RECEIVE).nsid(9).cdw11(7), room);
    bench.loop.runReady();
    assertThat(receive.status).isZero();
    assertThat(bytes(room)).containsOnly(0);
  }

  @Test
  void whatIsChosenAndCannotBeHadIsAnError() {
    for (String choice : List.of("poll=off", "sgl=on", "dbbuf=on")) {
      assertThatThrownBy(() -> new FakeBench().start("?" + choice))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(choice + " is not possible: ");
    }
  }

  @Test
  void shadowDoorbellsSpareRegisterWritesAndAreInsistedOn() throws IOException {
    bench.device.admin.shadows = true;
    bench.start("");
    CommandQueue queue = bench.queue(8);
    TestCommand first = bench.submit(queue, 0, FakeBench.io(NvmOpcode.FLUSH, 0, 1), IoBuffer.NONE);
    bench.device.lookAtShadows();
    bench.loop.runReady();
    assertThat(first.status).isZero();
    int rings = bench.device.doorbellWrites;
    // The controller's event index was passed: it looks at the shadows itself.
    TestCommand second = bench.submit(queue, 0, FakeBench.io(NvmOpcode.FLUSH, 0, 1), IoBuffer.NONE);
    TestCommand third = bench.submit(queue, 1, FakeBench.io(NvmOpcode.FLUSH, 0, 1), IoBuffer.NONE);
    bench.loop.runReady();
    assertThat(bench.device.doorbellWrites - rings).isLessThan(2);
    bench.device.lookAtShadows();
    bench.loop.runReady();
    assertThat(second.status).isZero();
    assertThat(third.status).isZero();
    // A controller that does not look is told by the register after a while.
    TestCommand unseen = null;
    for (int i = 0; i < 5; i++) {
      unseen = bench.submit(queue, i, FakeBench.io(NvmOpcode.FLUSH, 0, 1), IoBuffer.NONE);
    }
    bench.loop.advance(3_000_000_000L);
    assertThat(unseen.status).isZero();
    assertThat(bench.device.seen(0, AdminOpcode.ABORT)).isEmpty();
  }
}
