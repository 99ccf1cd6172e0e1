package io.jacquard.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jacquard.nvme.command.AsyncEvent;
import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.feature.AsyncEventConfiguration;
import io.jacquard.nvme.feature.FeatureId;
import io.jacquard.nvme.identity.Nqn;
import io.jacquard.nvme.identity.TransportAddress;
import io.jacquard.nvme.namespace.NamespaceUri;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.transport.CloseReason;
import io.jacquard.nvme.wire.Sqe;
import io.jacquard.target.definition.NamespaceDefinition;
import io.jacquard.target.definition.PortDefinition;
import io.jacquard.target.definition.SubsystemDefinition;
import io.jacquard.target.definition.TargetDefinition;
import io.jacquard.target.metrics.TargetMetrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole target over the loopback: start, every kind of live change, shutdown. */
class TargetTest {
  private static final Nqn HOST = Nqn.parse("nqn.2026-01.io.example:host");
  private static final Nqn FIRST = Nqn.parse("nqn.2026-01.io.example:first");
  private static final Nqn SECOND = Nqn.parse("nqn.2026-01.io.example:second");
  private static final int BLOCK = 512;

  private final TransportAddress address = newAddress();
  private final TargetMetrics metrics = new TargetMetrics();
  private final HostSession host = new HostSession(HOST);
  private final List<Target> targets = new ArrayList<>();

  @TempDir private Path directory;

  @AfterEach
  void close() {
    targets.forEach(Target::close);
    host.close();
    metrics.close();
  }

  private static TransportAddress newAddress() {
    return TransportAddress.parse("loop://target-" + UUID.randomUUID());
  }

  private Target start(TargetDefinition definition) throws IOException {
    TargetSettings settings = TargetSettings.defaults(metrics).withGrace(Duration.ofSeconds(10));
    Target target = Target.start(settings, definition);
    targets.add(target);
    return target;
  }

  private static NamespaceDefinition namespace(int nsid, String uri) {
    return NamespaceDefinition.of(nsid, NamespaceUri.parse(uri));
  }

  private static SubsystemDefinition subsystem(Nqn nqn, NamespaceDefinition... namespaces) {
    return SubsystemDefinition.open(nqn, List.of(namespaces));
  }

  private static SubsystemDefinition closed(Nqn nqn, Set<Nqn> hosts) {
    return new SubsystemDefinition(
        nqn, Optional.empty(), "M", false, hosts, List.of(), 1, 99, 4, 64);
  }

  private static PortDefinition port(int id, TransportAddress at, Nqn... subsystems) {
    return new PortDefinition(id, at, List.of(subsystems), List.of(), 8192, 100);
  }

  private TargetDefinition definition(SubsystemDefinition... subsystems) {
    Nqn[] names = Arrays.stream(subsystems).map(SubsystemDefinition::nqn).toArray(Nqn[]::new);
    return new TargetDefinition(
        List.of(subsystems), List.of(port(1, address, names)), Optional.empty());
  }

  private static byte[] block(int value) {
    byte[] data = new byte[BLOCK];
    Arrays.fill(data, (byte) value);
    return data;
  }

  private static int write(HostSession.Queue io, int nsid, int slba, int value) {
    return io.run(
            sqe ->
                sqe.opcode(NvmOpcode.WRITE)
                    .flags(Sqe.FUSE_NONE, Sqe.PSDT_SGL)
                    .nsid(nsid)
                    .slba(slba)
                    .blocks(1),
            block(value),
            0)
        .status();
  }

  private static HostSession.Answer read(HostSession.Queue io, int nsid, int slba) {
    return io.run(
        sqe ->
            sqe.opcode(NvmOpcode.READ)
                .flags(Sqe.FUSE_NONE, Sqe.PSDT_SGL)
                .nsid(nsid)
                .slba(slba)
                .blocks(1),
        new byte[0],
        BLOCK);
  }

  /** An event that tells of changed namespaces, awaited. */
  private static void awaitNamespaceEvent(CompletableFuture<HostSession.Answer> event) {
    assertThat(AsyncEvent.decode((int) HostSession.get(event).result()))
        .isEqualTo(AsyncEvent.NAMESPACE_ATTRIBUTE_CHANGED);
  }

  private static CompletableFuture<HostSession.Answer> watch(HostSession.Queue admin) {
    admin.setFeature(
        FeatureId.ASYNC_EVENT_CONFIGURATION, AsyncEventConfiguration.NAMESPACE_ATTRIBUTE);
    return admin.requestEvent();
  }

