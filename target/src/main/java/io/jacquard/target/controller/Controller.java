package io.jacquard.target.controller;

import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.command.Connect;
import io.jacquard.nvme.command.ConnectData;
import io.jacquard.nvme.identity.HostId;
import io.jacquard.nvme.identity.Nqn;
import io.jacquard.nvme.log.ErrorLogEntry;
import io.jacquard.nvme.loop.Loop;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.transport.CloseReason;
import io.jacquard.nvme.transport.QueueHandler;
import io.jacquard.nvme.wire.Sqe;
import io.jacquard.target.metrics.TargetMetrics;
import io.jacquard.target.subsystem.Association;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * A controller, and with it a host's association: what I/O and discovery controllers have in
 * common. Owned by the loop of its admin queue; methods are called there unless they say otherwise.
 */
public abstract class Controller implements Association {
  private static final Logger LOG = LoggerFactory.getLogger(Controller.class);

  /** How long an association may exist without its controller being enabled. */
  static final Duration DISABLED_LIMIT = Duration.ofMinutes(2);

  private final HostQueue hostQueue;
  private final AdminQueue adminQueue;
  private final int portId;
  private final int id;
  private final Nqn subsystem;
  private final Optional<Nqn> host;
  private final String hostName;
  private final HostId hostId;
  private final TargetMetrics metrics;
  private final ControllerProperties properties;
  private final KeepAlive keepAlive;
  private final AsyncEvents events;
  private final ErrorLog errorLog;
  private final CompletableFuture<Void> gone = new CompletableFuture<>();
  private Loop.Timer disabledLimit = () -> {};
  private long heard;
  private boolean ended;
  private boolean adminQueueClosed;

  /**
   * A controller that is not enabled yet.
   *
   * @param seat where it is and whose it is
   * @param properties makes its properties
   */
  protected Controller(ControllerSeat seat, PropertiesOf properties) {
    Connect connect = seat.connect();
    ConnectData data = seat.data();
    this.hostQueue = seat.queue();
    this.errorLog = new ErrorLog(hostQueue.connection().localAddress().type());
    this.portId = seat.portId();
    this.id = seat.controllerId();
    this.subsystem = data.subnqn();
    this.host = data.hostnqn();
    this.hostName = data.hostName();
    this.hostId = data.hostId();
    this.metrics = seat.metrics();
    this.properties = properties.make(new Changes());
    this.keepAlive = new KeepAlive(loop(), this::traffic, this::keepAliveExpired);
    this.events = new AsyncEvents(metrics::asyncEventSent);
    this.adminQueue = new AdminQueue(this);
    keepAlive.timeoutMillis(connect.kato());
  }

  /** Makes the properties of a kind of controller. */
  @FunctionalInterface
  protected interface PropertiesOf {
    /** Properties whose changes go to {@code events}. */
    ControllerProperties make(ControllerProperties.Events events);
  }

  /** The association begins: called once, after everything that knows controllers knows it. */
  protected final void begin() {
    metrics.controllerCreated(subsystem);
    limitDisabledTime();
    LOG.atInfo()
        .addKeyValue("host", hostName)
        .addKeyValue("address", hostQueue.connection().remoteAddress())
        .addKeyValue("subsystem", subsystem.value())
        .addKeyValue("controller", id)
        .addKeyValue("keepAliveMillis", keepAlive.timeoutMillis())
        .log("Host connected");
  }

  @Override
  public final int controllerId() {
    return id;
  }

  @Override
  public final Optional<Nqn> host() {
    return host;
  }

  /** The host's name for people, fixed; never empty. */
  final String hostName() {
    return hostName;
  }

  @Override
  public final int portId() {
    return portId;
  }

  /** The subsystem NQN that the host asked for, fixed. */
  public final Nqn subsystem() {
    return subsystem;
  }

  /** The host's identifier as given with Connect, fixed. */
  public final HostId hostId() {
    return hostId;
  }

  /** The controller's loop; may be called from any thread. */
  public final Loop loop() {
    return hostQueue.loop();
  }

  /** The admin queue's connection; may be called from any thread. */
  protected final HostQueue hostQueue() {
    return hostQueue;
  }

  /** Where this target counts; may be called from any thread. */
  public final TargetMetrics metrics() {
    return metrics;
  }

  final QueueHandler adminQueue() {
    return adminQueue;
  }

  final ControllerProperties properties() {
    return properties;
  }

  final KeepAlive keepAlive() {
    return keepAlive;
  }

  final AsyncEvents events() {
    return events;
  }

  final ErrorLog errorLog() {
    return errorLog;
  }

  final boolean hasEnded() {
    return ended;
  }

  /** A command has arrived on the admin queue. */
  final void heard() {
    heard++;
  }

  /** How many commands have arrived on all queues. */
  protected long traffic() {
    return heard;
  }

  /** The opcodes of the admin commands that are executed, fabrics commands aside. */
  abstract Set<Integer> adminCommands();

