package io.jacquard.target.pci;

import io.jacquard.nvme.command.AdminOpcode;
import io.jacquard.nvme.identify.IdentifyController;
import io.jacquard.nvme.linux.EventFd;
import io.jacquard.nvme.loop.Loop;
import io.jacquard.nvme.property.ControllerStatus;
import io.jacquard.nvme.status.Status;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A controller in use: its queue pairs, and what happens when it fails. Its own work is done on its
 * control loop; methods may be called from any thread unless they say otherwise.
 *
 * <p>When the controller fails, every loop stops using it, it is reset, the commands that it had
 * end with Command Interrupted, which hosts send again, and its queues are made anew. A controller
 * that fails again and again, or is gone, is given up: its commands end with Namespace Not Ready
 * and Do Not Retry.
 */
final class PciController {
  private static final Logger LOG = LoggerFactory.getLogger(PciController.class);
  private static final long SUPERVISION_NANOS = 500_000_000;
  private static final long AGAIN_NANOS = 1_000_000_000;
  private static final long FORGET_NANOS = 60 * 1_000_000_000L;
  private static final int MOST_RESETS = 3;

  /** Where the controller is in its life. */
  private enum State {
    LIVE,
    RECOVERING,
    LOST,
    CLOSED
  }

  private final DeviceBinding binding;
  private final Loop control;
  private final PciOptions options;
  private final ControllerCore core;
  private final AsyncEventRequests events;
  private final Attachments attachments;
  private final CompletionPoller adminPoller;
  private final Map<Loop, LoopQueues> byLoop = new ConcurrentHashMap<>();
  private final List<PciNamespace> namespaces = new CopyOnWriteArrayList<>();
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private Loop.Watch releaseWatch = () -> {};
  private State state = State.LIVE;
  private boolean closing;
  private int aborts;
  private int resets;
  private long lastReset;

  private PciController(
      DeviceBinding binding, Loop control, PciOptions options, ControllerCore core) {
    this.binding = binding;
    this.control = control;
    this.options = options;
    this.core = core;
    this.events = new AsyncEventRequests(this, control, core);
    this.attachments = new Attachments(binding, core, control, this::failedNow, this::detached);
    this.adminPoller = new CompletionPoller(control, options.poll(), core.admin());
  }

  /**
   * Switches a controller on. Called on the control loop, and blocks.
   *
   * @throws IOException if that fails; the binding is closed then
   */
  static PciController start(DeviceBinding binding, Loop control, Clock clock, PciOptions options)
      throws IOException {
    ControllerCore core;
    try {
      core = new ControllerCore(binding, options, clock);
    } catch (IOException | RuntimeException e) {
      binding.close();
      throw e;
    }
    try {
      core.start();
      PciController controller = new PciController(binding, control, options, core);
      controller.begin();
      return controller;
    } catch (IOException | RuntimeException e) {
      core.stop();
      core.close();
      throw e;
    }
  }

  private void begin() throws IOException {
    adminPoller.begin(binding.interrupts().stream().findFirst());
    core.admin().resume(adminPoller);
    Optional<EventFd> request = binding.releaseRequest();
    if (request.isPresent()) {
      releaseWatch = control.watch(request.get().fd(), () -> released(request.get()));
    }
    events.start();
    control.schedule(this::supervise, interval());
    LOG.info(
        "{}: {}, serial number {}, {} I/O queue pairs, through {}",
        address(),
        core.limits().modelNumber(),
        core.limits().serialNumber(),
        core.grantedQueues(),
        binding.way());
  }

  PciAddress address() {
    return binding.address();
  }

  PciOptions options() {
    return options;
  }

  ControllerLimits limits() {
    return core.limits();
  }

  /** What it said of itself when it was switched on the last time. */
  IdentifyController identity() {
    return core.identity();
  }

  /** The controller's memory page in bytes. */
  int pageBytes() {
    return core.pageBytes();
  }

  /** For those who work on the control loop. */
  ControllerCore core() {
    return core;
  }

  /** The loop on which the controller's own work is done. */
  Loop control() {
    return control;
  }

  /** By which way it is reached, for people. */
  String way() {
    return binding.way();
  }

  /** What is to be known, for people. */
  List<String> notes() {
    List<String> all = new ArrayList<>(binding.notes());
    all.addAll(core.notes());
    return all;
  }

  /** The namespaces that are told of changes. */
  List<PciNamespace> namespaces() {
    return namespaces;
  }

  /**
   * The queues of a loop, made if there are none. Called on that loop.
   *
   * @throws UncheckedIOException if the controller takes no I/O commands
   */
  LoopQueues queuesOf(Loop loop) {
    LoopQueues known = byLoop.get(loop);
    if (known != null) {
      return known;
    }
    if (core.grantedQueues() == 0) {
      throw new UncheckedIOException(
          new IOException(address() + " grants no I/O queues: it takes admin commands"));
    }
    LoopQueues made = new LoopQueues(this, loop, options);
    byLoop.put(loop, made);
    control.execute(() -> attachments.attach(made));
    return made;
  }

