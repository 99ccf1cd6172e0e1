package io.jacquard.target.controller;

import io.jacquard.nvme.command.AdminOpcode;
import io.jacquard.nvme.command.AsyncEvent;
import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.command.Connect;
import io.jacquard.nvme.command.ConnectData;
import io.jacquard.nvme.command.ConnectInvalidParameter;
import io.jacquard.nvme.feature.AsyncEventConfiguration;
import io.jacquard.nvme.feature.FeatureId;
import io.jacquard.nvme.identify.CommandSetIdentifier;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.transport.CloseReason;
import io.jacquard.target.definition.SubsystemDefinition;
import io.jacquard.target.subsystem.ExportedNamespace;
import io.jacquard.target.subsystem.NamespaceFlush;
import io.jacquard.target.subsystem.SubsystemRoster;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;

/** An I/O controller: admin commands, and the table of its I/O queues. Owned by its loop. */
public final class IoController extends Controller {
  /** The admin commands that are executed, fabrics commands aside. */
  static final Set<Integer> ADMIN_COMMANDS =
      Set.of(
          AdminOpcode.GET_LOG_PAGE,
          AdminOpcode.IDENTIFY,
          AdminOpcode.ABORT,
          AdminOpcode.SET_FEATURES,
          AdminOpcode.GET_FEATURES,
          AdminOpcode.ASYNCHRONOUS_EVENT_REQUEST,
          AdminOpcode.KEEP_ALIVE);

  /**
   * How long a host may take to say that it shuts down after an I/O queue's connection went: hosts
   * close these first. If it says nothing the queue was lost, and with it the association.
   */
  static final Duration QUEUE_LOSS_DELAY = Duration.ofSeconds(5);

  private final SubsystemRoster roster;
  private final int maxQueueEntries;
  private final boolean individualDelete;
  private final IoQueue[] queues;
  private final IoCounters closedQueues = new IoCounters();
  private final WriteCacheFeature writeCache = new WriteCacheFeature();
  private final TemperatureFeature temperature = new TemperatureFeature(this::temperatureCrossed);
  private final QueueCountFeature queueCount;
  private final Features features;
  private final IdentifyCommands identify;
  private final IoLogPages ioPages;
  private final LogPages logPages;
  private final AbortCommands aborts;
  private final DeviceCommands deviceCommands;
  private int openQueues;
  private int timesEnabled;
  private CloseReason stopping;
  private volatile boolean ready;
  private volatile boolean over;
  private volatile boolean allCommandSets;

  /** A controller whose ID is reserved in {@code roster}. */
  IoController(ControllerSeat seat, SubsystemRoster roster) {
    super(
        seat,
        events -> ControllerProperties.io(roster.current().definition().maxQueueEntries(), events));
    SubsystemDefinition definition = roster.current().definition();
    this.roster = roster;
    this.maxQueueEntries = definition.maxQueueEntries();
    this.individualDelete = seat.connect().individualQueueDelete();
    this.queues = new IoQueue[definition.maxIoQueues() + 1];
    this.queueCount = new QueueCountFeature(definition.maxIoQueues(), () -> openQueues > 0);
    this.features = ioFeatures();
    this.identify = new IdentifyCommands(this);
    this.ioPages = new IoLogPages(this, features, temperature);
    this.logPages = new LogPages(this, ioPages);
    this.aborts = new AbortCommands(this);
    this.deviceCommands =
        roster
            .current()
            .backing()
            .<DeviceCommands>map(device -> new PassedCommands(this, device))
            .orElse(DeviceCommands.NONE);
  }

