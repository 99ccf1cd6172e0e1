package io.jacquard.target.pci;

import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.command.DataDirection;
import io.jacquard.nvme.command.TransferLength;
import io.jacquard.nvme.identify.CommandSetIdentifier;
import io.jacquard.nvme.namespace.CommandQueue;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.wire.Sqe;
import io.jacquard.target.engine.FusedPairing;
import java.util.ArrayDeque;

/**
 * A queue of a namespace on a loop. Commands go to the controller as they are; those that find no
 * slot, or a controller that is being reset, wait in line.
 */
final class PciQueue implements CommandQueue, FusedPairing.Queue, QueuePair.Ended, Served {
  private static final int INVALID_FIELD = Status.withDnr(Status.INVALID_FIELD);
  private static final int WRONG_LENGTH = Status.withDnr(Status.DATA_SGL_LENGTH_INVALID);

  private final PciNamespace namespace;
  private final LoopQueues queues;
  private final boolean zoned;
  private final boolean fuses;
  private final int pageBytes;
  private final ArrayDeque<Command> line;
  private final FusedPairing fused = new FusedPairing(this);
  private boolean closed;

  PciQueue(PciNamespace namespace, LoopQueues queues, int depth) {
    this.namespace = namespace;
    this.queues = queues;
    this.zoned = namespace.commandSet() == CommandSetIdentifier.ZONED_NAMESPACE;
    this.fuses = namespace.fuses();
    this.pageBytes = namespace.pageBytes();
    this.line = new ArrayDeque<>(Math.min(depth, Slot.MOST) + 1);
    queues.add(this);
  }

  /** The controller's own identifier of the namespace. */
  int nsid() {
    return namespace.nsid();
  }

  @Override
  public void submit(Command command) {
    if (closed) {
      command.complete(Status.ABORTED_SQ_DELETION, 0);
    } else if (fused.concerns(command)) {
      fused.submit(command);
    } else {
      submitSingle(command);
    }
  }

  @Override
  public void submitSingle(Command command) {
    int status = check(command);
    if (status != Status.SUCCESS) {
      command.complete(status, 0);
    } else if (!line.isEmpty() || !queues.start(this, command, extent(command))) {
      line.add(command);
    }
  }

  @Override
  public void submitPair(Command first, Command second) {
    int firstStatus = fuses ? checkFused(first) : INVALID_FIELD;
    int secondStatus = checkFused(second);
    boolean refused = FusedPairing.refuse(first, firstStatus, second, secondStatus);
    if (!refused && (!line.isEmpty() || !queues.startFused(this, first, second))) {
      line.add(first);
      line.add(second);
    }
  }

  private int checkFused(Command command) {
    return extent(command) == Extent.KNOWN ? check(command) : INVALID_FIELD;
  }

  /**
   * Whether the command and its data fit each other: the controller believes the command, and would
   * write beyond the data.
   */
  private int check(Command command) {
    if (queues.deadStatus() != Status.SUCCESS) {
      return queues.deadStatus();
    }
    if (namespace.refusal() != Status.SUCCESS) {
      return namespace.refusal();
    }
    if (command.length() > namespace.largestTransfer()) {
      return INVALID_FIELD;
    }
    long needed = needed(command);
    if (needed == TransferLength.UNKNOWN) {
      // Such a command's data is copied to and fro, which works in one direction only.
      boolean both = DataDirection.of(command.sqe().opcode(), 0) == DataDirection.BIDIRECTIONAL;
      if (both) {
        return INVALID_FIELD;
      }
      return PrpList.sealable(command.length(), pageBytes) ? Status.SUCCESS : WRONG_LENGTH;
    }
    boolean fits =
        TransferLength.exact(command.sqe().opcode())
            ? command.length() == needed
            : command.length() >= needed;
    return fits ? Status.SUCCESS : WRONG_LENGTH;
  }

  private long needed(Command command) {
    return TransferLength.of(command.sqe(), namespace.geometry().blockSize(), zoned);
  }

  private Extent extent(Command command) {
    return needed(command) == TransferLength.UNKNOWN ? Extent.UNKNOWN : Extent.KNOWN;
  }

  @Override
  public void serve() {
    while (!line.isEmpty()) {
      Command next = line.poll();
      if (namespace.refusal() != Status.SUCCESS) {
        next.complete(namespace.refusal(), 0);
      } else if (next.sqe().fuse() != Sqe.FUSE_FIRST) {
        if (!queues.start(this, next, extent(next))) {
          line.addFirst(next);
          return;
        }
      } else if (!queues.startFused(this, next, line.peek())) {
        line.addFirst(next);
        return;
      } else {
        line.remove();
      }
    }
  }

  @Override
  public void ended(Command command, int status, long result) {
    command.complete(status, result);
  }

  @Override
  public void flush() {
    queues.ring();
  }

  @Override
  public void abort(Command command) {
    if (!fused.abort(command) && !abortWaiting(command)) {
      queues.abort(command);
    }
  }

  @SuppressWarnings("ReferenceEquality") // the very command is meant
  private boolean abortWaiting(Command command) {
    Command before = null;
    for (Command each : line) {
      if (each == command) {
        if (each.sqe().fuse() == Sqe.FUSE_NONE) {
          line.remove(each);
          each.complete(Status.ABORT_REQUESTED, 0);
        } else {
          abortPair(each.sqe().fuse() == Sqe.FUSE_FIRST ? each : before);
        }
        return true;
      }
      before = each;
    }
    return false;
  }

  @SuppressWarnings("ReferenceEquality") // the very command is meant
  private void abortPair(Command first) {
    Command second = null;
    boolean next = false;
    for (Command each : line) {
      second = next ? each : second;
      next = each == first;
    }
    line.remove(first);
    line.remove(second);
    first.complete(Status.ABORT_REQUESTED, 0);
    second.complete(Status.ABORT_REQUESTED, 0);
  }

  /** Ends what waits, since the controller is lost. */
  void endAll() {
    endWaiting(queues.deadStatus());
  }

  private void endWaiting(int status) {
    fused.end(status);
    // Whoever hears of an end may submit the next command: only those that wait now are meant.
    for (int i = line.size(); i > 0 && !line.isEmpty(); i--) {
      line.remove().complete(status, 0);
    }
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      endWaiting(Status.ABORTED_SQ_DELETION);
      queues.remove(this);
      namespace.queueClosed();
    }
  }
}
