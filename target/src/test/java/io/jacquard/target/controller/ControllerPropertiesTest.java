package io.jacquard.target.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.nvme.command.AdminOpcode;
import io.jacquard.nvme.command.Identify;
import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.feature.AsyncEventConfiguration;
import io.jacquard.nvme.feature.FeatureId;
import io.jacquard.nvme.identify.Cns;
import io.jacquard.nvme.property.ControllerCapabilities;
import io.jacquard.nvme.property.ControllerConfiguration;
import io.jacquard.nvme.property.ControllerReadyTimeouts;
import io.jacquard.nvme.property.ControllerStatus;
import io.jacquard.nvme.property.Property;
import io.jacquard.nvme.property.Version;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.transport.CloseReason;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Properties, and the states that CC and CSTS go through. */
class ControllerPropertiesTest {
  private static final ControllerConfiguration ENABLED =
      new ControllerConfiguration(TestBench.ENABLE);

  private final TestBench bench = new TestBench();

  @AfterEach
  void close() {
    bench.close();
  }

  private static ControllerStatus status(TestQueue queue) {
    return new ControllerStatus(queue.get(Property.CSTS, 4).dw0());
  }

  @Test
  void readOnlyPropertiesTellWhatTheControllerIs() {
    TestQueue queue = bench.connectAdmin(TestBench.SUBSYSTEM, 0);

    ControllerCapabilities capabilities =
        new ControllerCapabilities(queue.get(Property.CAP, 8).result());
    assertThat(capabilities.mqes()).isEqualTo(63);
    assertThat(capabilities.cqr()).isTrue();
    assertThat(capabilities.crwms()).isTrue();
    assertThat(capabilities.mpsmin()).isZero();
    assertThat(capabilities.css())
        .isEqualTo(ControllerCapabilities.CSS_NVM | ControllerCapabilities.CSS_IOCSS);
    assertThat(new Version(queue.get(Property.VS, 4).dw0())).isEqualTo(Version.V2_0);
    int crwmt = new ControllerReadyTimeouts(queue.get(Property.CRTO, 4).dw0()).crwmt();
    assertThat(crwmt).isPositive();
    assertThat(capabilities.to()).isEqualTo(crwmt);
  }

  @Test
  void wrongSizesUnknownOffsetsAndReadOnlyPropertiesAreRefused() {
    TestQueue queue = bench.connectAdmin(TestBench.SUBSYSTEM, 0);

    assertThat(queue.get(Property.CAP, 4).code()).isEqualTo(Status.INVALID_FIELD);
    assertThat(queue.get(Property.CC, 8).code()).isEqualTo(Status.INVALID_FIELD);
    assertThat(queue.get(0x24, 4).code()).isEqualTo(Status.INVALID_FIELD);
    assertThat(queue.get(-4, 4).code()).isEqualTo(Status.INVALID_FIELD);
    assertThat(queue.set(Property.CAP, 8, 0).code()).isEqualTo(Status.INVALID_FIELD);
    assertThat(queue.set(Property.CC, 8, 0).code()).isEqualTo(Status.INVALID_FIELD);
    assertThat(queue.set(Property.NSSR, 4, Property.NSSR_RESET).code())
        .isEqualTo(Status.INVALID_FIELD);
    assertThat(
            queue
                .run(sqe -> sqe.fctype(4).cdw10(2).cdw11(Property.CC)) // a reserved size
                .code())
        .isEqualTo(Status.INVALID_FIELD);
  }

  @Test
  void linuxsWayToEnableWorks() {
    TestQueue queue = bench.connectAdmin(TestBench.SUBSYSTEM, 0);

    queue.set(Property.CC, 4, ENABLED.en(false).value());
    assertThat(status(queue).rdy()).isFalse();
    queue.set(Property.CC, 4, ENABLED.css(ControllerConfiguration.CSS_ALL).value());

    assertThat(status(queue)).isEqualTo(ControllerStatus.ZERO.rdy(true));
    assertThat(queue.get(Property.CC, 4).dw0())
        .isEqualTo(ENABLED.css(ControllerConfiguration.CSS_ALL).value());
  }