  private Features ioFeatures() {
    return new Features(this, IoControllerIdentity.NOTICES, 0)
        .add(FeatureId.ARBITRATION, new Feature.Kept(0, value -> true))
        // There is one power state, 0.
        .add(FeatureId.POWER_MANAGEMENT, new Feature.Kept(0, value -> (value & 0x1F) == 0))
        .add(FeatureId.TEMPERATURE_THRESHOLD, temperature)
        // DULBE, bit 16, would need namespaces that know what is deallocated.
        .add(FeatureId.ERROR_RECOVERY, new Feature.Kept(0, value -> value >>> 16 == 0))
        .add(FeatureId.VOLATILE_WRITE_CACHE, writeCache)
        .add(FeatureId.NUMBER_OF_QUEUES, queueCount)
        .add(FeatureId.WRITE_ATOMICITY_NORMAL, new Feature.Kept(0, value -> value >>> 1 == 0))
        .add(FeatureId.TIMESTAMP, new TimestampFeature(loop()))
        .add(FeatureId.IO_COMMAND_SET_PROFILE, new Feature.Kept(0, value -> (value & 0x1FF) == 0))
        .add(FeatureId.HOST_IDENTIFIER, new HostIdentifierFeature(hostId()));
  }

  private void temperatureCrossed() {
    if (features.wants(AsyncEventConfiguration.TEMPERATURE_WARNING)) {
      events().raise(AsyncEvent.TEMPERATURE_THRESHOLD);
    }
  }

  /** The subsystem; may be called from any thread. */
  SubsystemRoster roster() {
    return roster;
  }

  /**
   * True if a host sees a namespace: one that has enabled the NVM command set alone does not see
   * those of others (NVMe Base 2.1, 3.1.3.5, CC.CSS). May be called from any thread.
   */
  boolean shows(ExportedNamespace namespace) {
    return allCommandSets || namespace.commandSet() == CommandSetIdentifier.NVM;
  }

  /** Entries of the largest I/O queue, fixed. */
  int maxQueueEntries() {
    return maxQueueEntries;
  }

  /** True while I/O commands are accepted; may be called from any thread. */
  boolean isReady() {
    return ready;
  }

  /**
   * True once the association has ended: commands that still come are neither executed nor
   * answered. May be called from any thread.
   */
  boolean isOver() {
    return over;
  }

  /** True if writes are to be durable at once; may be called from any thread. */
  boolean isWriteThrough() {
    return writeCache.isWriteThrough();
  }

  /** True if an I/O queue's Connect comes from this controller's host; from any thread. */
  boolean belongsTo(ConnectData data) {
    return data.hostnqn().equals(host())
        && (data.hostId().isZero() || data.hostId().equals(hostId()));
  }

  /**
   * Takes an I/O queue, or refuses it.
   *
   * @throws ConnectRefusedException if the controller is not ready for it
   */
  void admit(IoQueue queue) throws ConnectRefusedException {
    if (hasEnded() || stopping != null) {
      throw ConnectRefusedException.invalidNow(
          ConnectInvalidParameter.inData(ConnectData.CNTLID), "the controller is going");
    }
    if (!ready) {
      throw ConnectRefusedException.invalidNow(
          ConnectInvalidParameter.inEntry(Connect.QID), "the controller is not enabled");
    }
    if (queue.id() > queueCount.lastQueueId()) {
      throw ConnectRefusedException.invalid(
          ConnectInvalidParameter.inEntry(Connect.QID),
          "QID " + queue.id() + " is not in 1.." + queueCount.lastQueueId());
    }
    if (queues[queue.id()] != null) {
      throw ConnectRefusedException.transientCause(
          Status.INVALID_QUEUE_IDENTIFIER, "I/O queue " + queue.id() + " exists already");
    }
    queues[queue.id()] = queue;
    openQueues++;
  }

  /**
   * The I/O queue with an ID.
   *
   * @return null if there is none
   */
  IoQueue queue(int id) {
    return id < queues.length ? queues[id] : null;
  }

