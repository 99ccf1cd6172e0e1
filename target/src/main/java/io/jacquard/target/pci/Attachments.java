package io.jacquard.target.pci;

import io.jacquard.nvme.linux.EventFd;
import io.jacquard.nvme.loop.Loop;
import io.jacquard.nvme.status.Status;
import java.io.IOException;
import java.util.ArrayList;
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
  private Mode mode = Mode.OPEN;

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
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  /** Makes the queue pair of a loop, now or when the controller is back. */
  void attach(LoopQueues queues) {
    Attachment one = new Attachment(queues);
    all.add(one);
    if (mode == Mode.LOST) {
      queues.die(LOST, () -> {});
      return;
    }
    try {
      one.allocate(core);
      if (mode == Mode.OPEN) {
        connect(one);
      }
    } catch (IOException e) {
      LOG.error("{}: no queue pair {}: {}", binding.address(), queues.id(), e.getMessage());
      queues.die(LOST, () -> {});
    }
  }

  private void connect(Attachment one) throws IOException {
    int vector = core.createQueues(one.memory(), one.pair());
    one.connected(true);
    Optional<EventFd> interrupt =
        vector < 0 ? Optional.empty() : Optional.of(binding.interrupts().get(vector));
    one.queues().live(one.pair(), interrupt);
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
        core.commands().deleteSubmissionQueue(one.queues().id());
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
        core.commands().deleteCompletionQueue(one.queues().id());
      } catch (IOException e) {
        LOG.warn("{}: {}", binding.address(), e.getMessage());
      }
    }
    one.free();
    detached.accept(one.queues());
  }

  /** Has every loop leave the controller alone, then runs {@code paused}. */
  void pause(Runnable paused) {
    mode = Mode.PAUSED;
    forEach((one, done) -> one.queues().suspend(done), paused);
  }

  /** The controller is off and has forgotten all: ends the commands that it had. */
  void interrupt(int status) {
    for (Attachment one : List.copyOf(all)) {
      one.connected(false);
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
      } else if (one.allocated()) {
        connect(one);
      }
    }
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