  @Test
  void aTargetServesAMemoryNamespace() throws IOException {
    Target target = start(definition(subsystem(FIRST, namespace(1, "mem:1M"))));
    assertThat(target.addresses()).containsEntry(1, address);
    HostSession.Queue admin = host.connect(address, FIRST, 0);
    HostSession.Queue io = host.connectIo(address, FIRST, admin);

    assertThat(admin.namespaces()).containsExactly(1);
    assertThat(write(io, 1, 7, 3)).isZero();
    assertThat(read(io, 1, 7).data().array()).isEqualTo(block(3));
  }

  @Test
  void namespacesComeGoAndChangeTheirSizeWhileOthersGoOn() throws IOException {
    Target target = start(definition(subsystem(FIRST, namespace(1, "mem:1M"))));
    HostSession.Queue admin = host.connect(address, FIRST, 0);
    HostSession.Queue io = host.connectIo(address, FIRST, admin);
    write(io, 1, 0, 5);
    CompletableFuture<HostSession.Answer> event = watch(admin);

    target.apply(definition(subsystem(FIRST, namespace(1, "mem:2M"), namespace(2, "mem:1M"))));
    awaitNamespaceEvent(event);

    assertThat(admin.namespaces()).containsExactly(1, 2);
    assertThat(admin.blocks(1)).isEqualTo(4096);
    assertThat(read(io, 1, 0).data().array()).isEqualTo(block(5));
    assertThat(write(io, 1, 4095, 1)).isZero();
    assertThat(write(io, 2, 0, 1)).isZero();

    target.apply(definition(subsystem(FIRST, namespace(2, "mem:1M"))));

    assertThat(Status.code(write(io, 1, 0, 1))).isEqualTo(Status.INVALID_NAMESPACE_OR_FORMAT);
    assertThat(read(io, 2, 0).data().array()).isEqualTo(block(1));
    assertThat(io.isClosed()).isFalse();
  }

  @Test
  void aFileMovesFromOneSubsystemToAnotherInOneChange() throws IOException {
    String file = directory.resolve("disk.img") + "?size=1M";
    Target target = start(definition(subsystem(FIRST, namespace(1, file)), subsystem(SECOND)));
    HostSession.Queue admin = host.connect(address, FIRST, 0);
    write(host.connectIo(address, FIRST, admin), 1, 0, 8);

    target.apply(definition(subsystem(FIRST), subsystem(SECOND, namespace(4, file))));

    HostSession.Queue second = host.connect(address, SECOND, 0);
    HostSession.Queue io = host.connectIo(address, SECOND, second);
    assertThat(read(io, 4, 0).data().array()).isEqualTo(block(8));
    assertThat(admin.namespaces()).isEmpty();
  }

  @Test
  void aHostThatIsNoLongerAllowedLosesItsAssociation() throws IOException {
    Target target = start(definition(closed(FIRST, Set.of(HOST)), subsystem(SECOND)));
    HostSession.Queue admin = host.connect(address, FIRST, 0);
    HostSession.Queue other = host.connect(address, SECOND, 0);

    target.apply(definition(closed(FIRST, Set.of()), subsystem(SECOND)));

    assertThat(admin.awaitClosed().kind()).isEqualTo(CloseReason.Kind.STOPPING);
    assertThat(Status.code(host.tryConnect(address, FIRST))).isEqualTo(Status.CONNECT_INVALID_HOST);
    assertThat(other.namespaces()).isEmpty();
    target.apply(definition(closed(FIRST, Set.of(HOST)), subsystem(SECOND)));
    assertThat(host.tryConnect(address, FIRST)).isZero();
  }

  @Test
  void subsystemsComeAndGo() throws IOException {
    Target target = start(definition(subsystem(FIRST)));
    HostSession.Queue admin = host.connect(address, FIRST, 0);
    assertThat(Status.code(host.tryConnect(address, SECOND)))
        .isEqualTo(Status.CONNECT_INVALID_PARAMETERS);

    target.apply(definition(subsystem(SECOND, namespace(1, "mem:1M"))));

    admin.awaitClosed();
    assertThat(Status.code(host.tryConnect(address, FIRST)))
        .isEqualTo(Status.CONNECT_INVALID_PARAMETERS);
    assertThat(host.connect(address, SECOND, 0).namespaces()).containsExactly(1);
  }

  @Test
  void portsComeAndGoWithTheirAssociations() throws IOException {
    TransportAddress other = newAddress();
    Target target = start(definition(subsystem(FIRST)));
    HostSession.Queue admin = host.connect(address, FIRST, 0);
    target.apply(
        new TargetDefinition(
            List.of(subsystem(FIRST)),
            List.of(port(1, address, FIRST), port(2, other, FIRST)),
            Optional.empty()));
    HostSession.Queue onOther = host.connect(other, FIRST, 0);

    target.apply(
        new TargetDefinition(
            List.of(subsystem(FIRST)), List.of(port(2, other, FIRST)), Optional.empty()));

    admin.awaitClosed();
    assertThat(host.dial(address, 0).awaitClosed().kind())
        .isEqualTo(CloseReason.Kind.CONNECTION_LOST);
    assertThat(onOther.namespaces()).isEmpty();
    assertThat(target.addresses()).containsOnlyKeys(2);
  }

