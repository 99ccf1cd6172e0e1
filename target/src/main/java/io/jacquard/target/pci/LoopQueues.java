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
 * What one loop has of a controller: a queue pair, shared by the queues of its namespaces. Commands
 * wait in their queues until it is live, and while the controller is being reset.
 *
 * <p>Confined to the loop, but for the methods that say otherwise.
 */
final class LoopQueues implements CompletionPoller.Source {
  private static final Logger LOG = LoggerFactory.getLogger(LoopQueues.class);

  private final PciController controller;
  private final Loop loop;
  private final int id;
  private final Ticks ticks;
  private final int limit;
  private final List<PciQueue> queues = new ArrayList<>();
  private final Consumer<IoMemory> slabListener = this::addSlab;
  private final CompletionPoller poller;
  private QueuePair pair;
  private boolean live;
  private boolean ticking;
  private boolean retired;
  private long completedAtTick;
  private int deadStatus;
  private int nextServed;

  LoopQueues(PciController controller, Loop loop, int id, PciOptions options) {
    this.controller = controller;
    this.loop = loop;
    this.id = id;
    this.ticks = new Ticks(options.timeout());
    this.limit = ticks.of(options.timeout());
    this.poller = new CompletionPoller(loop, options.poll(), this);
  }

  /** The queue pair's identifier. Thread-safe. */
  int id() {
    return id;
  }

  /** The loop. Thread-safe. */
  Loop loop() {
    return loop;
  }

  void add(PciQueue queue) {
    queues.add(queue);
  }

  /** Forgets a queue; with the last one the queue pair is given back. */
  void remove(PciQueue queue) {
    queues.remove(queue);
    if (queues.isEmpty() && !retired) {
      retired = true;
      live = false;
      controller.retire(this);
    }
  }

  /** The status that every command ends with, or 0 while there is hope. */
  int deadStatus() {
    return deadStatus;
  }

  /** Starts a command if it can start now. */
  boolean start(PciQueue queue, Command command, Extent extent) {
    if (!live || !pair.start(command, queue.nsid(), extent, queue, limit)) {
      return false;
    }
    busy();
    return true;
  }

  /** Starts a fused pair if it can start now. */
  boolean startFused(PciQueue queue, Command first, Command second) {
    if (!live || !pair.startFused(first, second, queue.nsid(), queue, limit)) {
      return false;
    }
    busy();
    return true;
  }

  private void busy() {
    poller.busy();
    if (!ticking) {
      ticking = true;
      loop.schedule(this::tick, ticks.nanos());
    }
  }

  /** Gives the controller what was started. */
  void ring() {
    if (live) {
      pair.ring();
    }
  }

  @Override
  public int awaited() {
    return live ? pair.inFlight() : 0;
  }

  @Override
  public int poll() {
    if (!live) {
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

  /** Starts what waits, each queue in turn. */
  private void serve() {
    int count = queues.size();
    for (int i = 0; i < count && live; i++) {
      nextServed = nextServed + 1 >= queues.size() ? 0 : nextServed + 1;
      if (nextServed < queues.size()) {
        queues.get(nextServed).serve();
      }
    }
    ring();
  }

  private void tick() {
    // Still ticking: what the completions below start must not begin a second clock.
    poll();
    ticking = live && pair.inFlight() > 0;
    if (ticking) {
      if (pair.completed() == completedAtTick) {
        pair.insist();
      }
      completedAtTick = pair.completed();
      loop.schedule(this::tick, ticks.nanos());
      pair.tick(this::overdue);
    }
  }

  private void overdue(Slot slot) {
    if (slot.aborting) {
      controller.failed(
          "command "
              + Integer.toHexString(slot.command.sqe().opcode())
              + "h timed out, and its"
              + " abort too");
      return;
    }
    LOG.warn(
        "{}: a command with opcode {}h timed out and is aborted",
        controller.address(),
        Integer.toHexString(slot.command.sqe().opcode()));
    pair.extend(slot, limit);
    abort(slot);
  }

  /** Asks the controller to abort a command that is in flight. */
  void abort(Command command) {
    Slot slot = live ? pair.find(command) : null;
    if (slot != null && !slot.aborting) {
      abort(slot);
    }
  }

  private void abort(Slot slot) {
    slot.aborting = true;
    controller.abort(id, slot.cid());
  }

  // The control loop's side.

  /** The controller knows the queue pair; {@code vector} signals completions. Thread-safe. */
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
          if (pair != null) {
            pair.endAll(status);
          }
        });
  }

  /** Ends all commands, from now on too. {@code done} runs afterwards. Thread-safe. */
  void die(int status, Runnable done) {
    boolean asked =
        onLoop(
            () -> {
              live = false;
              poller.end();
              deadStatus = status;
              forgetSlabs();
              if (pair != null) {
                pair.endAll(status);
                pair = null;
              }
              List.copyOf(queues).forEach(PciQueue::endAll);
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

  private boolean onLoop(Runnable task) {
    try {
      loop.execute(task);
      return true;
    } catch (RejectedExecutionException e) {
      LOG.debug("the loop of queue pair {} has ended", id, e);
      return false;
    }
  }
}
