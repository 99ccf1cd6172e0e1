package io.jacquard.initiator;

import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.command.CommandCounts;
import io.jacquard.nvme.command.CommandState;
import io.jacquard.nvme.memory.IoBuffer;

/** A command slot of a {@link Lane}, used again and again. Confined to the lane's loop. */
final class Slot extends Command {
  /** The deadline of a command that may take for ever. */
  static final long NEVER = Long.MAX_VALUE;

  private final Lane lane;
  private Part part;
  private boolean pooled;

  /** When to lose patience, by the lane's clock. */
  long deadline;

  /** The deadline has passed once and an Abort command was asked for. */
  boolean overdue;

  Slot(Lane lane, int index, CommandCounts counts) {
    super(index, counts);
    this.lane = lane;
  }

  /** The lane this slot belongs to. */
  Lane lane() {
    return lane;
  }

  /** The command's part; null while the slot is free. */
  Part part() {
    return part;
  }

  /** Takes the slot for a part; the SQE is all zero then. */
  void take(Part next) {
    part = next;
    overdue = false;
    sqe().clear();
    moveTo(CommandState.RECEIVED);
  }

  /** Attaches a buffer of the loop's pool, which goes back when the slot is released. */
  void pooledData(IoBuffer buffer, int bytes) {
    pooled = true;
    data(buffer, bytes);
  }

  /** True if the data is in a buffer that another command may get once the slot is released. */
  boolean hasPooledData() {
    return pooled;
  }

  /** Makes the slot free for another command. */
  void release() {
    if (pooled) {
      pooled = false;
      lane.loop().buffers().release(data());
    }
    data(IoBuffer.NONE, 0);
    part = null;
    moveTo(CommandState.FREE);
  }

  @Override
  protected void onComplete(int status, long result) {
    lane.completed(this, status, result);
  }
}
