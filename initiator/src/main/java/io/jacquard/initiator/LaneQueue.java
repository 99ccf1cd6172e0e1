package io.jacquard.initiator;

import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.loop.Loop;
import io.jacquard.nvme.namespace.CommandQueue;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.wire.Sqe;

/**
 * A queue of commands for one remote namespace, for callers that have their own command slots: a
 * target that exports the namespace, or a benchmark. Allocates nothing per command; without a
 * thread hop if it is opened on the loop of its lane. Confined to the loop that opened it.
 */
final class LaneQueue implements CommandQueue {
  private final Lane lane;
  private final Loop loop;
  private final boolean sameLoop;
  private final int nsid;
  private final long timeoutNanos;
  private final Entry[] entries;
  private boolean closed;

  LaneQueue(Lane lane, Loop loop, int nsid, int depth, long timeoutNanos) {
    this.lane = lane;
    this.loop = loop;
    this.sameLoop = lane.loop().inLoop();
    this.nsid = nsid;
    this.timeoutNanos = timeoutNanos;
    this.entries = new Entry[depth];
    for (int i = 0; i < depth; i++) {
      entries[i] = new Entry();
    }
  }

  @Override
  public void submit(Command command) {
    if (closed) {
      command.complete(Status.ABORTED_SQ_DELETION, 0);
      return;
    }
    if (command.sqe().fuse() != Sqe.FUSE_NONE) {
      // On the way to the controller the commands of other callers could come between the two.
      command.complete(Status.withDnr(Status.INVALID_FIELD), 0);
      return;
    }
    Entry entry = entries[command.index()];
    entry.begin(command);
    if (sameLoop) {
      lane.enqueue(entry);
    } else {
      lane.loop().execute(entry.send);
    }
  }

  @Override
  public void flush() {
    if (sameLoop) {
      lane.flush();
    }
  }

  @Override
  public void abort(Command command) {
    // A remote command ends by itself or by its time-out; an Abort for each would cost more.
  }

  @Override
  public void close() {
    closed = true;
  }

  /** A caller's command on its way; one for each index. */
  private final class Entry extends Part {
    private final Runnable send = this::sendOnLane;
    private final Runnable deliver = this::deliver;
    private Command command;
    private int status;
    private long result;

    void begin(Command next) {
      command = next;
      attempts = 0;
    }

    private void sendOnLane() {
      lane.enqueue(this);
      lane.flushSoon();
    }

    @Override
    boolean load(Slot slot) {
      slot.sqe().copyFrom(command.sqe()).nsid(nsid);
      slot.data(command.data(), command.length());
      return true;
    }

    @Override
    void completed(Slot slot, int answer, long value) {
      status = answer;
      result = value;
      if (sameLoop) {
        deliver();
      } else {
        loop.execute(deliver);
      }
    }

    @Override
    void failed(InitiatorException why) {
      completed(
          null,
          why instanceof TimedOutException ? Status.ABORT_REQUESTED : Status.HOST_PATHING_ERROR,
          0);
    }

    private void deliver() {
      Command done = command;
      command = null;
      done.complete(status, result);
    }

    @Override
    boolean repeatable() {
      return switch (command.sqe().opcode()) {
        case NvmOpcode.FLUSH,
            NvmOpcode.WRITE,
            NvmOpcode.READ,
            NvmOpcode.COMPARE,
            NvmOpcode.WRITE_ZEROES,
            NvmOpcode.WRITE_UNCORRECTABLE,
            NvmOpcode.DATASET_MANAGEMENT,
            NvmOpcode.VERIFY ->
            true;
        default -> false;
      };
    }

    @Override
    long timeoutNanos() {
      return timeoutNanos;
    }

    @Override
    String description() {
      return "opcode " + command.sqe().opcode() + " of namespace " + Integer.toUnsignedLong(nsid);
    }
  }
}
