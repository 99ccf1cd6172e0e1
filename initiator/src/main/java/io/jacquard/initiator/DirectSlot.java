package io.jacquard.initiator;

import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.command.CommandCounts;
import io.jacquard.nvme.command.CommandState;
import io.jacquard.nvme.memory.IoBuffer;
import java.lang.foreign.MemorySegment;

/** A command slot of a {@link DirectQueue}. Confined to its loop. */
final class DirectSlot extends Command {
  private final DirectQueue queue;
  private DirectRequest request;
  private MemorySegment copyTo = MemorySegment.NULL;
  private boolean pooled;

  /** Which of the request's blocks the command is about, for the request's own use. */
  long offset;

  DirectSlot(int index, CommandCounts counts, DirectQueue queue) {
    super(index, counts);
    this.queue = queue;
  }

  DirectRequest request() {
    return request;
  }

  /** Takes a command's memory as it is. */
  void take(DirectRequest next, IoBuffer data, int length) {
    request = next;
    pooled = false;
    data(data, length);
    begin();
  }

  /**
   * Takes a buffer of the loop's pool in place of a command's memory.
   *
   * @param target where its contents go when the command has succeeded; NULL for nowhere
   */
  void takeCopy(DirectRequest next, IoBuffer buffer, int length, MemorySegment target) {
    request = next;
    pooled = true;
    copyTo = target;
    data(buffer, length);
    begin();
  }

  private void begin() {
    sqe().clear();
    moveTo(CommandState.RECEIVED);
    moveTo(CommandState.EXECUTING);
  }

  /** Hands what was read to its owner. */
  void collect() {
    if (copyTo.byteSize() > 0) {
      MemorySegment.copy(data().segment(), 0, copyTo, 0, length());
    }
  }

  /** Makes the slot free, and its buffer. */
  void release() {
    if (pooled) {
      queue.loop().buffers().release(data());
    }
    pooled = false;
    copyTo = MemorySegment.NULL;
    data(IoBuffer.NONE, 0);
    request = null;
    moveTo(CommandState.FREE);
  }

  @Override
  protected void onComplete(int status, long result) {
    queue.completed(this, status, result);
  }
}
