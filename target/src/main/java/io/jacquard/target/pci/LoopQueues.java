package io.jacquard.target.pci;

import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.linux.EventFd;
import io.jacquard.nvme.loop.Loop;
import io.jacquard.nvme.memory.IoMemory;
import io.jacquard.nvme.status.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one loop has of a controller: a queue pair, shared by the queues of its namespaces, or a
 * {@link Relay} to the queue pair of another loop, its host. Commands wait in their queues until
 * there is one of both, and while the controller is being reset.
 *
 * <p>Confined to the loop, but for the methods that say otherwise.
 */
final class LoopQueues implements CompletionPoller.Source {
  private static final Logger LOG = LoggerFactory.getLogger(LoopQueues.class);

  private final PciController controller;
  private final Loop loop;
  private final CommandTimes times;
  private final int limit;
  private final List<PciQueue> queues = new ArrayList<>();
  private final List<Relay> guests = new ArrayList<>();
  private final Consumer<IoMemory> slabListener = this::addSlab;
  private final CompletionPoller poller;
  private QueuePair pair;
  private Relay relay;
  private boolean live;
  private boolean retired;
  private boolean settled;
  private int deadStatus;
  private int nextServed;

  LoopQueues(PciController controller, Loop loop, PciOptions options) {
    this.controller = controller;
    this.loop = loop;
    this.times = new CommandTimes(controller, this, options.timeout());
    this.limit = times.limit();
    this.poller = new CompletionPoller(loop, options.poll(), this);
  }

  /** The loop. Thread-safe. */
  Loop loop() {
    return loop;
  }

  void add(PciQueue queue) {
    queues.add(queue);
  }

  /** Forgets a queue; with the last one the queue pair is given back, if it has no guests. */
  void remove(PciQueue queue) {
    queues.remove(queue);
    retireWhenUnused();
  }

  private void retireWhenUnused() {
    if (queues.isEmpty() && guests.isEmpty() && !retired) {
      ring(); // what was handed over and not told of would never come back
      retired = true;
      live = false;
      controller.forget(this);
      settle();
    }
  }

  /** What was relayed comes back first: only the host could end it otherwise. */
  private void settle() {
    if (retired && !settled && (relay == null || relay.idle())) {
      settled = true;
      leaveRelay();
      controller.retire(this);
    }
  }

  private void leaveRelay() {
    if (relay != null) {
      relay.leave();
      relay = null;
    }
  }

  /** The status that every command ends with, or 0 while there is hope. */
  int deadStatus() {
    return deadStatus;
  }

  /** Starts a command if it can start now. */
  boolean start(PciQueue queue, Command command, Extent extent) {
    if (!live) {
      return false;
    }
    if (relay != null) {
      return relay.start(queue, command, extent);
    }
    return busyIf(pair.start(command, queue.nsid(), extent, queue, limit));
  }

  /** Starts a fused pair if it can start now. */
  boolean startFused(PciQueue queue, Command first, Command second) {
    if (!live) {
      return false;
    }
    if (relay != null) {
      return relay.startFused(queue, first, second);
    }
    return busyIf(pair.startFused(first, second, queue.nsid(), queue, limit));
  }

  /** Starts what a guest has handed over, if it can start now. */
  boolean start(RelayedCommand guest) {
    if (!live) {
      return false;
    }
    int nsid = guest.queue.nsid();
    return busyIf(
        guest.second == null
            ? pair.start(guest.command, nsid, guest.extent, guest, limit)
            : pair.startFused(guest.command, guest.second.command, nsid, guest, limit));
  }

  private boolean busyIf(boolean started) {
    if (started) {
      poller.busy();
      times.begin();
    }
    return started;
  }

  /** Gives the controller what was started. */
  void ring() {
    if (live && relay != null) {
      relay.tell();
    } else if (live) {
      pair.ring();
    }
  }

  @Override
  public int awaited() {
    return live && pair != null ? pair.inFlight() : 0;
  }

  @Override
  public int poll() {
    if (!live || pair == null) {
      return 0;
    }
    long strangeBefore = pair.strange();
    int count = pair.poll();
    if (count > 0) {
      serve();
      if (live && pair.strange() != strangeBefore) {
        controller.failed("it completed a command that it was not given");
      }
    }
    return count;
  }

  /** Starts what waits, each queue and each guest in turn. */
  private void serve() {
    int count = queues.size() + guests.size();
    for (int i = 0; i < count && live; i++) {
      int now = queues.size() + guests.size();
      nextServed = nextServed + 1 >= now ? 0 : nextServed + 1;
      if (nextServed < now) {
        served(nextServed).serve();
      }
    }
    ring();
  }

  private Served served(int index) {
    int own = queues.size();
    return index < own ? queues.get(index) : guests.get(index - own);
  }

