package io.jacquard.initiator;

import io.jacquard.nvme.command.Connect;
import io.jacquard.nvme.command.ConnectData;
import io.jacquard.nvme.command.ConnectResponse;
import io.jacquard.nvme.feature.FeatureId;
import io.jacquard.nvme.feature.NumberOfQueues;
import io.jacquard.nvme.identify.Cns;
import io.jacquard.nvme.identify.IdentifyController;
import io.jacquard.nvme.identity.TransportType;
import io.jacquard.nvme.property.ControllerCapabilities;
import io.jacquard.nvme.property.ControllerConfiguration;
import io.jacquard.nvme.property.ControllerReadyTimeouts;
import io.jacquard.nvme.property.ControllerStatus;
import io.jacquard.nvme.property.Property;
import io.jacquard.nvme.property.Version;
import io.jacquard.nvme.transport.QueueDial;
import io.jacquard.nvme.transport.Transport;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * One attempt to connect to a controller: admin queue, properties, enable, Identify, I/O queues
 * (NVMe Base 2.1, 3.5 "Controller Initialization"). Confined to the admin lane's loop. When it
 * fails some lanes may be connected: the caller hangs them up.
 */
final class Connector {
  /** Pause between two looks at CSTS. */
  private static final long READY_POLL_NANOS = 20_000_000;

  /** The unit of CAP.TO and CRTO. */
  private static final long READY_UNIT_NANOS = 500_000_000;

  /** Data that an admin capsule may always carry over TCP. */
  private static final int ADMIN_IN_CAPSULE = 8192;

  private final ConnectOptions options;
  private final Transport transport;
  private final Lanes lanes;
  private final AdminCommands admin;
  private volatile boolean cancelled;
  private int controllerId = ConnectData.CNTLID_DYNAMIC;
  private ControllerCapabilities capabilities = ControllerCapabilities.ZERO;
  private ControllerConfiguration configuration = ControllerConfiguration.ZERO;
  private Version version = Version.V1_3;
  private IdentifyController identify;

  Connector(ConnectOptions options, Transport transport, Lanes lanes) {
    this.options = options;
    this.transport = transport;
    this.lanes = lanes;
    this.admin = new AdminCommands(lanes.admin(), options.timeouts().admin().toNanos(), true);
  }

  /** Gives the attempt up; it fails soon. */
  void cancel() {
    cancelled = true;
  }

  /** Makes the attempt. */
  CompletableFuture<Association> run() {
    return lanes
        .admin()
        .dial(transport, dial(0, QueueOptions.ADMIN_ENTRIES, adminInCapsule()))
        .thenCompose(opened -> connect(lanes.admin(), 0, QueueOptions.ADMIN_ENTRIES))
        .thenCompose(this::enable)
        .thenCompose(ready -> step(admin.identify(Cns.IDENTIFY_CONTROLLER, 0)))
        .thenAccept(this::check)
        .thenCompose(checked -> configureEvents())
        .thenCompose(configured -> isDiscovery() ? done(0) : ioQueues())
        .thenApply(
            queues ->
                new Association(
                    controllerId, capabilities, version, configuration, identify, queues));
  }

  private int adminInCapsule() {
    return options.address().type() == TransportType.RDMA ? 0 : ADMIN_IN_CAPSULE;
  }

  private QueueDial dial(int queueId, int entries, int inCapsuleBytes) {
    return new QueueDial(
        options.address(),
        options.hostAddress(),
        queueId,
        entries,
        inCapsuleBytes,
        options.queues().headerDigest(),
        options.queues().dataDigest(),
        options.timeouts().connect());
  }

  /** Goes on with the attempt unless it was cancelled. */
  private <T> CompletableFuture<T> step(CompletableFuture<T> next) {
    return cancelled
        ? CompletableFuture.failedFuture(new PathLostException("the controller was closed"))
        : next;
  }

