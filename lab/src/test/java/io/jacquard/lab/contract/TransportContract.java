package io.jacquard.lab.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.identity.TransportAddress;
import io.jacquard.nvme.loop.Loop;
import io.jacquard.nvme.loop.LoopGroup;
import io.jacquard.nvme.loop.LoopSettings;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.transport.CloseReason;
import io.jacquard.nvme.transport.ListenSettings;
import io.jacquard.nvme.transport.Listener;
import io.jacquard.nvme.transport.Transport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every transport promises to both of its sides. One subclass for each transport, engine and
 * option that changes the wire.
 */
abstract class TransportContract {
  /** Largest transfer and in-capsule limit under test; sizes around them are interesting. */
  static final int LARGEST = 128 << 10;

  static final int IN_CAPSULE = 8192;

  private LoopGroup controllerLoops;
  private LoopGroup hostLoops;
  private Listener listener;
  final MemoryQueues controller = new MemoryQueues();
  private final List<HostQueue> queues = new ArrayList<>();

  abstract Transport transport();

  /** An address that gives a free port or name. */
  abstract TransportAddress anyAddress();

  LoopSettings loopSettings() {
    return LoopSettings.defaults().withCount(2);
  }

  ListenSettings listenSettings() {
    return ListenSettings.defaults();
  }

  boolean headerDigest() {
    return false;
  }

  boolean dataDigest() {
    return false;
  }

  @BeforeEach
  void listen() throws IOException {
    controllerLoops = transport().openLoops(loopSettings());
    hostLoops = transport().openLoops(loopSettings());
    listener =
        transport().listen(anyAddress(), listenSettings(), controllerLoops, controller::accept);
  }

  @AfterEach
  void stop() {
    queues.forEach(HostQueue::closeAndAwait);
    listener.close();
    Await.until("all connections are gone", () -> listener.connections() == 0);
    for (LoopGroup group : List.of(controllerLoops, hostLoops)) {
      for (Loop loop : group.loops()) {
        Await.until(
            "loop holds no buffer", () -> HostQueue.on(loop, loop.buffers()::heldBytes) == 0);
      }
      group.close();
    }
    controller.assertNothingHeld();
  }

