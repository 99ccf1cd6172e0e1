package io.jacquard.target.controller;

import io.jacquard.nvme.command.Connect;
import io.jacquard.nvme.command.ConnectData;
import io.jacquard.nvme.command.ConnectResponse;
import io.jacquard.nvme.identity.HostId;
import io.jacquard.nvme.identity.NamespaceIdentity;
import io.jacquard.nvme.identity.Nqn;
import io.jacquard.nvme.identity.TransportAddress;
import io.jacquard.nvme.loop.FixedLoops;
import io.jacquard.nvme.loop.ManualLoop;
import io.jacquard.nvme.property.ControllerConfiguration;
import io.jacquard.nvme.property.Property;
import io.jacquard.nvme.transport.ListenSettings;
import io.jacquard.nvme.transport.Listener;
import io.jacquard.nvme.transport.QueueDial;
import io.jacquard.nvme.transport.loopback.LoopbackTransport;
import io.jacquard.target.definition.SubsystemDefinition;
import io.jacquard.target.discovery.DiscoveryService;
import io.jacquard.target.metrics.TargetMetrics;
import io.jacquard.target.subsystem.Association;
import io.jacquard.target.subsystem.ExportedNamespace;
import io.jacquard.target.subsystem.Subsystem;
import io.jacquard.target.subsystem.SubsystemRoster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/**
 * One subsystem behind one port, served over the loopback on two loops that turn when they are
 * told: admin queues live on the first and I/O queues on the second, if connected in turn.
 */
final class TestBench implements AutoCloseable {
  static final Nqn SUBSYSTEM = Nqn.parse("nqn.2026-01.io.example:subsystem");
  static final Nqn HOST = Nqn.parse("nqn.2026-01.io.example:host");
  static final HostId HOST_ID = new HostId(new UUID(1, 2));
  static final int ENABLE =
      ControllerConfiguration.ZERO
          .iosqes(ControllerConfiguration.IOSQES_64)
          .iocqes(ControllerConfiguration.IOCQES_16)
          .en(true)
          .value();
  static final int ENABLE_ALL_SETS =
      new ControllerConfiguration(ENABLE).css(ControllerConfiguration.CSS_ALL).value();
  static final int PORT_ID = 7;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  final ManualLoop adminLoop = new ManualLoop();
  final ManualLoop ioLoop = new ManualLoop();
  final TargetMetrics metrics = new TargetMetrics();
  final DiscoveryService discovery = new DiscoveryService(metrics);
  final SubsystemRoster roster;
  private final LoopbackTransport transport = new LoopbackTransport();
  private final Map<Integer, ExportedNamespace> namespaces = new TreeMap<>();
  private final TransportAddress address;
  private final Listener listener;
  private boolean exported = true;

  TestBench() {
    this(definition(true, Set.of()));
  }

