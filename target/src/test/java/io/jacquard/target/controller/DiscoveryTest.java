package io.jacquard.target.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.nvme.command.AdminOpcode;
import io.jacquard.nvme.command.AsyncEvent;
import io.jacquard.nvme.command.Connect;
import io.jacquard.nvme.command.ConnectData;
import io.jacquard.nvme.command.ConnectResponse;
import io.jacquard.nvme.command.GetLogPage;
import io.jacquard.nvme.command.Identify;
import io.jacquard.nvme.discovery.DiscoveryLog;
import io.jacquard.nvme.discovery.DiscoveryLogEntry;
import io.jacquard.nvme.discovery.DiscoveryLogHeader;
import io.jacquard.nvme.feature.AsyncEventConfiguration;
import io.jacquard.nvme.feature.FeatureId;
import io.jacquard.nvme.identify.Cns;
import io.jacquard.nvme.identify.IdentifyController;
import io.jacquard.nvme.identity.Nqn;
import io.jacquard.nvme.identity.TransportAddress;
import io.jacquard.nvme.log.LogPageId;
import io.jacquard.nvme.property.Property;
import io.jacquard.nvme.status.Status;
import io.jacquard.target.definition.PortDefinition;
import io.jacquard.target.definition.ReferralDefinition;
import io.jacquard.target.definition.SubsystemDefinition;
import io.jacquard.target.definition.TargetDefinition;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Discovery controllers: what each host sees, where, and when it is told of changes. */
class DiscoveryTest {
  private static final Nqn UNIQUE = Nqn.parse("nqn.2026-01.io.example:discovery");
  private static final Nqn SECRET = Nqn.parse("nqn.2026-01.io.example:secret");
  private static final Nqn OTHER_HOST = Nqn.parse("nqn.2026-01.io.example:other-host");
  private static final TransportAddress LOOP = TransportAddress.parse("loop://here");

  private final TestBench bench = new TestBench();

  @AfterEach
  void close() {
    bench.close();
  }

  private static SubsystemDefinition subsystem(Nqn nqn, boolean anyHost, Set<Nqn> hosts) {
    return new SubsystemDefinition(
        nqn, Optional.empty(), "M", anyHost, hosts, List.of(), 1, 9, 4, 64);
  }

  /** An open subsystem, and one that only {@code secretFor} may see. */
  private void publish(Set<Nqn> secretFor, ReferralDefinition... referrals) {
    publish(LOOP, secretFor, referrals);
  }

  private void publish(
      TransportAddress bound, Set<Nqn> secretFor, ReferralDefinition... referrals) {
    PortDefinition port =
        new PortDefinition(
            TestBench.PORT_ID,
            bound,
            List.of(TestBench.SUBSYSTEM, SECRET),
            List.of(referrals),
            8192,
            10);
    bench.discovery.publish(
        new TargetDefinition(
            List.of(
                subsystem(TestBench.SUBSYSTEM, true, Set.of()),
                subsystem(SECRET, false, secretFor)),
            List.of(port),
            Optional.of(UNIQUE)),
        Map.of(TestBench.PORT_ID, bound));
    bench.settle();
  }

  private TestQueue start(Nqn name, long keepAliveMillis) {
    TestQueue queue = bench.connectAdmin(name, keepAliveMillis);
    queue.set(Property.CC, 4, TestBench.ENABLE);
    return queue;
  }

  private static DiscoveryLog read(TestQueue queue) {
    Answer header = queue.log(GetLogPage.of(LogPageId.DISCOVERY, 0, DiscoveryLogHeader.BYTES));
    long records = DiscoveryLogHeader.decode(header.data()).numrec();
    Answer all =
        queue.log(GetLogPage.of(LogPageId.DISCOVERY, 0, 1024 + Math.toIntExact(records) * 1024));
    return DiscoveryLog.decode(all.data());
  }

  private static List<Nqn> subsystems(DiscoveryLog log) {
    return log.entries().stream()
        .filter(entry -> entry.subtype() == DiscoveryLogEntry.SUBTYPE_NVM)
        .map(entry -> entry.subnqn().orElseThrow())
        .toList();
  }

  @Test
  void bothNamesLeadToADiscoveryController() {
    publish(Set.of());
    for (Nqn name : List.of(Nqn.DISCOVERY, UNIQUE)) {
      TestQueue queue = start(name, 0);
      IdentifyController id =
          IdentifyController.decode(queue.identify(Identify.of(Cns.IDENTIFY_CONTROLLER, 0)).data());

      assertThat(id.getInt(IdentifyController.CNTRLTYPE))
          .isEqualTo(IdentifyController.CNTRLTYPE_DISCOVERY);
      assertThat(id.cntlid()).isEqualTo(bench.controllerId());
      assertThat(id.subnqn()).contains(UNIQUE);
      assertThat(id.has(IdentifyController.OAES, AsyncEventConfiguration.DISCOVERY_LOG_PAGE))
          .isTrue();
      assertThat(id.getInt(IdentifyController.DCTYPE)).isEqualTo(IdentifyController.DCTYPE_DDC);
    }
  }