  @Test
  void aSubsystemTakenFromAPortEndsTheAssociationsThere() throws IOException {
    Target target = start(definition(subsystem(FIRST), subsystem(SECOND)));
    HostSession.Queue first = host.connect(address, FIRST, 0);
    HostSession.Queue second = host.connect(address, SECOND, 0);

    target.apply(
        new TargetDefinition(
            List.of(subsystem(FIRST), subsystem(SECOND)),
            List.of(port(1, address, SECOND)),
            Optional.empty()));

    first.awaitClosed();
    assertThat(second.namespaces()).isEmpty();
  }

  @Test
  void aPersistentDiscoveryConnectionHearsOfChanges() throws IOException {
    Target target = start(definition(subsystem(FIRST)));
    HostSession.Queue discovery = host.connect(address, Nqn.DISCOVERY, 60_000);
    CompletableFuture<HostSession.Answer> event = discovery.requestEvent();
    long before = discovery.discoveryLog().genctr();

    target.apply(definition(subsystem(FIRST), subsystem(SECOND)));

    assertThat(AsyncEvent.decode((int) HostSession.get(event).result()))
        .isEqualTo(AsyncEvent.DISCOVERY_LOG_PAGE_CHANGE);
    assertThat(discovery.discoveryLog().genctr()).isNotEqualTo(before);
    assertThat(discovery.discoveryLog().entries()).hasSize(3);
  }

  @Test
  void whatCannotBeDoneIsNamedAndTheRestIsDone() throws IOException {
    Target target = start(definition(subsystem(FIRST)));
    TargetDefinition wanted =
        definition(
            subsystem(
                FIRST,
                namespace(1, directory.resolve("no/such/directory/x.img") + "?size=1M"),
                namespace(2, "mem:1M"),
                namespace(3, "tape:x")));

    assertThatThrownBy(() -> target.apply(wanted))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("namespace 1")
        .hasMessageContaining("no kind 'tape'");

    assertThat(target.definition().subsystems().getFirst().namespaces())
        .extracting(NamespaceDefinition::nsid)
        .containsExactly(2L);
    assertThat(host.connect(address, FIRST, 0).namespaces()).containsExactly(2);
  }

  @Test
  void aTargetThatCannotStartLeavesNothingBehind() throws IOException {
    Path image = directory.resolve("image");
    TargetDefinition impossible =
        definition(subsystem(FIRST, namespace(1, image + "?size=1M"), namespace(2, "tape:x")));
    assertThatThrownBy(() -> start(impossible)).isInstanceOf(IOException.class);

    start(definition(subsystem(FIRST, namespace(1, image + "?size=1M"))));

    assertThat(Files.size(image)).isEqualTo(1 << 20);
    assertThat(host.connect(address, FIRST, 0).namespaces()).containsExactly(1);
  }

  @Test
  void closingEndsEveryAssociationAndTheTargetTakesNoMoreChanges() throws IOException {
    Target target = start(definition(subsystem(FIRST, namespace(1, "mem:1M"))));
    HostSession.Queue admin = host.connect(address, FIRST, 0);
    HostSession.Queue io = host.connectIo(address, FIRST, admin);
    HostSession.Queue discovery = host.connect(address, Nqn.DISCOVERY, 0);

    target.close();
    target.close();

    for (HostSession.Queue queue : List.of(admin, io, discovery)) {
      assertThat(queue.awaitClosed().kind()).isEqualTo(CloseReason.Kind.STOPPING);
    }
    assertThatThrownBy(() -> target.apply(definition())).isInstanceOf(IllegalStateException.class);
    assertThat(host.dial(address, 0).awaitClosed().kind())
        .isEqualTo(CloseReason.Kind.CONNECTION_LOST);
  }

  @Test
  void whatWasWrittenToAFileIsThereAfterARestart() throws IOException {
    String file = directory.resolve("kept.img") + "?size=1M";
    Target target = start(definition(subsystem(FIRST, namespace(1, file))));
    HostSession.Queue admin = host.connect(address, FIRST, 0);
    write(host.connectIo(address, FIRST, admin), 1, 100, 77);
    target.close();

    start(definition(subsystem(FIRST, namespace(1, file))));
    HostSession.Queue again = host.connect(address, FIRST, 0);

    assertThat(read(host.connectIo(address, FIRST, again), 1, 100).data().array())
        .isEqualTo(block(77));
  }
}
