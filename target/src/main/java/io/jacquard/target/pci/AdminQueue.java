package io.jacquard.target.pci;

import io.jacquard.nvme.command.AdminOpcode;
import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.namespace.ControllerAccess.Completion;
import io.jacquard.nvme.status.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;

/**
 * The admin queue. Lives on the control loop, on which nothing else runs: there a command may be
 * waited for.
 */
final class AdminQueue implements CompletionPoller.Source {
  /** Entries of each ring. */
  static final int ENTRIES = 32;

  /** How many commands may wait in line for a slot. */
  private static final int LONGEST_LINE = 1024;

  /** What others ask for must leave room for the driver's own commands. */
  private static final int RESERVED = 8;

  private static final int LOST = Status.withDnr(Status.INTERNAL_ERROR);

  /** Format NVM and its like take as long as they take. */
  private static final Duration LONGEST = Duration.ofHours(12);

  private static final long PAUSE_NANOS = 20_000;
  private static final long LONGEST_PAUSE_NANOS = 1_000_000;

  private final PciAddress address;
  private final QueuePair pair;
  private final ControllerSwitch power;
  private final Clock clock;
  private final Duration timeout;
  private final Ticks ticks;
  private final ArrayDeque<AdminCommand> line = new ArrayDeque<>();
  private CompletionPoller poller;
  private long lastTick;
  private int limited;
  private boolean enabled;
  private boolean paused = true;
  private boolean closed;

  AdminQueue(
      PciAddress address, QueuePair pair, ControllerSwitch power, Clock clock, Duration timeout) {
    this.address = address;
    this.pair = pair;
    this.power = power;
    this.clock = clock;
    this.timeout = timeout;
    this.ticks = new Ticks(timeout);
  }

  QueuePair pair() {
    return pair;
  }

  /** In which unit the time of commands is counted. */
  Ticks ticks() {
    return ticks;
  }

  /**
   * Runs a command of the driver and waits for its end.
   *
   * @return its completion, with success
   * @throws IOException if it fails, or takes too long, or the controller is gone
   */
  Completion call(String name, AdminCommand command) throws IOException {
    Completion completion = run(name, command);
    if (!Status.isSuccess(completion.status())) {
      throw new IOException(
          address + ": " + name + " failed: " + Status.describe(completion.status()));
    }
    return completion;
  }

  /** Like {@link #call}, but a status that is no success is an answer too. */
  Completion run(String name, AdminCommand command) throws IOException {
    if (!enabled) {
      throw new IOException(address + ": " + name + ": the controller is off; try again later");
    }
    if (!start(command, Slot.NEVER)) {
      throw new IOException(address + ": " + name + ": the admin queue is full");
    }
    pair.ring();
    long start = clock.nanoTime();
    long pause = PAUSE_NANOS;
    while (!command.completion().isDone()) {
      if (pair.poll() > 0) {
        continue;
      }
      if (ControllerSwitch.gone(power.status())) {
        throw new ControllerGoneException(address);
      }
      if (clock.nanoTime() - start > timeout.toNanos()) {
        throw new IOException(
            address + ": " + name + " did not complete within " + timeout.toMillis() + " ms");
      }
      clock.pause(pause);
      pause = Math.min(LONGEST_PAUSE_NANOS, 2 * pause);
    }
    return command.completion().join();
  }

  /** Starts a command whose end is told by {@link AdminCommand#completion}. */
  void submit(AdminCommand command) {
    if (closed) {
      command.complete(LOST, 0);
    } else if (line.size() >= LONGEST_LINE) {
      command.complete(Status.withDnr(Status.INTERNAL_ERROR), 0);
    } else {
      line.add(command);
      serve();
    }
  }

  /** Starts a command that the controller keeps until something happens. */
  boolean submitUnlimited(AdminCommand command) {
    boolean started = !closed && !paused && start(command, Slot.NEVER);
    pair.ring();
    return started;
  }

  private void serve() {
    while (!paused && !line.isEmpty() && pair.inFlight() < ENTRIES - 1 - RESERVED) {
      AdminCommand next = line.peek();
      if (!start(next, ticks.of(isLong(next) ? LONGEST : timeout))) {
        break;
      }
      line.remove();
      limited++;
      poller.busy();
    }
    pair.ring();
  }

  private boolean start(AdminCommand command, int limit) {
    QueuePair.Ended owner = limit == Slot.NEVER ? this::ended : this::limitedEnded;
    return pair.start(command, command.sqe().nsid(), command.extent(), owner, limit);
  }

  private static boolean isLong(AdminCommand command) {
    return switch (command.sqe().opcode()) {
      case AdminOpcode.FORMAT_NVM,
          AdminOpcode.SANITIZE,
          AdminOpcode.FIRMWARE_COMMIT,
          AdminOpcode.NAMESPACE_MANAGEMENT,
          AdminOpcode.SECURITY_SEND,
          AdminOpcode.SECURITY_RECEIVE ->
          true;
      default -> false;
    };
  }

  private void ended(Command command, int status, long result) {
    command.complete(status, result);
  }

  private void limitedEnded(Command command, int status, long result) {
    limited--;
    command.complete(status, result);
  }

  /** Takes completions and starts what waited for them; returns how many. */
  @Override
  public int poll() {
    int count = paused ? 0 : pair.poll();
    if (count > 0) {
      serve();
    }
    return count;
  }

  /** Those that end soon: the controller keeps event requests as long as it likes. */
  @Override
  public int awaited() {
    return limited;
  }

  /** Lets the time pass that has passed; {@code overdue} runs if a command took too long. */
  void tick(Runnable overdue) {
    long now = clock.nanoTime();
    if (now - lastTick >= ticks.nanos()) {
      lastTick = now;
      boolean[] late = {false};
      pair.tick(slot -> late[0] = true);
      if (late[0]) {
        overdue.run();
      }
    }
  }

  /** Whether the controller is on, and its doorbells may be rung. */
  void enabled(boolean now) {
    enabled = now;
  }

  /** Leaves the controller alone: commands wait in line. */
  void pause() {
    paused = true;
  }

  boolean paused() {
    return paused;
  }

  /** The controller is there: starts what waits. Completions are looked for by {@code by}. */
  void resume(CompletionPoller by) {
    poller = by;
    paused = false;
    serve();
  }

  /** Ends the commands in flight; those in line wait on. The controller is off. */
  void endAll(int status) {
    pair.endAll(status);
  }

  /** Ends all commands, now and for ever. The controller is off. */
  void close() {
    closed = true;
    pair.endAll(LOST);
    while (!line.isEmpty()) {
      line.remove().complete(LOST, 0);
    }
  }
}
