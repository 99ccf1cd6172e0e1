package io.jacquard.target.pci;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the time of the commands of a queue pair: one that takes too long is aborted, and the
 * controller reset if it ignores that. Confined to the loop, but for the method that says
 * otherwise.
 */
final class CommandTimes {
  private static final Logger LOG = LoggerFactory.getLogger(CommandTimes.class);

  private final PciController controller;
  private final LoopQueues queues;
  private final Ticks ticks;
  private final int limit;
  private boolean ticking;
  private long completedAtTick;

  CommandTimes(PciController controller, LoopQueues queues, Duration timeout) {
    this.controller = controller;
    this.queues = queues;
    this.ticks = new Ticks(timeout);
    this.limit = ticks.of(timeout);
  }

  /** After how many ticks a command has taken too long. */
  int limit() {
    return limit;
  }

  /** A command was started. */
  void begin() {
    if (!ticking) {
      ticking = true;
      queues.loop().schedule(this::tick, ticks.nanos());
    }
  }

  private void tick() {
    // Still ticking: what the completions below start must not begin a second clock.
    queues.poll();
    QueuePair pair = queues.usable();
    ticking = pair != null && pair.inFlight() > 0;
    if (ticking) {
      if (pair.completed() == completedAtTick) {
        pair.insist();
      }
      completedAtTick = pair.completed();
      queues.loop().schedule(this::tick, ticks.nanos());
      pair.tick(this::overdue);
    }
  }

  private void overdue(Slot slot) {
    String name = "a command with opcode " + Integer.toHexString(slot.command.sqe().opcode()) + "h";
    if (slot.overdue) {
      controller.failed(name + " timed out, and its abort too");
      return;
    }
    LOG.warn("{}: {} timed out and is aborted", controller.address(), name);
    slot.overdue = true;
    QueuePair pair = queues.usable();
    pair.extend(slot, limit);
    controller.abort(queues, pair.id(), slot.cid());
  }

  /**
   * The controller takes no more Abort commands now. One for a command that took too long is sent
   * later. Thread-safe.
   */
  void abortLater(int cid) {
    queues.onLoop(
        () -> {
          QueuePair pair = queues.usable();
          Slot slot = pair == null ? null : pair.find(cid);
          if (slot != null && slot.overdue) {
            slot.overdue = false;
            pair.extend(slot, 1);
          }
        });
  }
}