  private HostQueue dial(int entries) {
    HostQueue queue =
        HostQueue.dial(
            transport(),
            listener.address(),
            hostLoops.next(),
            entries,
            IN_CAPSULE,
            headerDigest(),
            dataDigest());
    queues.add(queue);
    return queue;
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        512,
        4096,
        IN_CAPSULE - 512,
        IN_CAPSULE,
        IN_CAPSULE + 512,
        65536,
        LARGEST - 512,
        LARGEST
      })
  void dataArrivesAsItWasSentBothWays(int length) {
    HostQueue queue = dial(32);
    byte[] written = new byte[length];
    new Random(length).nextBytes(written);
    HostSlot write = queue.slot(NvmOpcode.WRITE, length);
    write.data().bytes().put(0, written);
    assertThat(queue.run(write)).isZero();
    HostSlot read = queue.slot(NvmOpcode.READ, length);
    assertThat(queue.run(read)).isZero();
    byte[] got = new byte[length];
    read.data().bytes().get(0, got);
    assertThat(got).isEqualTo(written);
  }

  @Test
  void commandsWithoutDataCarryTheirResult() {
    HostQueue queue = dial(32);
    HostSlot flush = queue.slot(NvmOpcode.FLUSH, 0);
    controller.result = 0x1234_5678_9ABC_DEF0L;
    assertThat(queue.run(flush)).isZero();
    assertThat(flush.result()).isEqualTo(0x1234_5678_9ABC_DEF0L);
  }

  @Test
  void aReadWithAResultCarriesBoth() {
    HostQueue queue = dial(32);
    controller.result = 77;
    HostSlot read = queue.slot(NvmOpcode.READ, 4096);
    assertThat(queue.run(read)).isZero();
    assertThat(read.result()).isEqualTo(77);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 512, IN_CAPSULE, LARGEST})
  void aRefusalAtArrivalIsAnsweredAndTheQueueGoesOn(int length) {
    HostQueue queue = dial(32);
    controller.refusal = Status.withDnr(Status.LBA_OUT_OF_RANGE);
    assertThat(queue.run(queue.slot(length == 0 ? NvmOpcode.FLUSH : NvmOpcode.WRITE, length)))
        .isEqualTo(Status.withDnr(Status.LBA_OUT_OF_RANGE));
    controller.refusal = 0;
    assertThat(queue.run(queue.slot(NvmOpcode.FLUSH, 0))).isZero();
  }

  @Test
  void anErrorOfAReadCarriesNoData() {
    HostQueue queue = dial(32);
    controller.failure = Status.UNRECOVERED_READ_ERROR;
    HostSlot read = queue.slot(NvmOpcode.READ, LARGEST);
    assertThat(queue.run(read)).isEqualTo(Status.UNRECOVERED_READ_ERROR);
  }

  @Test
  void moreThanTheLargestTransferIsRefusedAndTheQueueGoesOn() {
    HostQueue queue = dial(32);
    for (int opcode : new int[] {NvmOpcode.READ, NvmOpcode.WRITE}) {
      assertThat(queue.run(queue.slot(opcode, LARGEST + 4096))).isNotZero();
      assertThat(queue.run(queue.slot(opcode, LARGEST))).isZero();
    }
  }

  @Test
  void theQueueCanBeFullAllTheTime() {
    HostQueue queue = dial(64);
    Random random = new Random(1);
    for (int round = 0; round < 20; round++) {
      List<HostSlot> slots = new ArrayList<>();
      for (int i = 0; i < queue.capacity(); i++) {
        int length = 512 * (1 + random.nextInt(64));
        slots.add(queue.slot(random.nextBoolean() ? NvmOpcode.READ : NvmOpcode.WRITE, length));
      }
      queue.submitAll(slots);
      slots.forEach(s -> assertThat(s.await()).isZero());
    }
  }

  @Test
  void moreIsInFlightThanBuffersCanHold() {
    HostQueue queue = dial(1024);
    List<HostSlot> slots = new ArrayList<>();
    for (int i = 0; i < queue.capacity(); i++) {
      slots.add(queue.slot(i % 2 == 0 ? NvmOpcode.READ : NvmOpcode.WRITE, LARGEST));
    }
    queue.submitAll(slots);
    slots.forEach(s -> assertThat(s.await()).isZero());
  }

  @Test
  void aSlowCommandDoesNotHoldUpOthers() {
    HostQueue queue = dial(32);
    controller.hold = true;
    HostSlot slow = queue.slot(NvmOpcode.READ, 4096);
    queue.submitAll(List.of(slow));
    Await.until("the slow one is there", () -> controller.held() == 1);
    controller.hold = false;
    assertThat(queue.run(queue.slot(NvmOpcode.READ, 4096))).isZero();
    controller.releaseHeld();
    assertThat(slow.await()).isZero();
  }

  @Test
  void severalQueuesDoNotMixTheirData() {
    List<HostQueue> all = List.of(dial(32), dial(32), dial(32), dial(32));
    List<HostSlot> slots = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      HostQueue queue = all.get(i % all.size());
      HostSlot slot = queue.slot(NvmOpcode.WRITE, 16384);
      slot.data().bytes().putLong(0, i % all.size());
      slots.add(slot);
      queue.submitAll(List.of(slot));
      assertThat(slot.await()).isZero();
      HostSlot read = queue.slot(NvmOpcode.READ, 16384);
      assertThat(queue.run(read)).isZero();
      assertThat(read.data().bytes().getLong(0)).isEqualTo(i % all.size());
    }
  }

  @Test
  void whenTheControllerClosesCommandsInFlightFailAndTheHostIsTold() {
    HostQueue queue = dial(32);
    HostQueue other = dial(32);
    controller.hold = true;
    HostSlot read = queue.slot(NvmOpcode.READ, 65536);
    HostSlot flush = queue.slot(NvmOpcode.FLUSH, 0);
    queue.submitAll(List.of(read, flush));
    Await.until("both are there", () -> controller.held() == 2);
    controller.hold = false;
    controller.closeQueueOf(0, CloseReason.of(CloseReason.Kind.STOPPING, "test"));
    assertThat(read.await()).isEqualTo(Status.HOST_PATHING_ERROR);
    assertThat(flush.await()).isEqualTo(Status.HOST_PATHING_ERROR);
    queue.awaitClosed();
    assertThat(other.run(other.slot(NvmOpcode.FLUSH, 0))).isZero();
  }

  @Test
  void whenTheHostClosesTheControllerIsTold() {
    HostQueue queue = dial(32);
    assertThat(queue.run(queue.slot(NvmOpcode.FLUSH, 0))).isZero();
    queue.closeAndAwait();
    Await.until("the controller was told", () -> controller.closed().size() == 1);
  }

  @Test
  void anAbortedCommandCompletesAtOnceAndItsLateAnswerHarmsNothing() {
    HostQueue queue = dial(4);
    controller.hold = true;
    HostSlot slow = queue.slot(NvmOpcode.READ, 4096);
    queue.submitAll(List.of(slow));
    Await.until("it is there", () -> controller.held() == 1);
    controller.hold = false;
    queue.abort(slow);
    assertThat(slow.await()).isEqualTo(Status.COMMAND_ABORTED_BY_HOST);
    controller.releaseHeld();
    for (int i = 0; i < 20; i++) {
      assertThat(queue.run(queue.slot(NvmOpcode.READ, 4096))).isZero();
    }
    Await.until("its place is free", () -> queue.available() == queue.capacity());
  }

  @Test
  void aFailingHandlerLosesItsOwnQueueOnly() {
    HostQueue queue = dial(32);
    HostQueue other = dial(32);
    controller.bug = true;
    HostSlot victim = queue.slot(NvmOpcode.FLUSH, 0);
    queue.submitAll(List.of(victim));
    assertThat(victim.await()).isEqualTo(Status.HOST_PATHING_ERROR);
    controller.bug = false;
    queue.awaitClosed();
    assertThat(other.run(other.slot(NvmOpcode.FLUSH, 0))).isZero();
  }

  @Test
  void nobodyListeningIsAnErrorAndNotAHang() {
    TransportAddress dead = listener.address();
    listener.close();
    HostQueue.expectRefused(transport(), dead, hostLoops.next());
  }
}
