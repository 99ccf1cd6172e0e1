package io.jacquard.initiator;

import io.jacquard.nvme.command.AdminOpcode;
import io.jacquard.nvme.identify.IdentifyController;
import io.jacquard.nvme.loop.Loop;
import io.jacquard.nvme.loop.LoopGroup;
import io.jacquard.nvme.transport.CloseReason;
import io.jacquard.nvme.transport.Transport;
import io.jacquard.nvme.wire.Sqe;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connects a controller, watches the connection, restores it and takes it down: the state machine
 * of {@link ControllerState}. Confined to the admin lane's loop where not said otherwise.
 */
final class Lifecycle implements LaneOwner {
  private static final Logger LOG = LoggerFactory.getLogger(Lifecycle.class);

  private final ConnectOptions options;
  private final Transport transport;
  private final Lanes lanes;
  private final Loop loop;
  private final LifecycleEvents events;
  private final KeepAlive keepAlive;
  private final EventRequests eventRequests;
  private final LifecycleCounters counters = new LifecycleCounters();
  private final CompletableFuture<Void> dead = new CompletableFuture<>();
  private volatile ControllerState state = ControllerState.NEW;
  private volatile Association association;
  private Connector attempt;
  private CompletableFuture<Void> attemptOver = CompletableFuture.completedFuture(null);
  private int attempts;
  private int abortsUnderWay;
  private Loop.Timer reconnectTimer = () -> {};
  private Loop.Timer fastFailTimer = () -> {};

  Lifecycle(ConnectOptions options, Transport transport, LoopGroup loops, LifecycleEvents events) {
    this.options = options;
    this.transport = transport;
    this.events = events;
    this.lanes = new Lanes(loops, this);
    this.loop = lanes.admin().loop();
    this.keepAlive = new KeepAlive(lanes.admin(), lanes::answers, failure -> reset(failure, true));
    this.eventRequests = new EventRequests(lanes.admin(), events::asyncEvent);
  }

  /** The state now. From any thread. */
  ControllerState state() {
    return state;
  }

  /** What the last successful connect found; null before the first. From any thread. */
  Association association() {
    return association;
  }

  /** Who is connected, as a URI. From any thread. */
  String uri() {
    return options.uri();
  }

  Lanes lanes() {
    return lanes;
  }

  LifecycleCounters counters() {
    return counters;
  }

  /** Done when the controller is dead. From any thread. */
  CompletableFuture<Void> dead() {
    return dead;
  }

  /** Makes the first connect; if it fails, the controller is dead. From any thread. */
  CompletableFuture<Void> start() {
    CompletableFuture<Void> connected = new CompletableFuture<>();
    loop.execute(
        () -> {
          move(ControllerState.CONNECTING, "");
          attempt(
              () -> connected.complete(null),
              failure -> {
                remove(failure);
                dead.thenRun(() -> connected.completeExceptionally(failure));
              });
        });
    return connected;
  }

  /** Takes the controller down in good order. From any thread. */
  CompletableFuture<Void> close() {
    loop.execute(this::closeOnLoop);
    return dead;
  }

  private void closeOnLoop() {
    PathLostException closed = new PathLostException("the controller was closed by this program");
    if (state != ControllerState.LIVE) {
      remove(closed);
      return;
    }
    quiet();
    move(ControllerState.DELETING, "closed");
    lanes.refuse(closed);
    new Shutdown(lanes.admin(), association, options.timeouts()).run().thenRun(this::takeDown);
  }

  /** Gives the connection up and makes it anew. */
  void reset(InitiatorException why, boolean pauseFirst) {
    if (state != ControllerState.LIVE) {
      return;
    }
    counters.resets++;
    quiet();
    LOG.warn("{}: connection lost: {}", options.uri(), why.getMessage());
    move(ControllerState.RESETTING, why.getMessage());
    attempts = 0;
    options.recovery().fastIoFail().ifPresent(time -> failFastAfter(time.toNanos(), why));
    lanes.hangUp().thenRunAsync(() -> hungUp(why, pauseFirst), loop);
  }

  private void quiet() {
    keepAlive.stop();
    eventRequests.stop();
    reconnectTimer.cancel();
    fastFailTimer.cancel();
  }

  private void failFastAfter(long nanos, InitiatorException why) {
    fastFailTimer =
        loop.schedule(
            () ->
                lanes.refuse(
                    new PathLostException(
                        "no connection to "
                            + options.uri()
                            + " within the fast-io-fail time-out: "
                            + why.getMessage(),
                        why)),
            nanos);
  }

  private void hungUp(InitiatorException why, boolean pauseFirst) {
    if (state == ControllerState.RESETTING) {
      move(ControllerState.RECONNECTING, "");
      tryAgain(why, pauseFirst);
    }
  }

  private void tryAgain(InitiatorException why, boolean pause) {
    if (!options.recovery().mayTry(attempts)) {
      LOG.error("{}: removed after {} attempts to reconnect", options.uri(), attempts);
      remove(why);
      return;
    }
    long delay = pause ? options.recovery().reconnectDelay().toNanos() : 0;
    reconnectTimer = loop.schedule(this::reconnect, delay);
  }

  private void reconnect() {
    if (state != ControllerState.RECONNECTING) {
      return;
    }
    attempts++;
    counters.reconnectAttempts++;
    attempt(
        () -> LOG.info("{}: connected again after {} attempts", options.uri(), attempts),
        failure -> {
          LOG.warn("{}: attempt {} failed: {}", options.uri(), attempts, failure.getMessage());
          if (failure.permanent()) {
            remove(failure);
          } else {
            tryAgain(failure, true);
          }
        });
  }