  @Test
  void configurationsThatCannotBeAreFatalUntilReset() {
    TestQueue queue = bench.connectAdmin(TestBench.SUBSYSTEM, 0);
    for (ControllerConfiguration bad :
        new ControllerConfiguration[] {
          ENABLED.iosqes(0),
          ENABLED.iocqes(5),
          ENABLED.mps(1),
          ENABLED.ams(1),
          ENABLED.css(ControllerConfiguration.CSS_ADMIN_ONLY),
          ENABLED.css(1),
        }) {
      queue.set(Property.CC, 4, bad.value());
      assertThat(status(queue)).as("after %s", bad).isEqualTo(ControllerStatus.ZERO.cfs(true));
      queue.set(Property.CC, 4, 0);
      assertThat(status(queue)).isEqualTo(ControllerStatus.ZERO);
    }
    queue.set(Property.CC, 4, ENABLED.value());
    assertThat(status(queue).rdy()).isTrue();
  }

  @Test
  void nothingButFabricsCommandsIsAcceptedBeforeEnabling() {
    TestQueue queue = bench.connectAdmin(TestBench.SUBSYSTEM, 0);

    Answer answer = queue.identify(Identify.of(Cns.IDENTIFY_CONTROLLER, 0));

    assertThat(answer.code()).isEqualTo(Status.COMMAND_SEQUENCE_ERROR);
    assertThat(answer.isPermanent()).isTrue();
  }

  @Test
  void aResetClosesIoQueuesEndsEventsForgetsFeaturesAndKeepsTheAssociation() {
    TestQueue queue = bench.start();
    TestQueue io = bench.startIo(1);
    TestQueue.Pending event = queue.requestEvent();
    queue.setFeature(
        FeatureId.ASYNC_EVENT_CONFIGURATION, AsyncEventConfiguration.NAMESPACE_ATTRIBUTE);

    queue.set(Property.CC, 4, ENABLED.en(false).value());

    assertThat(status(queue)).isEqualTo(ControllerStatus.ZERO);
    assertThat(io.isClosed()).isTrue();
    assertThat(event.answer().code()).isEqualTo(Status.ABORT_REQUESTED);
    bench.pass(IoController.QUEUE_LOSS_DELAY.multipliedBy(2));
    assertThat(bench.associations()).hasSize(1);
    queue.set(Property.CC, 4, ENABLED.value());
    assertThat(status(queue).rdy()).isTrue();
    assertThat(queue.getFeature(FeatureId.ASYNC_EVENT_CONFIGURATION, 0, 0, 0).dw0()).isZero();
    assertThat(bench.connectIo(bench.dial(1), 1).status()).isZero();
  }

  @Test
  void aShutdownEndsThoughANamespaceHasNoQueueLeftToFlushIt() {
    TestNamespace without = new TestNamespace(8);
    bench.add(1, without);
    TestNamespace with = new TestNamespace(8);
    bench.add(2, with);
    TestQueue queue = bench.start();
    without.hasNoQueues(true);

    queue.set(Property.CC, 4, ENABLED.shn(ControllerConfiguration.SHN_NORMAL).value());
    bench.settle();
    assertThat(status(queue).shst()).isEqualTo(ControllerStatus.SHST_COMPLETE);
    assertThat(with.opcodes()).containsExactly(NvmOpcode.FLUSH);
    bench.remove(1);
    assertThat(without.isClosed()).isTrue();
  }

  @Test
  void aShutdownFlushesAndEndsWhenTheFlushDoes() {
    TestNamespace medium = new TestNamespace(8);
    bench.add(1, medium);
    TestQueue queue = bench.start();
    medium.stall();

    queue.set(Property.CC, 4, ENABLED.shn(ControllerConfiguration.SHN_NORMAL).value());
    assertThat(status(queue).shst()).isEqualTo(ControllerStatus.SHST_OCCURRING);

    medium.resume();
    bench.settle();
    assertThat(status(queue).shst()).isEqualTo(ControllerStatus.SHST_COMPLETE);
    assertThat(medium.opcodes()).containsExactly(NvmOpcode.FLUSH);
    assertThat(medium.openQueues()).isZero();

    queue.set(Property.CC, 4, 0);
    queue.set(Property.CC, 4, ENABLED.value());
    assertThat(status(queue)).isEqualTo(ControllerStatus.ZERO.rdy(true));
  }