  /** Some of what was relayed has come back. */
  void relayed() {
    if (live) {
      serve();
    }
    settle();
  }

  /** Asks the controller to abort a command that is in flight. */
  void abort(Command command) {
    if (live && relay != null) {
      relay.abort(command);
      return;
    }
    Slot slot = live ? pair.find(command) : null;
    if (slot != null) {
      controller.abort(this, pair.id(), slot.cid());
    }
  }

  /** How long its commands take. */
  CommandTimes times() {
    return times;
  }

  /** The queue pair while it may be used, or null. */
  QueuePair usable() {
    return live ? pair : null;
  }

  // The control loop's side.

  /**
   * The controller knows the queue pair; {@code vector} signals completions. Thread-safe.
   *
   * @return false if the loop has ended
   */
  boolean live(QueuePair made, Optional<EventFd> vector) {
    return onLoop(
        () -> {
          boolean first = pair == null;
          pair = made;
          if (retired || deadStatus != Status.SUCCESS) {
            return;
          }
          if (first) {
            loop.buffers().onSlab(slabListener);
          }
          live = true;
          poller.begin(vector);
          serve();
        });
  }

  /**
   * Takes a guest, whose commands this queue pair carries from then on. Thread-safe.
   *
   * @param taken runs on the loop if it was taken
   * @param refused runs there if not, since the queue pair is about to be given back
   * @return false if the loop has ended
   */
  boolean host(Relay guest, Runnable taken, Runnable refused) {
    return onLoop(
        () -> {
          if (retired || deadStatus != Status.SUCCESS) {
            refused.run();
          } else {
            guests.add(guest);
            taken.run();
          }
        });
  }

  /** Lets a guest go. */
  void unhost(Relay guest) {
    guest.end();
    guests.remove(guest);
    retireWhenUnused();
  }

  /**
   * Another loop's queue pair carries the commands from now on. Thread-safe.
   *
   * @return false if the loop has ended
   */
  boolean join(Relay way) {
    return onLoop(
        () -> {
          relay = way;
          if (retired || deadStatus != Status.SUCCESS) {
            leaveRelay();
            return;
          }
          live = true;
          serve();
        });
  }

  private void addSlab(IoMemory slab) {
    pair.data().slabs().add(slab);
  }

  /** Stops using the controller; {@code done} runs when that is certain. Thread-safe. */
  void suspend(Runnable done) {
    boolean asked =
        onLoop(
            () -> {
              live = false;
              poller.end();
              done.run();
            });
    if (!asked) {
      done.run();
    }
  }

  /** Ends the commands in flight: the controller has forgotten them. Thread-safe. */
  void interrupt(int status) {
    onLoop(
        () -> {
          parted(status);
          if (pair != null) {
            pair.endAll(status);
          }
          retireWhenUnused();
          settle();
        });
  }

  /** Hosts and guests have nothing to do with each other any more. */
  private void parted(int status) {
    guests.forEach(Relay::end);
    guests.clear();
    Relay way = relay;
    relay = null;
    if (way != null) {
      way.abandon(status);
    }
  }

  /** Ends all commands, from now on too. {@code done} runs afterwards. Thread-safe. */
  void die(int status, Runnable done) {
    boolean asked =
        onLoop(
            () -> {
              live = false;
              poller.end();
              deadStatus = status;
              parted(status);
              forgetSlabs();
              if (pair != null) {
                pair.endAll(status);
                pair = null;
              }
              List.copyOf(queues).forEach(PciQueue::endAll);
              retireWhenUnused();
              settle();
              done.run();
            });
    if (!asked) {
      done.run();
    }
  }

  /**
   * Ends the commands that the controller had when its submission queue was deleted. {@code done}
   * runs afterwards, when nothing here uses the queue pair any more. Thread-safe.
   */
  void finish(Runnable done) {
    boolean asked =
        onLoop(
            () -> {
              poller.end();
              forgetSlabs();
              if (pair != null) {
                pair.poll();
                pair.endAll(Status.ABORTED_SQ_DELETION);
                pair = null;
              }
              done.run();
            });
    if (!asked) {
      done.run();
    }
  }

  private void forgetSlabs() {
    loop.buffers().forgetSlabListener(slabListener);
  }

  /** Runs a task on the loop; false if that has ended. Thread-safe. */
  boolean onLoop(Runnable task) {
    try {
      loop.execute(task);
      return true;
    } catch (RejectedExecutionException e) {
      LOG.debug("a loop of {} has ended", controller.address(), e);
      return false;
    }
  }

  /** Runs a task on the loop, which others need: without it the controller begins anew. */
  void onLoopOrFail(Runnable task) {
    if (!onLoop(task)) {
      controller.failed("the loop of a queue pair that others share has ended");
    }
  }
}
