package io.jacquard.target.engine;

import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.wire.Sqe;

/**
 * Finds the fused pairs among the commands of a queue, by the rules of {@link
 * io.jacquard.nvme.namespace.CommandQueue#submit}. Confined to the queue's loop.
 */
public final class FusedPairing {
  private static final int INVALID_FIELD = Status.withDnr(Status.INVALID_FIELD);

  private final Queue queue;
  private Command first;

  /** The queue whose commands they are. */
  public interface Queue {
    /** A command that is none of a pair. */
    void submitSingle(Command command);

    /** Both commands of a pair, in their order. */
    void submitPair(Command first, Command second);
  }

  /** For a queue. */
  public FusedPairing(Queue queue) {
    this.queue = queue;
  }

  /** True if a command has to go through {@link #submit}: it is fused, or the one before it was. */
  public boolean concerns(Command command) {
    return command.sqe().fuse() != Sqe.FUSE_NONE || first != null;
  }

  /** Takes a command: hands it on, keeps it until its partner comes, or completes it. */
  public void submit(Command command) {
    int fuse = command.sqe().fuse();
    Command before = first;
    first = null;
    if (fuse == Sqe.FUSE_SECOND && before != null) {
      queue.submitPair(before, command);
      return;
    }
    if (before != null) {
      before.complete(Status.ABORTED_MISSING_FUSED, 0);
    }
    switch (fuse) {
      case Sqe.FUSE_FIRST -> first = command;
      case Sqe.FUSE_SECOND -> command.complete(Status.ABORTED_MISSING_FUSED, 0);
      case Sqe.FUSE_NONE -> queue.submitSingle(command);
      default -> command.complete(INVALID_FIELD, 0);
    }
  }

  /**
   * Completes a pair of which one command cannot be carried out, and so neither can.
   *
   * @return false if both can; nothing was done then
   */
  public static boolean refuse(Command first, int firstStatus, Command second, int secondStatus) {
    if (firstStatus != Status.SUCCESS) {
      first.complete(firstStatus, 0);
      second.complete(Status.ABORTED_FAILED_FUSED, 0);
      return true;
    }
    if (secondStatus != Status.SUCCESS) {
      first.complete(Status.ABORTED_FAILED_FUSED, 0);
      second.complete(secondStatus, 0);
      return true;
    }
    return false;
  }

  /** Aborts a command that waits for its partner; false if it is none. */
  @SuppressWarnings("ReferenceEquality") // the very command is meant
  public boolean abort(Command command) {
    if (command != first) {
      return false;
    }
    end(Status.ABORT_REQUESTED);
    return true;
  }

  /** Completes the command that waits for its partner, if there is one. */
  public void end(int status) {
    Command waiting = first;
    first = null;
    if (waiting != null) {
      waiting.complete(status, 0);
    }
  }
}