  private void attempt(Runnable onSuccess, Consumer<InitiatorException> onFail) {
    attempt = new Connector(options, transport, lanes);
    CompletableFuture<Void> over = new CompletableFuture<>();
    attemptOver = over;
    ControllerState during = state;
    attempt
        .run()
        .whenCompleteAsync(
            (found, failure) -> {
              over.complete(null);
              if (state != during) {
                return; // closed meanwhile; whoever did it waits and takes down
              }
              if (failure == null && lanes.connected(found.ioQueues())) {
                live(found);
                onSuccess.run();
              } else {
                InitiatorException why =
                    failure == null
                        ? new PathLostException("a queue was lost while others were connected")
                        : Failure.of(failure);
                lanes.hangUp().thenRunAsync(() -> failed(during, why, onFail), loop);
              }
            },
            loop);
  }

  private void failed(
      ControllerState during, InitiatorException why, Consumer<InitiatorException> onFail) {
    if (state == during) {
      onFail.accept(why);
    }
  }

  private void live(Association found) {
    fastFailTimer.cancel();
    association = found;
    move(ControllerState.LIVE, "");
    lanes.goLive(found.ioQueues());
    IdentifyController identify = found.identify();
    long keepAliveNanos = options.recovery().keepAlive().toNanos();
    if (keepAliveNanos > 0 && IdentifyCheck.keepsAlive(identify)) {
      keepAlive.start(keepAliveNanos, IdentifyCheck.anyCommandKeepsAlive(identify));
    }
    eventRequests.start(IdentifyCheck.eventRequestLimit(identify));
    events.live(found);
  }

  /** Takes the controller down for good. */
  private void remove(InitiatorException why) {
    if (state == ControllerState.DELETING || state == ControllerState.DEAD) {
      return;
    }
    quiet();
    if (state == ControllerState.NEW) {
      move(ControllerState.DEAD, why.getMessage());
      dead.complete(null);
      return;
    }
    move(ControllerState.DELETING, why.getMessage());
    lanes.refuse(new PathLostException(options.uri() + " was removed: " + why.getMessage(), why));
    takeDown();
  }

  private void takeDown() {
    if (attempt != null) {
      attempt.cancel();
    }
    lanes
        .hangUp()
        .thenCompose(closed -> attemptOver)
        .thenCompose(over -> lanes.hangUp())
        .thenRunAsync(
            () -> {
              move(ControllerState.DEAD, "");
              dead.complete(null);
            },
            loop);
  }

  private void move(ControllerState next, String why) {
    ControllerState before = state;
    if (!before.mayBecome(next)) {
      throw new IllegalStateException("controller state " + before + " to " + next);
    }
    state = next;
    LOG.info("{}: {}{}", options.uri(), next, why.isEmpty() ? "" : " (" + why + ")");
    events.stateChanged(before, next, why);
  }

  @Override
  public void overdue(Lane lane, int commandId, String description) {
    loop.execute(() -> overdueOnLoop(lane, commandId, description));
  }

  private void overdueOnLoop(Lane lane, int commandId, String description) {
    if (state != ControllerState.LIVE || lane.queueId() == 0 || commandId < 0) {
      stuckOnLoop(description);
      return;
    }
    LOG.warn("{}: {}: no answer in time, sending Abort", options.uri(), description);
    sendAbort(lane, commandId);
  }

  /** What the controller would not take is left to its time-out. */
  @Override
  public void givenUp(Lane lane, int commandId, String description) {
    loop.execute(
        () -> {
          if (state == ControllerState.LIVE
              && abortsUnderWay < IdentifyCheck.abortLimit(association.identify())) {
            LOG.debug("{}: {}: given up, sending Abort", options.uri(), description);
            sendAbort(lane, commandId);
          }
        });
  }

  private void sendAbort(Lane lane, int commandId) {
    counters.aborts++;
    abortsUnderWay++;
    Sqe abort = Sqe.allocate().opcode(AdminOpcode.ABORT).cdw10(lane.queueId() | commandId << 16);
    new AdminCommands(lanes.admin(), options.timeouts().admin().toNanos(), true)
        .send("Abort", abort, Payload.NONE)
        .whenComplete(
            (result, failure) -> {
              abortsUnderWay--;
              if (failure != null) {
                LOG.warn("{}: {}", options.uri(), Failure.of(failure).getMessage());
              }
            });
  }

  @Override
  public void stuck(Lane lane, String description) {
    loop.execute(() -> stuckOnLoop(description));
  }

  private void stuckOnLoop(String description) {
    InitiatorException why = new TimedOutException(description + ": no answer in time");
    if (state == ControllerState.LIVE) {
      reset(why, false);
    } else {
      // The attempt or the shutdown that waits for this answer fails with its queue.
      lanes.hangUp();
    }
  }

  @Override
  public void disconnected(Lane lane, CloseReason reason) {
    loop.execute(
        () ->
            reset(
                new PathLostException(
                    (lane.queueId() == 0 ? "admin queue" : "I/O queue " + lane.queueId())
                        + " to "
                        + options.address()
                        + ": "
                        + reason.detail()),
                true));
  }

  @Override
  public long retryDelayNanos(int crd) {
    Association now = association;
    return crd == 0 || now == null ? 0 : IdentifyCheck.retryDelayNanos(now.identify(), crd);
  }
}
