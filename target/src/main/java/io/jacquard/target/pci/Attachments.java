package io.jacquard.target.pci;

import io.jacquard.nvme.linux.EventFd;
import io.jacquard.nvme.loop.Loop;
import io.jacquard.nvme.status.Status;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The queue pairs of all loops that use a controller, seen from the control loop, to which this is
 * confined: made, given back, paused for a reset and made anew.
 */
final class Attachments {
  private static final Logger LOG = LoggerFactory.getLogger(Attachments.class);

  /**
   * How commands end that there is no controller for. Not as a path error: a host with this one
   * path would send them again for ever.
   */
  private static final int LOST = Status.withDnr(Status.NAMESPACE_NOT_READY);

  private final DeviceBinding binding;
  private final ControllerCore core;
  private final Loop control;
  private final Consumer<String> failed;
  private final Consumer<LoopQueues> detached;
  private final List<Attachment> all = new ArrayList<>();
  private final ArrayDeque<Integer> freeIds = new ArrayDeque<>();
  private Mode mode = Mode.OPEN;
  private int pauses;

  /** What may be done with the controller. */
  private enum Mode {
    OPEN,
    PAUSED,
    LOST
  }

  /**
   * None yet.
   *
   * @param failed called with the reason when the controller does not do what it must
   * @param detached called when a loop's queue pair is given back
   */
  Attachments(
      DeviceBinding binding,
      ControllerCore core,
      Loop control,
      Consumer<String> failed,
      Consumer<LoopQueues> detached) {
    this.binding = binding;
    this.core = core;
    this.control = control;
    this.failed = failed;
    this.detached = detached;
    for (int id = 1; id <= core.grantedQueues(); id++) {
      freeIds.add(id);
    }
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  /**
   * Makes the queue pair of a loop, now or when the controller is back. If the controller grants no
   * further one, the loop becomes the guest of another, or waits until there is one.
   */
  void attach(LoopQueues queues) {
    Attachment one = new Attachment(queues);
    all.add(one);
    if (mode == Mode.LOST) {
      queues.die(LOST, () -> {});
    } else if (freeIds.isEmpty()) {
      findHost(one);
    } else {
      own(one);
    }
  }

  private void own(Attachment one) {
    one.id(freeIds.remove());
    try {
      one.allocate(core);
      if (mode == Mode.OPEN) {
        connect(one);
      }
    } catch (IOException e) {
      LOG.error("{}: no queue pair {}: {}", binding.address(), one.id(), e.getMessage());
      one.giveUp(LOST);
    }
  }

  private void findHost(Attachment one) {
    Optional<Attachment> host =
        all.stream().filter(Attachment::canHost).min(Comparator.comparingLong(this::guests));
    if (mode == Mode.OPEN && all.stream().noneMatch(Attachment::mayServe)) {
      LOG.error("{}: no queue pair can be had for a loop", binding.address());
      one.giveUp(LOST);
      return;
    }
    if (mode != Mode.OPEN || host.isEmpty()) {
      return; // until the reset has ended, or a queue pair has been given back
    }
    Relay relay = new Relay(one.queues(), host.get().queues());
    one.host(host);
    int now = pauses;
    boolean asked =
        host.get()
            .queues()
            .host(
                relay,
                () -> control.execute(() -> taken(one, relay, now)),
                () -> control.execute(() -> refused(one, now)));
    if (!asked) {
      one.host(Optional.empty());
      failed.accept("the loop of queue pair " + host.get().id() + " has ended");
    }
  }

  @SuppressWarnings("ReferenceEquality") // the very host is meant
  private long guests(Attachment host) {
    return all.stream().filter(one -> one.host().filter(h -> h == host).isPresent()).count();
  }

  /** A reset meanwhile has parted them again. */
  private void taken(Attachment one, Relay relay, int when) {
    if (when == pauses && !one.queues().join(relay)) {
      relay.leave();
    }
  }

  private void refused(Attachment one, int when) {
    if (when == pauses) {
      one.host(Optional.empty());
      serveWaiting();
    }
  }

  /** Loops without a queue pair get one that is free, or a host. */
  private void serveWaiting() {
    for (Attachment one : List.copyOf(all)) {
      boolean waits = one.id() == 0 && one.host().isEmpty() && !one.retiring() && !one.isGivenUp();
      if (waits && !freeIds.isEmpty()) {
        own(one);
      } else if (waits) {
        findHost(one);
      }
    }
  }

  private void connect(Attachment one) throws IOException {
    int vector = core.createQueues(one.memory(), one.pair());
    one.connected(true);
    Optional<EventFd> interrupt =
        vector < 0 ? Optional.empty() : Optional.of(binding.interrupts().get(vector));
    if (!one.queues().live(one.pair(), interrupt)) {
      LOG.debug("{}: the loop of queue pair {} has ended", binding.address(), one.id());
      one.retiring(true);
      retire(one);
    }
  }

  /** A loop has no use for its queue pair any more. */
  void retire(LoopQueues queues) {
    for (Attachment one : List.copyOf(all)) {
      if (one.queues() == queues) {
        one.retiring(true);
        retire(one);
      }
    }
  }

  private void retire(Attachment one) {
    if (mode == Mode.PAUSED) {
      return; // the reset ends it
    }
    if (mode == Mode.OPEN && one.connected()) {
      try {
        core.commands().deleteSubmissionQueue(one.id());
      } catch (IOException e) {
        failed.accept("a queue pair cannot be given back: " + e.getMessage());
        return;
      }
    }
    finish(one);
  }

  private void finish(Attachment one) {
    one.queues().finish(() -> control.execute(() -> detach(one)));
  }

  private void detach(Attachment one) {
    if (!all.remove(one)) {
      return;
    }
    if (mode == Mode.OPEN && one.connected()) {
      try {
        core.commands().deleteCompletionQueue(one.id());
      } catch (IOException e) {
        LOG.warn("{}: {}", binding.address(), e.getMessage());
      }
    }
    one.free();
    if (one.id() != 0) {
      freeIds.add(one.id());
    }
    if (mode != Mode.LOST) {
      serveWaiting();
    }
    detached.accept(one.queues());
  }

  /** Has every loop leave the controller alone, then runs {@code paused}. */
  void pause(Runnable paused) {
    mode = Mode.PAUSED;
    pauses++;
    forEach((one, done) -> one.queues().suspend(done), paused);
  }

  /** The controller is off and has forgotten all: ends the commands that it had. */
  void interrupt(int status) {
    for (Attachment one : List.copyOf(all)) {
      one.connected(false);
      one.host(Optional.empty());
      one.queues().interrupt(status);
      if (one.retiring()) {
        finish(one);
      }
    }
  }

  /** Makes all queue pairs anew. */
  void resume() throws IOException {
    mode = Mode.OPEN;
    for (Attachment one : List.copyOf(all)) {
      if (one.retiring()) {
        finish(one);
      } else if (one.allocated() && !one.isGivenUp()) {
        connect(one);
      }
    }
    serveWaiting();
  }

  /** Takes the loops' memory from a device that could not be stopped. No loop uses it. */
  void unshare() {
    all.forEach(Attachment::unshare);
  }

  /** Ends all commands for ever, then runs {@code ended}: all memory is free. */
  void lose(Runnable ended) {
    mode = Mode.LOST;
    forEach(
        (one, done) -> one.queues().die(LOST, done),
        () -> {
          all.forEach(Attachment::free);
          List.copyOf(all).stream().filter(Attachment::retiring).forEach(this::finish);
          ended.run();
        });
  }

  private void forEach(BiConsumer<Attachment, Runnable> task, Runnable allDone) {
    List<Attachment> these = List.copyOf(all);
    if (these.isEmpty()) {
      allDone.run();
      return;
    }
    int[] left = {these.size()};
    Runnable oneDone =
        () -> {
          left[0]--;
          if (left[0] == 0) {
            allDone.run();
          }
        };
    for (Attachment one : these) {
      task.accept(one, () -> control.execute(oneDone));
    }
  }
}
