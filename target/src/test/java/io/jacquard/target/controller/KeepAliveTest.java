package io.jacquard.target.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.nvme.command.AdminOpcode;
import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.feature.FeatureId;
import io.jacquard.nvme.property.ControllerConfiguration;
import io.jacquard.nvme.property.Property;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.transport.CloseReason;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Keep alive, with a clock that moves when it is told. */
class KeepAliveTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final Duration NEARLY = TIMEOUT.minusMillis(100);

  private final TestBench bench = new TestBench();

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void aSilentHostIsLostWithAllItsQueues() {
    TestQueue queue = bench.start(TIMEOUT.toMillis());
    TestQueue io = bench.startIo(1);

    bench.pass(TIMEOUT.multipliedBy(2).plusMillis(200));

    assertThat(queue.isClosed()).isTrue();
    assertThat(queue.closeReason().kind()).isEqualTo(CloseReason.Kind.KEEP_ALIVE_EXPIRED);
    assertThat(io.isClosed()).isTrue();
    assertThat(bench.associations()).isEmpty();
  }

  @Test
  void aHostIsNotLostBeforeItsTime() {
    TestQueue queue = bench.start(TIMEOUT.toMillis());

    bench.pass(NEARLY);

    assertThat(queue.isClosed()).isFalse();
  }

  @Test
  void keepAliveCommandsKeepTheAssociation() {
    TestQueue queue = bench.start(TIMEOUT.toMillis());

    for (int i = 0; i < 10; i++) {
      bench.pass(NEARLY);
      assertThat(queue.run(sqe -> sqe.opcode(AdminOpcode.KEEP_ALIVE)).status()).isZero();
    }

    assertThat(queue.isClosed()).isFalse();
  }

  @Test
  void trafficOnAnIoQueueKeepsTheAssociation() {
    bench.add(1, new TestNamespace(8));
    TestQueue queue = bench.start(TIMEOUT.toMillis());
    TestQueue io = bench.startIo(1);

    for (int i = 0; i < 10; i++) {
      bench.pass(NEARLY);
      io.run(sqe -> sqe.opcode(NvmOpcode.FLUSH).nsid(1));
    }
    assertThat(queue.isClosed()).isFalse();

    bench.pass(TIMEOUT.multipliedBy(2).plusMillis(200));
    assertThat(queue.isClosed()).isTrue();
  }

  @Test
  void keepAliveIsAnsweredWhileAMediumStalls() {
    TestNamespace medium = new TestNamespace(8);
    bench.add(1, medium);
    TestQueue queue = bench.start(TIMEOUT.toMillis());
    TestQueue io = bench.startIo(1);
    medium.stall();
    TestQueue.Pending stuck = io.send(sqe -> sqe.opcode(NvmOpcode.FLUSH).nsid(1));

    for (int i = 0; i < 10; i++) {
      bench.pass(NEARLY);
      assertThat(queue.run(sqe -> sqe.opcode(AdminOpcode.KEEP_ALIVE)).status()).isZero();
    }

    assertThat(stuck.isDone()).isFalse();
    assertThat(queue.isClosed()).isFalse();
  }

  @Test
  void theTimerDoesNotRunBeforeEnablingNorAfterAShutdown() {
    TestQueue queue = bench.connectAdmin(TestBench.SUBSYSTEM, TIMEOUT.toMillis());
    bench.pass(TIMEOUT.multipliedBy(4));
    assertThat(queue.isClosed()).isFalse();

    queue.set(Property.CC, 4, TestBench.ENABLE);
    queue.set(
        Property.CC,
        4,
        new ControllerConfiguration(TestBench.ENABLE)
            .shn(ControllerConfiguration.SHN_NORMAL)
            .value());
    bench.pass(TIMEOUT.multipliedBy(4));
    assertThat(queue.isClosed()).isFalse();
  }

  @Test
  void theTimeoutIsRoundedUpToTheGranularity() {
    TestQueue queue = bench.start(1);

    assertThat(queue.getFeature(FeatureId.KEEP_ALIVE_TIMER, 0, 0, 0).dw0()).isEqualTo(1000);
    queue.setFeature(FeatureId.KEEP_ALIVE_TIMER, 2001);
    assertThat(queue.getFeature(FeatureId.KEEP_ALIVE_TIMER, 0, 0, 0).dw0()).isEqualTo(3000);
  }

  @Test
  void theLongestTimeoutFitsWhatTheFeatureCanTell() {
    TestQueue queue = bench.start(0xFFFF_FFFFL);

    assertThat(queue.getFeature(FeatureId.KEEP_ALIVE_TIMER, 0, 0, 0).dw0() & 0xFFFF_FFFFL)
        .isEqualTo(4_294_967_000L);
  }

  @Test
  void theTimerCanBeChangedAndTurnedOnButNotOff() {
    TestQueue queue = bench.start();
    bench.pass(Duration.ofMinutes(5));
    assertThat(queue.isClosed()).isFalse();

    Answer off = queue.setFeature(FeatureId.KEEP_ALIVE_TIMER, 0);
    assertThat(off.code()).isEqualTo(Status.KEEP_ALIVE_TIMEOUT_INVALID);

    queue.setFeature(FeatureId.KEEP_ALIVE_TIMER, (int) TIMEOUT.toMillis());
    bench.pass(TIMEOUT.multipliedBy(2).plusMillis(200));
    assertThat(queue.isClosed()).isTrue();
  }
}
