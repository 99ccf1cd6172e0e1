package io.jacquard.target.pci;

import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.status.Status;

/**
 * The way of a loop's commands to the queue pair of another loop, for a controller that grants
 * fewer queue pairs than there are loops. The guest's loop hands its commands over, the host's loop
 * has the controller carry them out and brings them back.
 *
 * <p>A relay carries so many commands at a time, further ones wait in their queues; it allocates
 * nothing for a command, and a batch costs each loop one task. Data goes through the host's {@link
 * BounceRegion}: the device knows the slabs of the host's loop only.
 */
final class Relay implements Served {
  /** The most commands on the way at a time. */
  static final int MOST = 128;

  private final LoopQueues guest;
  private final LoopQueues host;
  private final RelayStack handedOver = new RelayStack();
  private final RelayStack broughtBack = new RelayStack();
  private final Runnable collect = this::collect;
  private final Runnable deliver = this::deliver;

  // On the guest's loop.
  private final RelayedCommand[] commands = new RelayedCommand[MOST];
  private final RelayedCommand[] free = new RelayedCommand[MOST];
  private int freeCount;
  private boolean untold;
  private boolean abandoned;

  // On the host's loop.
  private RelayedCommand first;
  private RelayedCommand last;
  private boolean ended;

  Relay(LoopQueues guest, LoopQueues host) {
    this.guest = guest;
    this.host = host;
    for (int i = 0; i < MOST; i++) {
      commands[i] = new RelayedCommand(this);
      free[freeCount++] = commands[i];
    }
  }

  // The guest's side.

  /** Whether no command is on the way. */
  boolean idle() {
    return abandoned || freeCount == MOST;
  }

  /** Hands a command over if there is room; {@link #tell} makes it known. */
  boolean start(PciQueue queue, Command command, Extent extent) {
    if (freeCount == 0) {
      return false;
    }
    handOver(fill(queue, command, extent));
    return true;
  }

  /** Likewise for a fused pair. */
  boolean startFused(PciQueue queue, Command one, Command two) {
    if (freeCount < 2) {
      return false;
    }
    RelayedCommand pair = fill(queue, one, Extent.KNOWN);
    pair.second = fill(queue, two, Extent.KNOWN);
    pair.second.isSecond = true;
    handOver(pair);
    return true;
  }

  private RelayedCommand fill(PciQueue queue, Command command, Extent extent) {
    freeCount--;
    RelayedCommand relayed = free[freeCount];
    relayed.command = command;
    relayed.queue = queue;
    relayed.extent = extent;
    relayed.second = null;
    relayed.isSecond = false;
    relayed.uses++;
    return relayed;
  }

  private void handOver(RelayedCommand relayed) {
    untold |= handedOver.push(relayed);
  }

  /** Lets the host know of what was handed over. */
  void tell() {
    if (untold) {
      untold = false;
      host.onLoopOrFail(collect);
    }
  }

  /** Asks for a command to be aborted that may be on the way. */
  @SuppressWarnings("ReferenceEquality") // the very command is meant
  void abort(Command command) {
    for (RelayedCommand each : commands) {
      if (each.command == command) {
        int uses = each.uses;
        host.onLoopOrFail(() -> abortHere(each, uses));
        return;
      }
    }
  }

  private void deliver() {
    RelayedCommand next = broughtBack.takeAll();
    while (next != null && !abandoned) {
      RelayedCommand each = next;
      next = each.next;
      finish(each, each.status, each.result);
    }
    guest.relayed();
  }

  private void finish(RelayedCommand each, int status, long result) {
    Command command = each.command;
    PciQueue queue = each.queue;
    each.command = null;
    each.queue = null;
    each.next = null;
    free[freeCount++] = each;
    queue.ended(command, status, result);
  }

  /**
   * Ends every command on the way. The host has stopped, or is about to end them too, which nobody
   * hears of: this relay is used no more.
   */
  void abandon(int status) {
    abandoned = true;
    abandon(false, status);
    // Those whose first command has been brought back already too.
    abandon(true, status);
  }

  private void abandon(boolean seconds, int status) {
    for (RelayedCommand each : commands) {
      if (each.command != null && each.isSecond == seconds) {
        finish(each, status, 0);
      }
    }
  }

  /** The guest needs the relay no more; nothing is on the way. Thread-safe. */
  void leave() {
    host.onLoopOrFail(() -> host.unhost(this));
  }

  // The host's side.

  private void collect() {
    RelayedCommand next = handedOver.takeAll();
    while (next != null && !ended) {
      RelayedCommand each = next;
      next = each.next;
      append(each);
    }
    serve();
    host.ring();
  }

  private void append(RelayedCommand relayed) {
    relayed.next = null;
    if (first == null) {
      first = relayed;
    } else {
      last.next = relayed;
    }
    last = relayed;
  }

  @Override
  public void serve() {
    while (first != null) {
      RelayedCommand next = first.next;
      RelayedCommand started = first;
      if (!host.start(started)) {
        return;
      }
      first = next;
    }
  }

  @SuppressWarnings("ReferenceEquality") // the very command is meant
  private void abortHere(RelayedCommand relayed, int uses) {
    if (relayed.uses != uses || ended) {
      return;
    }
    RelayedCommand before = null;
    for (RelayedCommand each = first; each != null; each = each.next) {
      if (each == relayed || each.second == relayed) {
        remove(before, each);
        endUnstarted(each);
        return;
      }
      before = each;
    }
    Command underWay = relayed.command;
    if (underWay != null) {
      host.abort(underWay);
    }
  }

  private void remove(RelayedCommand before, RelayedCommand removed) {
    if (before == null) {
      first = removed.next;
    } else {
      before.next = removed.next;
    }
    if (removed.next == null) {
      last = before;
    }
  }

  private static void endUnstarted(RelayedCommand relayed) {
    Command two = relayed.second == null ? null : relayed.second.command;
    relayed.ended(relayed.command, Status.ABORT_REQUESTED, 0);
    if (two != null) {
      relayed.ended(two, Status.ABORT_REQUESTED, 0);
    }
  }

  /** A command has ended. */
  void giveBack(RelayedCommand relayed) {
    if (broughtBack.push(relayed)) {
      guest.onLoop(deliver);
    }
  }

  /** Starts nothing more: the guest ends what it has handed over by itself. */
  void end() {
    ended = true;
    first = null;
    last = null;
  }
}