  TestBench(SubsystemDefinition definition) {
    this.roster = new SubsystemRoster(new Subsystem(definition, List.of()));
    this.address = TransportAddress.parse("loop://bench-" + UUID.randomUUID());
    try {
      this.listener =
          transport.listen(
              address,
              ListenSettings.defaults(),
              new FixedLoops(List.of(adminLoop, ioLoop), () -> {}),
              connection -> new HostQueue(connection, new Port(), metrics));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static SubsystemDefinition definition(boolean anyHost, Set<Nqn> hosts) {
    return new SubsystemDefinition(
        SUBSYSTEM, Optional.empty(), "Test Model", anyHost, hosts, List.of(), 1, 0xFFEF, 4, 64);
  }

  private final class Port implements ExportedPort {
    @Override
    public int portId() {
      return PORT_ID;
    }

    @Override
    public Optional<Export> find(Nqn subsystem) {
      Optional<Export> found = discovery.export(subsystem, PORT_ID);
      return found.isPresent() || !exported || !subsystem.equals(SUBSYSTEM)
          ? found
          : Optional.of(new NvmExport(roster, PORT_ID, metrics));
    }
  }

  /** A queue pair whose transport is played by the test, on the first loop. */
  HostQueue hostQueue() {
    ExportedPort nowhere =
        new ExportedPort() {
          @Override
          public int portId() {
            return PORT_ID;
          }

          @Override
          public Optional<Export> find(Nqn subsystem) {
            return Optional.empty();
          }
        };
    return new HostQueue(new TestConnection(adminLoop), nowhere, metrics);
  }

  /** An enabled controller of such a queue pair. */
  IoController controller() {
    return controller(ENABLE);
  }

  /** A controller of such a queue pair whose CC is set. */
  IoController controller(int configuration) {
    try {
      IoController controller =
          (IoController)
              new NvmExport(roster, PORT_ID, metrics)
                  .create(hostQueue(), new Connect(0, 0, 31, 0, 0), admin(SUBSYSTEM));
      controller.properties().write(Property.CC, 4, configuration);
      return controller;
    } catch (ConnectRefusedException e) {
      throw new AssertionError(e);
    }
  }

  void stopExporting() {
    exported = false;
  }

  /** Adds a namespace, and tells controllers. */
  ExportedNamespace add(int nsid, TestNamespace medium) {
    return add(nsid, medium, false);
  }

  /** Likewise, with or without vendor specific commands. */
  ExportedNamespace add(int nsid, TestNamespace medium, boolean vendorCommands) {
    ExportedNamespace namespace =
        new ExportedNamespace(
            nsid, medium, NamespaceIdentity.derive(SUBSYSTEM, nsid), Runnable::run, vendorCommands);
    namespaces.put(nsid, namespace);
    publish(roster.current().definition(), Set.of(nsid));
    return namespace;
  }

  void remove(int nsid) {
    ExportedNamespace gone = namespaces.remove(nsid);
    publish(roster.current().definition(), Set.of(nsid));
    gone.retire();
    settle();
  }

  void publish(SubsystemDefinition definition, Set<Integer> changed) {
    roster.replace(new Subsystem(definition, namespaces.values()));
    for (Association association : roster.associations()) {
      association.subsystemChanged(changed);
    }
    settle();
  }

  /** Turns the loops until nothing is left to do at this moment. */
  void settle() {
    for (int i = 0; i < 20; i++) {
      adminLoop.runReady();
      ioLoop.runReady();
    }
  }

  /** Lets time pass on both loops. */
  void pass(Duration time) {
    Duration step = Duration.ofMillis(100);
    for (Duration gone = Duration.ZERO; gone.compareTo(time) < 0; gone = gone.plus(step)) {
      adminLoop.advance(step.toNanos());
      ioLoop.advance(step.toNanos());
      settle();
    }
  }

  /** A queue pair before its Connect. */
  TestQueue dial(int queueId) {
    TestQueue queue = new TestQueue(this);
    transport.dial(
        new QueueDial(address, Optional.empty(), queueId, 32, 8192, false, false, PATIENCE),
        adminLoop,
        queue);
    settle();
    return queue;
  }

  static byte[] bytes(ConnectData data) {
    byte[] bytes = new byte[ConnectData.BYTES];
    data.encode(ByteBuffer.wrap(bytes));
    return bytes;
  }

  static ConnectData admin(Nqn subsystem) {
    return new ConnectData(HOST_ID, ConnectData.CNTLID_DYNAMIC, subsystem, HOST);
  }

  Answer connect(TestQueue queue, Connect connect, ConnectData data) {
    return queue.run(connect::encode, bytes(data), 0);
  }

  /** An admin queue after a successful Connect, not enabled. */
  TestQueue connectAdmin(Nqn subsystem, long keepAliveMillis) {
    TestQueue queue = dial(0);
    Answer answer = connect(queue, new Connect(0, 0, 31, 0, keepAliveMillis), admin(subsystem));
    if (answer.status() != 0) {
      throw new AssertionError("Connect failed: " + answer);
    }
    controllerId = ConnectResponse.decode(answer.dw0()).cntlid();
    return queue;
  }

  private int controllerId;

  /** The controller ID of the last successful admin Connect. */
  int controllerId() {
    return controllerId;
  }

  /** The admin queue of an enabled controller. */
  TestQueue start(long keepAliveMillis) {
    TestQueue queue = connectAdmin(SUBSYSTEM, keepAliveMillis);
    queue.set(Property.CC, 4, ENABLE);
    return queue;
  }

  TestQueue start() {
    return start(0);
  }

  Answer connectIo(TestQueue queue, int queueId) {
    return connect(
        queue,
        new Connect(0, queueId, 31, 0, 0),
        new ConnectData(HOST_ID, controllerId, SUBSYSTEM, HOST));
  }

  /** An I/O queue of the last controller, on the other loop than the queue dialled before. */
  TestQueue startIo(int queueId) {
    TestQueue queue = dial(queueId);
    Answer answer = connectIo(queue, queueId);
    if (answer.status() != 0) {
      throw new AssertionError("Connect failed: " + answer);
    }
    return queue;
  }

  List<Association> associations() {
    return new ArrayList<>(roster.associations());
  }

  @Override
  public void close() {
    listener.close();
    settle();
    metrics.close();
  }
}