  /** A loop is to get other queues, the next time. Called on that loop. */
  void forget(LoopQueues queues) {
    byLoop.remove(queues.loop(), queues);
  }

  /** The last queue of a loop is closed, and nothing of it is under way elsewhere. Thread-safe. */
  void retire(LoopQueues queues) {
    control.execute(() -> attachments.retire(queues));
  }

  private void detached(LoopQueues queues) {
    forget(queues);
    closeWhenIdle();
  }

  /** Asks the controller to abort a command of a loop; it may be too late. */
  void abort(LoopQueues of, int queue, int cid) {
    control.execute(() -> abortNow(of, queue, cid));
  }

  private void abortNow(LoopQueues of, int queue, int cid) {
    if (state != State.LIVE) {
      return; // the reset ends it
    }
    if (aborts >= core.limits().abortLimit()) {
      of.times().abortLater(cid);
      return;
    }
    aborts++;
    AdminCommand abort =
        AdminCommand.of(sqe -> sqe.opcode(AdminOpcode.ABORT).cdw10(queue | cid << Short.SIZE));
    core.admin().submit(abort);
    abort.completion().thenRun(() -> aborts--);
  }

  /** Gives an admin command to the controller. */
  void submit(AdminCommand command) {
    control.execute(() -> core.admin().submit(command));
  }

  private long interval() {
    return Math.min(SUPERVISION_NANOS, core.admin().ticks().nanos());
  }

  private void supervise() {
    if (state == State.LOST || state == State.CLOSED) {
      return;
    }
    control.schedule(this::supervise, interval());
    if (state != State.LIVE) {
      return;
    }
    ControllerStatus status = core.status();
    if (ControllerSwitch.gone(status)) {
      failedNow("it is gone from the bus");
    } else if (status.cfs()) {
      failedNow("it reports a fatal status (CSTS.CFS)");
    } else if (!status.rdy()) {
      failedNow("somebody else has reset it (CSTS.RDY is 0)");
    } else {
      core.admin().poll();
      core.admin().tick(() -> failedNow("an admin command timed out"));
    }
  }

  /** The controller does not do what it must. */
  void failed(String why) {
    control.execute(() -> failedNow(why));
  }

  private void failedNow(String why) {
    if (state != State.LIVE) {
      return;
    }
    LOG.warn("{}: the controller has failed: {}", address(), why);
    state = State.RECOVERING;
    if (control.nanoTime() - lastReset > FORGET_NANOS) {
      resets = 0;
    }
    core.admin().pause();
    attachments.pause(this::reset);
  }

  private void reset() {
    boolean harmless = core.stop();
    if (!harmless || resets >= MOST_RESETS) {
      boolean gone = ControllerSwitch.gone(core.status());
      lose(gone ? "it is gone from the bus" : "resets do not bring it back", harmless);
      return;
    }
    resets++;
    lastReset = control.nanoTime();
    core.admin().endAll(Status.COMMAND_INTERRUPTED);
    attachments.interrupt(Status.COMMAND_INTERRUPTED);
    restart();
  }

  private void restart() {
    try {
      // One that is gone may be back soon: somebody else may be resetting its function.
      core.start();
      // Before commands go on: whoever has reset it may have formatted it too.
      namespaces.forEach(PciNamespace::refresh);
      attachments.resume();
    } catch (IOException | RuntimeException e) {
      // Whatever it was: who leaves it at that leaves commands waiting for ever.
      LOG.warn("{}: reset {} did not help: {}", address(), resets, e.getMessage(), e);
      attachments.pause(() -> control.schedule(this::reset, AGAIN_NANOS));
      return;
    }
    state = State.LIVE;
    LOG.warn("{}: the controller is back after reset {}", address(), resets);
    core.admin().resume(adminPoller);
    events.start();
    closeWhenIdle();
  }

  private void released(EventFd request) {
    request.drain();
    if (state != State.LIVE) {
      return;
    }
    state = State.RECOVERING;
    core.admin().pause();
    attachments.pause(() -> lose("the kernel wants the device back", core.shutDown()));
  }

  private void lose(String why, boolean harmless) {
    LOG.error("{}: the controller is given up: {}", address(), why);
    state = State.LOST;
    if (!harmless) {
      attachments.unshare();
    }
    core.admin().close();
    attachments.lose(this::release);
  }

  private void release() {
    adminPoller.end();
    releaseWatch.close();
    try {
      core.close();
    } catch (RuntimeException e) {
      // Whoever waits for the end must not wait for ever.
      LOG.error("{}: the controller was not given back properly", address(), e);
    }
    state = State.CLOSED;
    closeWhenIdle();
  }

  /**
   * Shuts the controller down and gives it back to the kernel, when the last queue is gone.
   *
   * @return completes then
   */
  CompletableFuture<Void> close() {
    control.execute(
        () -> {
          closing = true;
          closeWhenIdle();
        });
    return closed;
  }

  private void closeWhenIdle() {
    if (!closing || !attachments.isEmpty()) {
      return;
    }
    if (state == State.LIVE) {
      core.admin().pause();
      core.shutDown();
      core.admin().close();
      release();
    } else if (state == State.CLOSED) {
      closed.complete(null);
    }
  }
}
