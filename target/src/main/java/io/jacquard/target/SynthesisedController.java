package io.jacquard.target;

import io.jacquard.nvme.identity.NamespaceIdentity;
import io.jacquard.nvme.identity.Nqn;
import io.jacquard.nvme.identity.TransportAddress;
import io.jacquard.nvme.identity.TransportType;
import io.jacquard.nvme.loop.FixedLoops;
import io.jacquard.nvme.loop.LoopSettings;
import io.jacquard.nvme.loop.ThreadLoop;
import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.namespace.ControllerAccess;
import io.jacquard.nvme.namespace.Namespace;
import io.jacquard.nvme.namespace.NamespaceUri;
import io.jacquard.nvme.transport.CloseReason;
import io.jacquard.nvme.transport.ListenSettings;
import io.jacquard.nvme.transport.Listener;
import io.jacquard.nvme.transport.QueueDial;
import io.jacquard.nvme.transport.loopback.LoopbackTransport;
import io.jacquard.nvme.wire.Sqe;
import io.jacquard.target.config.DefaultNqn;
import io.jacquard.target.controller.Export;
import io.jacquard.target.controller.ExportedPort;
import io.jacquard.target.controller.HostQueue;
import io.jacquard.target.controller.NvmExport;
import io.jacquard.target.definition.NamespaceDefinition;
import io.jacquard.target.definition.SubsystemDefinition;
import io.jacquard.target.metrics.TargetMetrics;
import io.jacquard.target.subsystem.Association;
import io.jacquard.target.subsystem.ExportedNamespace;
import io.jacquard.target.subsystem.Subsystem;
import io.jacquard.target.subsystem.SubsystemRoster;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The controller of a namespace that has none: the target's own, reached from within this process.
 * So a file answers Identify, logs and features as a remote host would see them. Thread-safe.
 */
final class SynthesisedController implements ControllerAccess, ExportedPort {
  private static final int NSID = 1;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final TargetMetrics metrics = new TargetMetrics();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Nqn nqn;
  private final SubsystemRoster roster;
  private final ExportedNamespace exported;
  private final ThreadLoop loop;
  private final Listener listener;
  private final AdminHost host;

  /** Makes one; {@code namespace} is closed with it. */
  SynthesisedController(NamespaceUri uri, Namespace namespace) throws IOException {
    this.nqn = DefaultNqn.of(uri);
    this.exported =
        new ExportedNamespace(
            NSID,
            namespace,
            NamespaceIdentity.derive(nqn, NSID),
            task -> Thread.ofVirtual().start(task));
    SubsystemDefinition definition =
        SubsystemDefinition.open(nqn, List.of(NamespaceDefinition.of(NSID, uri)));
    this.roster = new SubsystemRoster(new Subsystem(definition, List.of(exported)));
    this.loop = new ThreadLoop("controller", LoopSettings.defaults());
    LoopbackTransport transport = new LoopbackTransport();
    TransportAddress address =
        TransportAddress.of(TransportType.LOOP, "controller-" + UUID.randomUUID(), 0);
    this.listener =
        transport.listen(
            address,
            ListenSettings.defaults(),
            new FixedLoops(List.of(loop), loop::close),
            connection -> new HostQueue(connection, this, metrics));
    this.host = new AdminHost(loop);
    transport.dial(
        new QueueDial(address, Optional.empty(), 0, AdminHost.ENTRIES, 0, false, false, PATIENCE),
        loop,
        host);
  }

  /** Has the controller ready for commands. */
  void connect() throws IOException {
    host.connect(nqn);
  }

  @Override
  public int portId() {
    return 0;
  }

  @Override
  public Optional<Export> find(Nqn subsystem) {
    return subsystem.equals(nqn)
        ? Optional.of(new NvmExport(roster, portId(), metrics))
        : Optional.empty();
  }

  @Override
  public int nsid() {
    return NSID;
  }

  @Override
  public Completion admin(Sqe command, IoBuffer data, int length) throws IOException {
    Sqe copy = Sqe.allocate().copyFrom(command).flags(Sqe.FUSE_NONE, Sqe.PSDT_SGL);
    return host.run(copy, data, length);
  }

  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    listener.close();
    CloseReason reason = CloseReason.of(CloseReason.Kind.STOPPING, "no more commands will come");
    for (Association association : roster.associations()) {
      // A command that the medium does not end must not keep the program.
      association
          .stop(reason)
          .completeOnTimeout(null, PATIENCE.toSeconds(), TimeUnit.SECONDS)
          .join();
    }
    exported.retire().join();
    loop.close();
    metrics.close();
  }
}
