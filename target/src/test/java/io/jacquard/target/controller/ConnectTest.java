package io.jacquard.target.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jacquard.nvme.command.AdminOpcode;
import io.jacquard.nvme.command.Connect;
import io.jacquard.nvme.command.ConnectData;
import io.jacquard.nvme.command.ConnectInvalidParameter;
import io.jacquard.nvme.command.ConnectResponse;
import io.jacquard.nvme.identity.HostId;
import io.jacquard.nvme.identity.Nqn;
import io.jacquard.nvme.property.Property;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.transport.CloseReason;
import io.jacquard.target.definition.SubsystemDefinition;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Every way in which a Connect succeeds or is refused (NVMe Base 2.1, 6.3). */
class ConnectTest {
  private static final Nqn STRANGER = Nqn.parse("nqn.2026-01.io.example:stranger");
  private static final Connect ADMIN = new Connect(0, 0, 31, 0, 0);

  private TestBench bench = new TestBench();

  @AfterEach
  void close() {
    bench.close();
  }

  private Answer connect(Connect connect, ConnectData data) {
    return bench.connect(bench.dial(connect.qid()), connect, data);
  }

  private static void assertInvalid(Answer answer, ConnectInvalidParameter where) {
    assertThat(answer.code()).isEqualTo(Status.CONNECT_INVALID_PARAMETERS);
    assertThat(ConnectInvalidParameter.decode(answer.dw0())).isEqualTo(where);
  }

  @Test
  void anAdminConnectGivesAControllerId() {
    Answer answer = connect(ADMIN, TestBench.admin(TestBench.SUBSYSTEM));

    assertThat(answer.status()).isZero();
    int id = ConnectResponse.decode(answer.dw0()).cntlid();
    assertThat(bench.roster.find(id)).isPresent();
    assertThat(bench.roster.find(id).orElseThrow().host()).contains(TestBench.HOST);
  }

  @Test
  void aControllerThatCannotBeMadeGivesItsIdBack() throws ConnectRefusedException {
    bench.publish(oneController(), Set.of());
    Export export = new NvmExport(bench.roster, TestBench.PORT_ID, bench.metrics);
    ConnectData data = TestBench.admin(TestBench.SUBSYSTEM);
    assertThatThrownBy(() -> export.create(null, ADMIN, data))
        .isInstanceOf(NullPointerException.class);

    assertThat(export.create(bench.hostQueue(), ADMIN, data).controllerId()).isEqualTo(1);
  }

  private static SubsystemDefinition oneController() {
    return new SubsystemDefinition(
        TestBench.SUBSYSTEM,
        Optional.empty(),
        "Test Model",
        true,
        Set.of(),
        List.of(),
        1,
        1,
        4,
        64);
  }

  @Test
  void anUnknownRecordFormatIsRefusedForGood() {
    Answer answer = connect(new Connect(1, 0, 31, 0, 0), TestBench.admin(TestBench.SUBSYSTEM));

    assertThat(answer.code()).isEqualTo(Status.CONNECT_INCOMPATIBLE_FORMAT);
    assertThat(answer.isPermanent()).isTrue();
  }

  @Test
  void anUnknownSubsystemIsRefusedForGoodAndNamed() {
    Answer answer = connect(ADMIN, TestBench.admin(STRANGER));

    assertInvalid(answer, ConnectInvalidParameter.inData(ConnectData.SUBNQN));
    assertThat(answer.isPermanent()).isTrue();
  }

  @Test
  void aSubsystemThatThePortDoesNotExportIsUnknown() {
    bench.stopExporting();

    assertInvalid(
        connect(ADMIN, TestBench.admin(TestBench.SUBSYSTEM)),
        ConnectInvalidParameter.inData(ConnectData.SUBNQN));
  }

  @Test
  void aHostThatIsNotAllowedIsRefusedForGood() {
    bench.publish(TestBench.definition(false, Set.of(STRANGER)), Set.of());

    Answer answer = connect(ADMIN, TestBench.admin(TestBench.SUBSYSTEM));

    assertThat(answer.code()).isEqualTo(Status.CONNECT_INVALID_HOST);
    assertThat(answer.isPermanent()).isTrue();
    assertThat(ConnectInvalidParameter.decode(answer.dw0()))
        .isEqualTo(ConnectInvalidParameter.inData(ConnectData.HOSTNQN));
  }

  @Test
  void aHostOnTheListIsTaken() {
    bench.publish(TestBench.definition(false, Set.of(TestBench.HOST)), Set.of());

    assertThat(connect(ADMIN, TestBench.admin(TestBench.SUBSYSTEM)).status()).isZero();
  }

  @Test
  void aStaticControllerIdIsRefused() {
    for (int id : new int[] {0, 1, 0xFFF0, ConnectData.CNTLID_STATIC_ANY}) {
      assertInvalid(
          connect(
              ADMIN, new ConnectData(TestBench.HOST_ID, id, TestBench.SUBSYSTEM, TestBench.HOST)),
          ConnectInvalidParameter.inData(ConnectData.CNTLID));
    }
  }