  @Test
  void aHostSeesOnlyWhatItMayUse() {
    publish(Set.of(OTHER_HOST));
    assertThat(subsystems(read(start(Nqn.DISCOVERY, 0)))).containsExactly(TestBench.SUBSYSTEM);

    publish(Set.of(TestBench.HOST));
    assertThat(subsystems(read(start(Nqn.DISCOVERY, 0))))
        .containsExactly(TestBench.SUBSYSTEM, SECRET);
  }

  @Test
  void entriesHaveWhatAHostNeedsToConnect() {
    publish(Set.of());

    DiscoveryLogEntry entry =
        read(start(Nqn.DISCOVERY, 0)).entries().stream()
            .filter(e -> e.subtype() == DiscoveryLogEntry.SUBTYPE_NVM)
            .findFirst()
            .orElseThrow();

    assertThat(entry.address()).contains(LOOP);
    assertThat(entry.getInt(DiscoveryLogEntry.PORTID)).isEqualTo(TestBench.PORT_ID);
    assertThat(entry.getInt(DiscoveryLogEntry.CNTLID)).isEqualTo(0xFFFF);
    assertThat(entry.getInt(DiscoveryLogEntry.ASQSZ)).isEqualTo(128);
    assertThat(
            bench
                .connect(
                    bench.dial(0),
                    new Connect(0, 0, entry.getInt(DiscoveryLogEntry.ASQSZ) - 1, 0, 0),
                    TestBench.admin(TestBench.SUBSYSTEM))
                .status())
        .isZero();
  }

  @Test
  void theGenerationChangesForThoseWhoSeeTheChangeAndOnlyThem() {
    publish(Set.of());
    TestQueue queue = start(Nqn.DISCOVERY, 0);
    long first = read(queue).genctr();
    assertThat(read(queue).genctr()).isEqualTo(first);

    publish(Set.of(OTHER_HOST));
    assertThat(read(queue).genctr()).isEqualTo(first);
    assertThat(bench.discovery.generation(Optional.of(OTHER_HOST))).isNotEqualTo(first);

    publish(Set.of(OTHER_HOST, TestBench.HOST));
    long second = read(queue).genctr();
    assertThat(second).isNotEqualTo(first);

    publish(Set.of(OTHER_HOST));
    assertThat(read(queue).genctr()).isNotIn(first, second);
  }

  @Test
  void aPersistentConnectionIsToldOfAChangeItSees() {
    publish(Set.of());
    TestQueue queue = start(Nqn.DISCOVERY, 60_000);
    TestQueue.Pending event = queue.requestEvent();

    publish(Set.of(OTHER_HOST));
    assertThat(event.isDone()).isFalse();
    publish(Set.of(TestBench.HOST));

    assertThat(event.answer().dw0()).isEqualTo(0x70F002);
    assertThat(AsyncEvent.decode(event.answer().dw0()))
        .isEqualTo(AsyncEvent.DISCOVERY_LOG_PAGE_CHANGE);
    TestQueue.Pending next = queue.requestEvent();
    publish(Set.of());
    assertThat(next.isDone()).as("the log was not read yet").isFalse();
    read(queue);
    publish(Set.of(TestBench.HOST));
    assertThat(next.isDone()).isTrue();
  }

  @Test
  void withoutKeepAliveThereAreNoEventsUnlessAskedFor() {
    publish(Set.of());
    TestQueue queue = start(Nqn.DISCOVERY, 0);
    TestQueue.Pending event = queue.requestEvent();

    publish(Set.of(TestBench.HOST));
    assertThat(event.isDone()).isFalse();

    queue.setFeature(
        FeatureId.ASYNC_EVENT_CONFIGURATION, AsyncEventConfiguration.DISCOVERY_LOG_PAGE);
    publish(Set.of());
    assertThat(event.isDone()).isTrue();
  }

  @Test
  void theLogIsReadInParts() {
    publish(Set.of(TestBench.HOST));
    TestQueue queue = start(Nqn.DISCOVERY, 0);
    ByteBuffer whole = queue.log(GetLogPage.of(LogPageId.DISCOVERY, 0, 4096)).data();
    for (int offset = 0; offset < 4096; offset += 512) {
      ByteBuffer part = queue.log(GetLogPage.of(LogPageId.DISCOVERY, offset, 512)).data();
      assertThat(part).isEqualTo(whole.slice(offset, 512));
    }
    assertThat(queue.log(GetLogPage.of(LogPageId.DISCOVERY, 4100, 4)).code())
        .isEqualTo(Status.INVALID_FIELD);
  }