  /** The admin commands that are left to a device behind the controller. */
  DeviceCommands deviceCommands() {
    return DeviceCommands.NONE;
  }

  /** What Get Log Page can read. */
  abstract LogPages logPages();

  /** What Get Features and Set Features know. */
  abstract Features features();

  /** Executes an Identify that has room for 4096 bytes. */
  abstract void identify(Command command);

  /** Executes an Abort, if that is one of the {@link #adminCommands}. */
  void abort(Command command) {
    throw new IllegalStateException("refused on arrival: " + command.sqe());
  }

  /** EN and RDY are 1. */
  protected void onEnabled() {}

  /** EN is 0: everything but the admin queue goes back to its beginning. */
  protected void onReset() {}

  /** The host asks for a shutdown; calls {@code done} when nothing that was written can be lost. */
  protected abstract void onShutdown(Runnable done);

  /** The association has ended: forgets it and closes every queue but the admin queue. */
  protected abstract void onEnd(CloseReason reason);

  /** True if no queue but the admin queue is left. */
  protected abstract boolean isAlone();

  /** Completes a command, and notes it in the error log if it failed. */
  protected final void finish(Command command, int status, long result) {
    command.complete(Status.isSuccess(status) ? status : failed(command.sqe(), status), result);
  }

  /** Notes a failed admin command in the error log and says so in its status. */
  final int failed(Sqe sqe, int status) {
    errorLog.add(new CommandFailure(0, sqe.cid(), status, 0, sqe.nsid(), sqe.opcode()));
    return Status.withMore(status);
  }

  /** What the properties lead to. */
  private final class Changes implements ControllerProperties.Events {
    @Override
    public void enabled() {
      disabledLimit.cancel();
      keepAlive.start();
      onEnabled();
    }

    @Override
    public void reset() {
      keepAlive.stop();
      events.reset(Status.ABORT_REQUESTED);
      limitDisabledTime();
      onReset();
    }

    @Override
    public void shutdown() {
      keepAlive.stop();
      limitDisabledTime();
      onShutdown(properties::shutdownComplete);
    }
  }

  private void limitDisabledTime() {
    disabledLimit.cancel();
    disabledLimit =
        loop()
            .schedule(
                () ->
                    endHere(
                        CloseReason.of(
                            CloseReason.Kind.ASSOCIATION_ENDED,
                            "the controller was not enabled within " + DISABLED_LIMIT)),
                DISABLED_LIMIT.toNanos());
  }

  private void keepAliveExpired() {
    metrics.keepAliveExpired(subsystem);
    errorLog.add(
        new CommandFailure(
            ErrorLogEntry.NO_PARAMETER,
            ErrorLogEntry.NO_PARAMETER,
            Status.KEEP_ALIVE_TIMER_EXPIRED,
            0,
            0,
            0));
    properties.fail();
    endHere(
        CloseReason.of(
            CloseReason.Kind.KEEP_ALIVE_EXPIRED,
            "nothing was heard for " + keepAlive.timeoutMillis() + " ms"));
  }

  /** Ends the association, from any thread. */
  @Override
  public final void end(CloseReason reason) {
    try {
      loop().execute(() -> endHere(reason));
    } catch (RejectedExecutionException e) {
      LOG.debug("controller {} ended with its loop", id, e);
    }
  }

  /** Ends the association: every queue is closed. Harmless when repeated. */
  protected final void endHere(CloseReason reason) {
    if (ended) {
      return;
    }
    ended = true;
    logEnd(reason);
    disabledLimit.cancel();
    keepAlive.stop();
    events.reset(Status.ABORTED_SQ_DELETION);
    metrics.controllerRemoved(subsystem);
    onEnd(reason);
    hostQueue.connection().close(reason);
  }

  /** A host that just closes while its controller is at work was killed, or has lost its mind. */
  private void logEnd(CloseReason reason) {
    boolean expected =
        properties.status().shst() != 0
            || reason.kind() == CloseReason.Kind.STOPPING
            || (reason.kind() == CloseReason.Kind.PEER_CLOSED && !properties.isReady());
    LOG.atLevel(expected ? Level.INFO : Level.WARN)
        .addKeyValue("host", hostName)
        .addKeyValue("address", hostQueue.connection().remoteAddress())
        .addKeyValue("subsystem", subsystem.value())
        .addKeyValue("controller", id)
        .addKeyValue("reason", reason)
        .log(expected ? "Host disconnected" : "Host lost");
  }

  final void adminQueueClosed(CloseReason reason) {
    adminQueueClosed = true;
    endHere(reason);
    // Requests can still have come between the end of the association and that of the connection.
    events.reset(Status.ABORTED_SQ_DELETION);
    queueGone();
  }

  /** Some queue is gone; perhaps it was the last. */
  protected final void queueGone() {
    if (ended && adminQueueClosed && isAlone()) {
      gone.complete(null);
    }
  }

  /** Done when the association has ended and all its queues are closed; from any thread. */
  protected final CompletableFuture<Void> gone() {
    return gone;
  }
}
