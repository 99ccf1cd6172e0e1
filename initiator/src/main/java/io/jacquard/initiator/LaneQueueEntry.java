package io.jacquard.initiator;

import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.wire.Sqe;

/**
 * A caller's command on its way through a {@link LaneQueue}; one for each index. A command with
 * more data than the controller takes at once is sent piece after piece, which allocates a little.
 */
final class LaneQueueEntry extends Part {
  private final LaneQueue queue;
  private final Runnable send = this::enqueueAndFlush;
  private final Runnable delivery = this::deliver;
  private final Runnable surrender = this::giveUp;
  private Command command;
  private LaneQueueEntry second;
  private BlockLimits limits;
  private boolean fused;
  private boolean givenUp;
  private int blocksDone;
  private int blocksSent;
  private int status;
  private long result;

  LaneQueueEntry(LaneQueue queue) {
    this.queue = queue;
  }

  /** Starts with a command of the caller. */
  void begin(Command next) {
    command = next;
    givenUp = false;
    limits = queue.limits();
    fused = next.sqe().fuse() != Sqe.FUSE_NONE;
    attempts = 0;
    blocksDone = 0;
  }

  /** On the caller's loop: whether this very command is on its way. */
  @SuppressWarnings("ReferenceEquality") // the very command is meant
  boolean carries(Command what) {
    return command == what;
  }

  Runnable surrender() {
    return surrender;
  }

  /** On the lane's loop: the caller needs the command no more, if it is still on its way. */
  void giveUp() {
    Lane lane = queue.lane();
    if (lane.withdraw(this)) {
      finish(Status.ABORT_REQUESTED, 0);
      return;
    }
    for (Slot slot : lane.slots()) {
      if (equals(slot.part())) {
        givenUp = true;
        lane.owner().givenUp(lane, lane.channel().commandIdOf(slot), description());
        return;
      }
    }
  }

  /** The other command of a fused pair is to follow directly. */
  void together(LaneQueueEntry other) {
    second = other;
  }

  Runnable send() {
    return send;
  }

  Runnable delivery() {
    return delivery;
  }

  /** On the lane's loop: gives the command, and its partner if it has one, to the lane. */
  void enqueue() {
    LaneQueueEntry partner = second;
    second = null;
    queue.lane().enqueue(this);
    if (partner != null) {
      queue.lane().enqueue(partner);
    }
  }

  private void enqueueAndFlush() {
    enqueue();
    queue.lane().flushSoon();
  }

  @Override
  boolean load(Slot slot) {
    slot.sqe().copyFrom(command.sqe()).nsid(limits.nsid());
    if (isWhole()) {
      slot.data(command.data(), command.length());
    } else {
      loadPiece(slot);
    }
    return true;
  }

  private boolean isWhole() {
    return command.length() <= limits.maxTransfer() || !carriesBlocks();
  }

  private boolean carriesBlocks() {
    return switch (command.sqe().opcode()) {
      case NvmOpcode.READ, NvmOpcode.WRITE, NvmOpcode.COMPARE ->
          !fused && command.length() == command.sqe().blocks() * limits.blockSize();
      default -> false;
    };
  }

  private void loadPiece(Slot slot) {
    int most = Math.max(1, limits.maxTransfer() / limits.blockSize());
    blocksSent = Math.min(most, command.sqe().blocks() - blocksDone);
    int bytes = blocksSent * limits.blockSize();
    slot.sqe().slba(command.sqe().slba() + blocksDone).blocks(blocksSent);
    long from = (long) blocksDone * limits.blockSize();
    slot.data(IoBuffer.wrap(command.data().segment().asSlice(from, bytes)), bytes);
  }

  @Override
  void completed(Slot slot, int answer, long value) {
    if (answer == Status.SUCCESS && !isWhole()) {
      blocksDone += blocksSent;
      if (blocksDone < command.sqe().blocks()) {
        if (givenUp) {
          finish(Status.ABORT_REQUESTED, 0);
          return;
        }
        attempts = 0;
        queue.goOn(this);
        return;
      }
    }
    finish(answer, value);
  }

  @Override
  void failed(InitiatorException why) {
    finish(
        why instanceof TimedOutException ? Status.ABORT_REQUESTED : Status.HOST_PATHING_ERROR, 0);
  }

  private void finish(int answer, long value) {
    status = answer;
    result = value;
    queue.deliver(this);
  }

  /** On the caller's loop. */
  void deliver() {
    Command done = command;
    command = null;
    done.complete(status, result);
    queue.returned();
  }

  /** On the caller's loop: the connection has ended, and its loop with it. */
  void gone() {
    LaneQueueEntry partner = second;
    second = null;
    status = Status.HOST_PATHING_ERROR;
    result = 0;
    deliver();
    if (partner != null) {
      partner.gone();
    }
  }

  /** Half of a pair alone would be another command; of unknown ones nobody knows. */
  @Override
  boolean repeatable() {
    if (fused || givenUp) {
      return false;
    }
    return switch (command.sqe().opcode()) {
      case NvmOpcode.FLUSH,
          NvmOpcode.WRITE,
          NvmOpcode.READ,
          NvmOpcode.COMPARE,
          NvmOpcode.WRITE_ZEROES,
          NvmOpcode.WRITE_UNCORRECTABLE,
          NvmOpcode.DATASET_MANAGEMENT,
          NvmOpcode.VERIFY,
          NvmOpcode.ZONE_MANAGEMENT_RECEIVE ->
          true;
      default -> false;
    };
  }

  @Override
  long timeoutNanos() {
    return queue.timeoutNanos();
  }

  @Override
  String description() {
    return NvmOpcode.nameOf(command.sqe().opcode())
        + " of namespace "
        + Integer.toUnsignedLong(limits.nsid());
  }
}