  @Test
  void queueSizesOutOfRangeAreRefused() {
    for (int sqsize : new int[] {0, Export.ADMIN_QUEUE_ENTRIES, 0xFFFF}) {
      assertInvalid(
          connect(new Connect(0, 0, sqsize, 0, 0), TestBench.admin(TestBench.SUBSYSTEM)),
          ConnectInvalidParameter.inEntry(Connect.SQSIZE));
    }
    bench.start();
    ConnectData data =
        new ConnectData(
            TestBench.HOST_ID, bench.controllerId(), TestBench.SUBSYSTEM, TestBench.HOST);
    for (int sqsize : new int[] {0, 64, 0xFFFF}) {
      assertInvalid(
          connect(new Connect(0, 1, sqsize, 0, 0), data),
          ConnectInvalidParameter.inEntry(Connect.SQSIZE));
    }
    assertThat(connect(new Connect(0, 1, 63, 0, 0), data).status()).isZero();
  }

  @Test
  void namesThatAreNoNamesAreRefusedWithTheirPlace() {
    byte[] noEnd = TestBench.bytes(TestBench.admin(TestBench.SUBSYSTEM));
    byte[] longName = "x".repeat(256).getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(longName, 0, noEnd, ConnectData.SUBNQN, longName.length);
    assertInvalid(
        bench.dial(0).run(ADMIN::encode, noEnd, 0),
        ConnectInvalidParameter.inData(ConnectData.SUBNQN));

    byte[] badHost = TestBench.bytes(TestBench.admin(TestBench.SUBSYSTEM));
    badHost[ConnectData.HOSTNQN] = (byte) 0xFF;
    assertInvalid(
        bench.dial(0).run(ADMIN::encode, badHost, 0),
        ConnectInvalidParameter.inData(ConnectData.HOSTNQN));
  }

  @Test
  void aHostWithoutANameIsTakenOnlyWhereAnyHostIs() {
    ConnectData nameless =
        new ConnectData(
            TestBench.HOST_ID, ConnectData.CNTLID_DYNAMIC, TestBench.SUBSYSTEM, Optional.empty());
    Answer taken = connect(ADMIN, nameless);
    assertThat(taken.status()).isZero();
    int id = ConnectResponse.decode(taken.dw0()).cntlid();
    assertThat(bench.roster.find(id).orElseThrow().host()).isEmpty();
    assertInvalid(
        connect(
            new Connect(0, 1, 31, 0, 0),
            new ConnectData(TestBench.HOST_ID, id, TestBench.SUBSYSTEM, TestBench.HOST)),
        ConnectInvalidParameter.inData(ConnectData.HOSTNQN));

    bench.publish(TestBench.definition(false, Set.of(TestBench.HOST)), Set.of());
    Answer refused = connect(ADMIN, nameless);
    assertThat(refused.code()).isEqualTo(Status.CONNECT_INVALID_HOST);
    assertThat(refused.isPermanent()).isTrue();
  }

  @Test
  void dataOfAnotherLengthIsRefused() {
    assertThat(bench.dial(0).run(ADMIN::encode, new byte[1020], 0).code())
        .isEqualTo(Status.DATA_SGL_LENGTH_INVALID);
  }

  @Test
  void nothingButConnectIsAcceptedAtFirst() {
    TestQueue queue = bench.dial(0);

    assertThat(queue.get(Property.CAP, 8).code()).isEqualTo(Status.COMMAND_SEQUENCE_ERROR);
    assertThat(queue.run(sqe -> sqe.opcode(AdminOpcode.IDENTIFY), new byte[0], 4096).code())
        .isEqualTo(Status.COMMAND_SEQUENCE_ERROR);
  }

  @Test
  void aSecondConnectOnAQueueIsASequenceError() {
    TestQueue queue = bench.connectAdmin(TestBench.SUBSYSTEM, 0);

    assertThat(bench.connect(queue, ADMIN, TestBench.admin(TestBench.SUBSYSTEM)).code())
        .isEqualTo(Status.COMMAND_SEQUENCE_ERROR);
  }

  @Test
  void controllerIdsStayInTheirRangeAndAreBusyWhenUsedUp() {
    bench.publish(
        new io.jacquard.target.definition.SubsystemDefinition(
            TestBench.SUBSYSTEM,
            java.util.Optional.empty(),
            "M",
            true,
            Set.of(),
            java.util.List.of(),
            5,
            6,
            4,
            64),
        Set.of());
    bench.connectAdmin(TestBench.SUBSYSTEM, 0);
    assertThat(bench.controllerId()).isEqualTo(5);
    TestQueue second = bench.connectAdmin(TestBench.SUBSYSTEM, 0);
    assertThat(bench.controllerId()).isEqualTo(6);

    Answer busy = connect(ADMIN, TestBench.admin(TestBench.SUBSYSTEM));
    assertThat(busy.code()).isEqualTo(Status.CONNECT_CONTROLLER_BUSY);
    assertThat(busy.isPermanent()).isFalse();

    second.close();
    assertThat(connect(ADMIN, TestBench.admin(TestBench.SUBSYSTEM)).status()).isZero();
  }