  private static <T> CompletableFuture<T> done(T value) {
    return CompletableFuture.completedFuture(value);
  }

  /** Sends Connect on a lane's queue; called on that lane's loop. */
  private CompletableFuture<Integer> connect(Lane lane, int queueId, int entries) {
    ByteBuffer data = ByteBuffer.allocateDirect(ConnectData.BYTES);
    new ConnectData(options.host().id(), controllerId, options.subsystem(), options.host().nqn())
        .encode(data);
    int attributes =
        options.queues().disableSqFlowControl() ? Connect.CATTR_DISABLE_SQ_FLOW_CONTROL : 0;
    long keepAlive = queueId == 0 ? options.recovery().keepAlive().toMillis() : 0;
    Connect command = new Connect(0, queueId, entries - 1, attributes, keepAlive);
    return step(new AdminCommands(lane, options.timeouts().admin().toNanos(), true)
            .fabrics(command, Payload.source(data.flip())))
        .thenApply(dw -> ConnectResponse.decode(dw.intValue()))
        .handle((response, failure) -> connected(queueId, response, failure));
  }

  private int connected(int queueId, ConnectResponse response, Throwable failure) {
    if (failure != null) {
      throw new CompletionException(refusal(queueId, Failure.of(failure)));
    }
    if (response.authenticationRequired() || response.secureChannelRequired()) {
      throw new CompletionException(
          new UnsuitableControllerException(
              options.subsystem()
                  + " demands in-band authentication, which this version cannot do; allow this"
                  + " host without it on the target"));
    }
    if (queueId == 0) {
      controllerId = response.cntlid();
    } else if (response.cntlid() != controllerId) {
      throw new CompletionException(
          new UnsuitableControllerException(
              "queue %d was connected to controller %d instead of %d"
                  .formatted(queueId, response.cntlid(), controllerId)));
    }
    return response.cntlid();
  }

  private InitiatorException refusal(int queueId, InitiatorException failure) {
    if (!(failure instanceof NvmeStatusException status)) {
      return failure;
    }
    String what =
        (queueId == 0 ? "connect" : "I/O queue " + queueId)
            + " to "
            + options.subsystem()
            + " at "
            + options.address();
    return new ConnectRefusedException(what, queueId, status.status(), status.result());
  }

  private CompletableFuture<Void> enable(int connected) {
    return step(admin.getProperty(Property.CAP))
        .thenAccept(value -> capabilities = new ControllerCapabilities(value))
        .thenCompose(read -> step(admin.getProperty(Property.VS)))
        .thenAccept(value -> version = new Version(value.intValue()))
        .thenCompose(read -> readyTimeout())
        .thenCompose(limit -> switchOn(limit));
  }

  private CompletableFuture<Long> readyTimeout() {
    long fromCapabilities = Math.max(1, capabilities.to()) * READY_UNIT_NANOS;
    if (!version.isAtLeast(Version.V2_0)) {
      return done(fromCapabilities);
    }
    return step(admin.getProperty(Property.CRTO))
        .thenApply(value -> new ControllerReadyTimeouts(value.intValue()).crwmt())
        // Not every controller that says 2.0 has CRTO.
        .exceptionally(missing -> 0)
        .thenApply(units -> Math.max(fromCapabilities, units * READY_UNIT_NANOS));
  }

  private CompletableFuture<Void> switchOn(long limitNanos) {
    configuration =
        ControllerConfiguration.ZERO
            .css(commandSets())
            .mps(capabilities.mpsmin())
            .iosqes(ControllerConfiguration.IOSQES_64)
            .iocqes(ControllerConfiguration.IOCQES_16);
    long end = lanes.admin().loop().nanoTime() + limitNanos;
    return step(admin.setProperty(Property.CC, configuration.value()))
        .thenCompose(
            set -> {
              configuration = configuration.en(true);
              return step(admin.setProperty(Property.CC, configuration.value()));
            })
        .thenCompose(set -> awaitReady(end));
  }

