package io.jacquard.initiator;

import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.loop.Loop;
import io.jacquard.nvme.namespace.Capability;
import io.jacquard.nvme.namespace.CommandQueue;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.wire.Sqe;
import java.util.concurrent.RejectedExecutionException;

/**
 * A queue of commands for one remote namespace, for callers that have their own command slots: a
 * target that exports the namespace, or a benchmark. Allocates nothing per command; without a
 * thread hop if it is opened on the loop of its lane. Confined to the loop that opened it.
 */
final class LaneQueue implements CommandQueue {
  private final Lane lane;
  private final Loop loop;
  private final boolean sameLoop;
  private final RemoteNamespace namespace;
  private final long timeoutNanos;
  private final LaneQueueEntry[] entries;
  private final Runnable onGone;
  private final boolean takesPairs;
  private LaneQueueEntry firstOfPair;
  private int underWay;
  private boolean closed;

  /**
   * Makes a queue.
   *
   * @param onGone told, on {@code loop}, when the queue is closed and its last command is back
   */
  LaneQueue(
      Lane lane,
      Loop loop,
      RemoteNamespace namespace,
      int depth,
      long timeoutNanos,
      Runnable onGone) {
    this.onGone = onGone;
    this.takesPairs = namespace.capabilities().contains(Capability.COMPARE_AND_WRITE);
    this.lane = lane;
    this.loop = loop;
    this.sameLoop = lane.loop().inLoop();
    this.namespace = namespace;
    this.timeoutNanos = timeoutNanos;
    this.entries = new LaneQueueEntry[depth];
    for (int i = 0; i < depth; i++) {
      entries[i] = new LaneQueueEntry(this);
    }
  }

  Lane lane() {
    return lane;
  }

  long timeoutNanos() {
    return timeoutNanos;
  }

  /** What one command may cover now. */
  BlockLimits limits() {
    return namespace.limits();
  }

  @Override
  public void submit(Command command) {
    if (closed) {
      command.complete(Status.ABORTED_SQ_DELETION, 0);
      return;
    }
    int fuse = command.sqe().fuse();
    if (fuse != Sqe.FUSE_NONE && !takesPairs) {
      command.complete(Status.withDnr(Status.INVALID_FIELD), 0);
      return;
    }
    underWay++;
    LaneQueueEntry entry = entries[command.index()];
    entry.begin(command);
    if (firstOfPair != null) {
      LaneQueueEntry first = firstOfPair;
      firstOfPair = null;
      if (fuse == Sqe.FUSE_SECOND) {
        // Both in one go: nothing else may come between them on the way to the controller.
        first.together(entry);
        send(first);
        return;
      }
      send(first);
    }
    if (fuse == Sqe.FUSE_FIRST) {
      firstOfPair = entry;
    } else {
      send(entry);
    }
  }

  private void send(LaneQueueEntry entry) {
    if (sameLoop) {
      entry.enqueue();
      return;
    }
    try {
      lane.loop().execute(entry.send());
    } catch (RejectedExecutionException e) {
      entry.gone();
    }
  }

  @Override
  public void flush() {
    if (firstOfPair != null) {
      LaneQueueEntry alone = firstOfPair;
      firstOfPair = null;
      send(alone);
    }
    if (sameLoop) {
      lane.flush();
    }
  }

  /** Sends the next piece of a command; on the loop of the lane that carried the last one. */
  void goOn(LaneQueueEntry entry) {
    if (lane.loop().inLoop()) {
      entry.send().run();
      return;
    }
    try {
      lane.loop().execute(entry.send());
    } catch (RejectedExecutionException e) {
      entry.failed(new PathLostException("the controller is closed", e));
    }
  }

  /** Hands a command back to the loop it came from; on the loop of the lane that carried it. */
  void deliver(LaneQueueEntry entry) {
    // Not "sameLoop": after a detour it may be another lane's.
    if (loop.inLoop()) {
      entry.deliver();
      return;
    }
    try {
      loop.execute(entry.delivery());
    } catch (RejectedExecutionException e) {
      // The caller's loop has ended, and all that would have heard of the command with it.
    }
  }

  /** A command is back with the caller. */
  void returned() {
    underWay--;
    if (closed && underWay == 0) {
      onGone.run();
    }
  }

  /**
   * A command that waits to be sent never will be; for one that the controller has, it is asked.
   * Either way the command is not sent again: what its caller has given up must not be executed
   * after what comes later.
   */
  @Override
  public void abort(Command command) {
    int index = command.index();
    if (index >= entries.length || !entries[index].carries(command)) {
      return;
    }
    LaneQueueEntry entry = entries[index];
    if (sameLoop) {
      entry.giveUp();
      return;
    }
    try {
      // A later command of this entry comes to the lane after this.
      lane.loop().execute(entry.surrender());
    } catch (RejectedExecutionException e) {
      // The connection has ended with its loop, and with it the command.
    }
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    flush();
    closed = true;
    if (underWay == 0) {
      onGone.run();
    }
  }
}