  @Test
  void aShutdownThatEndsAfterTheNextStartIsNotSeen() {
    TestNamespace medium = new TestNamespace(8);
    bench.add(1, medium);
    TestQueue queue = bench.start();
    medium.stall();
    queue.set(Property.CC, 4, ENABLED.shn(ControllerConfiguration.SHN_NORMAL).value());
    queue.set(Property.CC, 4, 0);
    queue.set(Property.CC, 4, ENABLED.value());

    medium.resume();
    bench.settle();

    assertThat(status(queue)).isEqualTo(ControllerStatus.ZERO.rdy(true));
  }

  @Test
  void ioIsRefusedAfterAShutdown() {
    bench.add(1, new TestNamespace(8));
    TestQueue queue = bench.start();
    TestQueue io = bench.startIo(1);
    queue.set(Property.CC, 4, ENABLED.shn(ControllerConfiguration.SHN_NORMAL).value());

    assertThat(io.run(sqe -> sqe.opcode(NvmOpcode.FLUSH).nsid(1)).code())
        .isEqualTo(Status.COMMAND_SEQUENCE_ERROR);
  }

  @Test
  void anAssociationThatIsNotEnabledInTimeEnds() {
    TestQueue queue = bench.connectAdmin(TestBench.SUBSYSTEM, 0);

    bench.pass(Controller.DISABLED_LIMIT.minusSeconds(1));
    assertThat(queue.isClosed()).isFalse();
    bench.pass(Duration.ofSeconds(2));

    assertThat(queue.isClosed()).isTrue();
    assertThat(queue.closeReason().kind()).isEqualTo(CloseReason.Kind.ASSOCIATION_ENDED);
    assertThat(bench.associations()).isEmpty();
  }

  @Test
  void aDisabledAssociationIsKeptForTwoMinutes() {
    TestQueue queue = bench.start();
    bench.pass(Controller.DISABLED_LIMIT.multipliedBy(2));
    assertThat(queue.isClosed()).isFalse();

    queue.set(Property.CC, 4, 0);
    bench.pass(Controller.DISABLED_LIMIT.minusSeconds(1));
    assertThat(queue.isClosed()).isFalse();
    bench.pass(Duration.ofSeconds(2));
    assertThat(queue.isClosed()).isTrue();
  }

  @Test
  void commandsThatDoNotBelongOnTheAdminQueueAreRefused() {
    TestQueue queue = bench.start();

    assertThat(queue.run(sqe -> sqe.fctype(0x08)).code()).isEqualTo(Status.INVALID_QUEUE_TYPE);
    assertThat(queue.run(sqe -> sqe.fctype(0x05)).code()).isEqualTo(Status.COMMAND_SEQUENCE_ERROR);
    assertThat(queue.run(sqe -> sqe.fctype(0x55)).code()).isEqualTo(Status.INVALID_OPCODE);
    for (int opcode :
        new int[] {
          AdminOpcode.CREATE_IO_SQ,
          AdminOpcode.DELETE_IO_CQ,
          AdminOpcode.FORMAT_NVM,
          AdminOpcode.NAMESPACE_MANAGEMENT,
          0xFF
        }) {
      Answer answer = queue.run(sqe -> sqe.opcode(opcode));
      assertThat(answer.code()).isEqualTo(Status.INVALID_OPCODE);
      assertThat(answer.isPermanent()).isTrue();
    }
    assertThat(queue.run(sqe -> sqe.opcode(AdminOpcode.KEEP_ALIVE).flags(1, 1)).code())
        .isEqualTo(Status.INVALID_FIELD);
    assertThat(queue.run(sqe -> sqe.opcode(AdminOpcode.KEEP_ALIVE).flags(0, 0)).code())
        .isEqualTo(Status.INVALID_FIELD);
  }
}