  private int commandSets() {
    if ((capabilities.css() & ControllerCapabilities.CSS_IOCSS) != 0) {
      return ControllerConfiguration.CSS_ALL;
    }
    return (capabilities.css() & ControllerCapabilities.CSS_NOIOCSS) != 0
        ? ControllerConfiguration.CSS_ADMIN_ONLY
        : ControllerConfiguration.CSS_NVM;
  }

  private CompletableFuture<Void> awaitReady(long end) {
    return step(admin.getProperty(Property.CSTS))
        .thenCompose(value -> lookAt(new ControllerStatus(value.intValue()), end));
  }

  private CompletableFuture<Void> lookAt(ControllerStatus status, long end) {
    if (status.cfs()) {
      return CompletableFuture.failedFuture(
          new UnsuitableControllerException(
              "the controller reports a fatal error (CSTS.CFS) instead of becoming ready; see the"
                  + " target's log"));
    }
    if (status.rdy()) {
      return done(null);
    }
    if (lanes.admin().loop().nanoTime() - end >= 0) {
      return CompletableFuture.failedFuture(
          new TimedOutException("the controller did not become ready in the time it promised"));
    }
    CompletableFuture<Void> pause = new CompletableFuture<>();
    lanes.admin().loop().schedule(() -> pause.complete(null), READY_POLL_NANOS);
    return pause.thenCompose(later -> awaitReady(end));
  }

  private void check(ByteBuffer data) {
    identify = IdentifyController.decode(data);
    IdentifyCheck.check(identify, controllerId, options);
  }

  private boolean isDiscovery() {
    return IdentifyCheck.isDiscovery(identify, options.subsystem());
  }

  private CompletableFuture<Void> configureEvents() {
    int wanted = IdentifyCheck.wantedEvents(identify);
    if (wanted == 0) {
      return done(null);
    }
    return step(admin.setFeatures(FeatureId.ASYNC_EVENT_CONFIGURATION, wanted))
        .handle(
            (set, failure) -> {
              if (failure != null && !(Failure.of(failure) instanceof NvmeStatusException)) {
                throw new CompletionException(Failure.of(failure));
              }
              // A controller that refuses sends no events: namespaces are then found on reconnect.
              return null;
            });
  }

  private CompletableFuture<Integer> ioQueues() {
    int wanted = lanes.io().isEmpty() ? options.queues().ioQueues() : lanes.io().size();
    return step(admin.setFeatures(
            FeatureId.NUMBER_OF_QUEUES, new NumberOfQueues(wanted, wanted).dword()))
        .thenApply(dw -> NumberOfQueues.decode(dw.intValue()))
        .thenCompose(
            granted ->
                connectIo(Math.min(wanted, Math.min(granted.submission(), granted.completion()))));
  }

  private CompletableFuture<Integer> connectIo(int count) {
    int entries = IdentifyCheck.queueEntries(identify, capabilities, options.queues().entries());
    int inCapsule = IdentifyCheck.inCapsuleBytes(identify);
    List<CompletableFuture<Integer>> all = new ArrayList<>();
    for (Lane lane : lanes.io(count).subList(0, count)) {
      all.add(connectIo(lane, dial(lane.queueId(), entries, inCapsule)));
    }
    return CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new))
        .thenApplyAsync(connected -> count, lanes.admin().loop());
  }

  private CompletableFuture<Integer> connectIo(Lane lane, QueueDial dial) {
    CompletableFuture<Integer> connected = new CompletableFuture<>();
    Lanes.onLoop(
        lane,
        l ->
            l.dial(transport, dial)
                .thenCompose(opened -> connect(l, l.queueId(), dial.entries()))
                .whenComplete(
                    (id, failure) -> {
                      if (failure != null) {
                        connected.completeExceptionally(Failure.of(failure));
                      } else {
                        connected.complete(id);
                      }
                    }));
    return connected;
  }
}