  /** An I/O queue that was admitted is gone, together with its connection. */
  void queueClosed(IoQueue queue, CloseReason reason) {
    queues[queue.id()] = null;
    openQueues--;
    closedQueues.addAll(queue.counters());
    boolean agreed = individualDelete || reason.kind() == CloseReason.Kind.DISCONNECTED;
    if (stopping != null && isAlone()) {
      endHere(stopping);
    } else if (ready && !agreed && !hasEnded()) {
      int enabled = timesEnabled;
      loop().schedule(() -> lost(queue, reason, enabled), QUEUE_LOSS_DELAY.toNanos());
    }
    queueGone();
  }

  private void lost(IoQueue queue, CloseReason reason, int enabled) {
    if (ready && enabled == timesEnabled) {
      endHere(
          CloseReason.of(
              CloseReason.Kind.ASSOCIATION_ENDED,
              "I/O queue " + queue.id() + " was lost (" + reason + ")"));
    }
  }

  /** Commands of I/O queues have failed. */
  void ioFailed(List<CommandFailure> failures) {
    failures.forEach(errorLog()::add);
  }

  /** What all I/O queues of the controller have done. */
  IoCounters ioDone() {
    IoCounters sum = new IoCounters();
    sum.addAll(closedQueues);
    for (IoQueue queue : queues) {
      if (queue != null) {
        sum.addAll(queue.counters());
      }
    }
    return sum;
  }

  @Override
  protected long traffic() {
    long sum = super.traffic() + closedQueues.arrived();
    for (IoQueue queue : queues) {
      sum += queue == null ? 0 : queue.counters().arrived();
    }
    return sum;
  }

  @Override
  Set<Integer> adminCommands() {
    return ADMIN_COMMANDS;
  }

  @Override
  DeviceCommands deviceCommands() {
    return deviceCommands;
  }

  @Override
  LogPages logPages() {
    return logPages;
  }

  @Override
  Features features() {
    return features;
  }

  @Override
  void identify(Command command) {
    identify.execute(command);
  }

  @Override
  void abort(Command command) {
    aborts.execute(command);
  }

  @Override
  protected void onEnabled() {
    timesEnabled++;
    allCommandSets = properties().enablesAllCommandSets();
    ready = true;
  }

  @Override
  protected void onReset() {
    ready = false;
    features.reset();
    closeQueues(CloseReason.of(CloseReason.Kind.DISCONNECTED, "the host reset the controller"));
  }

  @Override
  protected void onShutdown(Runnable done) {
    ready = false;
    NamespaceFlush.start(loop(), roster.current().namespaces(), done);
  }

  @Override
  protected void onEnd(CloseReason reason) {
    over = true;
    ready = false;
    roster.forget(this);
    closeQueues(reason);
  }

  private void closeQueues(CloseReason reason) {
    for (IoQueue queue : queues) {
      if (queue != null) {
        queue.close(reason);
      }
    }
  }

  @Override
  protected boolean isAlone() {
    return openQueues == 0;
  }

  @Override
  public void subsystemChanged(Set<Integer> changed) {
    onOwnLoop(() -> changedHere(changed));
  }

  private void changedHere(Set<Integer> changed) {
    ioPages.changed(changed);
    if (!changed.isEmpty() && features.wants(AsyncEventConfiguration.NAMESPACE_ATTRIBUTE)) {
      events().raise(AsyncEvent.NAMESPACE_ATTRIBUTE_CHANGED);
    }
    for (IoQueue queue : queues) {
      if (queue != null) {
        queue.onLoop(queue::subsystemChanged);
      }
    }
  }

  @Override
  public CompletableFuture<Void> stop(CloseReason reason) {
    onOwnLoop(() -> stopHere(reason));
    return gone();
  }

  private void stopHere(CloseReason reason) {
    stopping = reason;
    for (IoQueue queue : queues) {
      if (queue != null) {
        queue.onLoop(() -> queue.stop(reason));
      }
    }
    if (isAlone()) {
      endHere(reason);
    }
  }

  private void onOwnLoop(Runnable task) {
    try {
      loop().execute(task);
    } catch (RejectedExecutionException e) {
      gone().complete(null); // the loop has ended, and the controller with it
    }
  }
}