  @Test
  void referralsAreToldOnTheirPort() {
    TransportAddress elsewhere = TransportAddress.tcp("192.0.2.9", 8009);
    publish(Set.of(), new ReferralDefinition(3, elsewhere, Nqn.DISCOVERY));

    DiscoveryLogEntry referral =
        read(start(Nqn.DISCOVERY, 0)).entries().stream()
            .filter(e -> e.subtype() == DiscoveryLogEntry.SUBTYPE_REFERRAL)
            .findFirst()
            .orElseThrow();

    assertThat(referral.address()).contains(elsewhere);
    assertThat(referral.getInt(DiscoveryLogEntry.PORTID)).isEqualTo(3);
    assertThat(referral.getInt(DiscoveryLogEntry.TREQ))
        .isEqualTo(DiscoveryLogEntry.TREQ_SECURE_CHANNEL_NOT_SPECIFIED);
  }

  @Test
  void addressesAreThoseThatTheHostCanReach() {
    TransportAddress lan = TransportAddress.tcp("192.0.2.1", 8009);
    TransportAddress v6 = TransportAddress.tcp("2001:db8::1", 8009);
    TransportAddress local = TransportAddress.tcp("127.0.0.1", 8009);

    assertThat(addressesSeen("0.0.0.0", lan)).containsExactly("192.0.2.1");
    assertThat(addressesSeen("0.0.0.0", local)).containsExactly("127.0.0.1");
    assertThat(addressesSeen("0.0.0.0", v6)).isEmpty();
    assertThat(addressesSeen("::", v6)).containsExactly("2001:db8::1");
    assertThat(addressesSeen("::", lan)).containsExactly("192.0.2.1");
    assertThat(addressesSeen("127.0.0.1", lan)).isEmpty();
    assertThat(addressesSeen("127.0.0.1", local)).containsExactly("127.0.0.1");
    assertThat(addressesSeen("::", TransportAddress.tcp("fe80::1%eth7", 8009)))
        .containsExactly("fe80::1");
    assertThat(addressesSeen("198.51.100.1", lan)).containsExactly("198.51.100.1");
  }

  private List<String> addressesSeen(String bound, TransportAddress at) {
    publish(TransportAddress.tcp(bound, 4420), Set.of());
    return bench
        .discovery
        .log(Optional.of(TestBench.HOST), at, TestBench.PORT_ID)
        .entries()
        .stream()
        .filter(entry -> entry.subtype() == DiscoveryLogEntry.SUBTYPE_NVM)
        .map(entry -> entry.address().orElseThrow())
        .peek(address -> assertThat(address.port()).isEqualTo(4420))
        .map(TransportAddress::traddr)
        .toList();
  }

  @Test
  void commandsThatAreProhibitedAreRefused() {
    TestQueue queue = start(Nqn.DISCOVERY, 0);

    for (int opcode :
        new int[] {
          AdminOpcode.ABORT,
          AdminOpcode.CREATE_IO_SQ,
          AdminOpcode.FORMAT_NVM,
          AdminOpcode.NAMESPACE_MANAGEMENT,
          AdminOpcode.SECURITY_SEND
        }) {
      assertThat(queue.run(sqe -> sqe.opcode(opcode)).status())
          .isEqualTo(Status.withMore(Status.withDnr(Status.INVALID_OPCODE)));
    }
    assertThat(queue.identify(Identify.of(Cns.ACTIVE_NAMESPACE_ID_LIST, 0)).code())
        .isEqualTo(Status.INVALID_FIELD);
    assertThat(queue.log(GetLogPage.of(LogPageId.SMART_HEALTH, 0, 512)).code())
        .isEqualTo(Status.INVALID_LOG_PAGE);
    assertThat(queue.getFeature(FeatureId.NUMBER_OF_QUEUES, 0, 0, 0).code())
        .isEqualTo(Status.INVALID_FIELD);
  }

  @Test
  void thereAreNoIoQueues() {
    TestQueue queue = bench.dial(0);
    Answer connected =
        bench.connect(queue, new Connect(0, 0, 31, 0, 0), TestBench.admin(Nqn.DISCOVERY));
    int id = ConnectResponse.decode(connected.dw0()).cntlid();

    Answer answer =
        bench.connect(
            bench.dial(1),
            new Connect(0, 1, 31, 0, 0),
            new ConnectData(TestBench.HOST_ID, id, Nqn.DISCOVERY, TestBench.HOST));

    assertThat(answer.code()).isEqualTo(Status.CONNECT_INVALID_PARAMETERS);
  }

  @Test
  void aSilentHostWithoutKeepAliveIsDroppedAfterAWhile() {
    TestQueue queue = start(Nqn.DISCOVERY, 0);
    bench.pass(DiscoveryController.IDLE_LIMIT.minusSeconds(1));
    assertThat(queue.isClosed()).isFalse();

    bench.pass(DiscoveryController.IDLE_LIMIT.plus(Duration.ofSeconds(2)));

    assertThat(queue.isClosed()).isTrue();
    assertThat(bench.discovery.controllers()).isEmpty();
  }
}