  @Test
  void anIoConnectNeedsAnEnabledController() {
    bench.connectAdmin(TestBench.SUBSYSTEM, 0);

    assertInvalid(bench.connectIo(bench.dial(1), 1), ConnectInvalidParameter.inEntry(Connect.QID));
  }

  @Test
  void anIoConnectToNoControllerIsRefused() {
    bench.start();

    Answer answer =
        connect(
            new Connect(0, 1, 31, 0, 0),
            new ConnectData(TestBench.HOST_ID, 99, TestBench.SUBSYSTEM, TestBench.HOST));

    assertInvalid(answer, ConnectInvalidParameter.inData(ConnectData.CNTLID));
  }

  @Test
  void anIoConnectOfAnotherHostIsRefused() {
    bench.start();
    Connect io = new Connect(0, 1, 31, 0, 0);
    int id = bench.controllerId();

    assertInvalid(
        connect(io, new ConnectData(TestBench.HOST_ID, id, TestBench.SUBSYSTEM, STRANGER)),
        ConnectInvalidParameter.inData(ConnectData.HOSTNQN));
    assertInvalid(
        connect(
            io,
            new ConnectData(new HostId(new UUID(3, 3)), id, TestBench.SUBSYSTEM, TestBench.HOST)),
        ConnectInvalidParameter.inData(ConnectData.HOSTNQN));
    assertThat(
            connect(io, new ConnectData(HostId.ZERO, id, TestBench.SUBSYSTEM, TestBench.HOST))
                .status())
        .isZero();
  }

  @Test
  void queueIdsAboveTheGrantedAreRefused() {
    bench.start();

    assertInvalid(bench.connectIo(bench.dial(5), 5), ConnectInvalidParameter.inEntry(Connect.QID));
    assertThat(bench.connectIo(bench.dial(4), 4).status()).isZero();
  }

  @Test
  void theSameQueueIdTwiceIsRefused() {
    bench.start();
    bench.startIo(1);

    assertThat(bench.connectIo(bench.dial(1), 1).code()).isEqualTo(Status.INVALID_QUEUE_IDENTIFIER);
  }

  @Test
  void aRefusedHostIsDisconnectedIfItStays() {
    TestQueue queue = bench.dial(0);
    bench.connect(queue, ADMIN, TestBench.admin(STRANGER));
    assertThat(queue.isClosed()).isFalse();

    bench.pass(HostQueue.REFUSED_LINGER.plusSeconds(1));

    assertThat(queue.isClosed()).isTrue();
  }

  @Test
  void aRefusedHostMayTryAgainOnTheSameConnection() {
    TestQueue queue = bench.dial(0);
    bench.connect(queue, ADMIN, TestBench.admin(STRANGER));

    assertThat(bench.connect(queue, ADMIN, TestBench.admin(TestBench.SUBSYSTEM)).status()).isZero();
    bench.pass(HostQueue.REFUSED_LINGER.plusSeconds(1));
    assertThat(queue.isClosed()).isFalse();
  }

  @Test
  void anIoConnectDuringTeardownIsRefused() {
    bench.start();
    TestQueue.Pending connect = sendIoConnect(bench.dial(1));
    // The end is on its way to the controller's loop before the I/O queue asks there.
    bench.associations().getFirst().end(CloseReason.of(CloseReason.Kind.STOPPING, "test"));
    bench.ioLoop.runReady();
    bench.settle();

    assertThat(connect.answer().code()).isEqualTo(Status.CONNECT_INVALID_PARAMETERS);
    assertThat(connect.answer().isPermanent()).isFalse();
    assertThat(bench.associations()).isEmpty();
  }

  @Test
  void anIoQueueThatIsAdmittedJustBeforeTeardownIsClosed() {
    TestQueue admin = bench.start();
    TestQueue io = bench.dial(1);
    sendIoConnect(io);
    bench.ioLoop.runReady();
    admin.close();

    assertThat(io.isClosed()).isTrue();
    assertThat(bench.associations()).isEmpty();
  }

  @Test
  void anIoConnectionLostDuringItsConnectLeavesNoQueue() {
    bench.start();
    TestQueue io = bench.dial(1);
    sendIoConnect(io);
    bench.ioLoop.runReady();
    io.close();

    assertThat(bench.connectIo(bench.dial(1), 1).status()).isZero();
    bench.pass(IoController.QUEUE_LOSS_DELAY.plusSeconds(1));
    assertThat(bench.associations()).as("it was no queue yet, so none was lost").hasSize(1);
  }

  private TestQueue.Pending sendIoConnect(TestQueue io) {
    return io.send(
        new Connect(0, 1, 31, 0, 0)::encode,
        TestBench.bytes(
            new ConnectData(
                TestBench.HOST_ID, bench.controllerId(), TestBench.SUBSYSTEM, TestBench.HOST)),
        0);
  }
}
