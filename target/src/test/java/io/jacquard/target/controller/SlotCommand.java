package io.jacquard.target.controller;

import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.command.CommandCounts;
import io.jacquard.nvme.command.CommandState;
import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.transport.QueueHandler;
import io.jacquard.nvme.wire.Sqe;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;

/** A slot of a transport that the test plays itself, to choose the order in which data comes. */
final class SlotCommand extends Command {
  private OptionalInt status = OptionalInt.empty();
  private int completions;

  SlotCommand(int index) {
    super(index, new CommandCounts());
  }

  /** A capsule arrives in this slot. */
  SlotCommand arrive(QueueHandler queue, int dataBytes, Consumer<Sqe> entry) {
    return arrive(queue, entry, sqe -> dataBytes);
  }

  /** A capsule arrives whose data has a length that follows from its entry. */
  SlotCommand arrive(QueueHandler queue, Consumer<Sqe> entry, ToIntFunction<Sqe> length) {
    sqe().flags(Sqe.FUSE_NONE, Sqe.PSDT_SGL).cid(index());
    entry.accept(sqe());
    int dataBytes = length.applyAsInt(sqe());
    moveTo(CommandState.RECEIVED);
    int refusal = queue.arrived(this, dataBytes);
    if (refusal != 0) {
      complete(refusal, 0);
    } else {
      data(IoBuffer.allocate(dataBytes), dataBytes);
    }
    return this;
  }

  /** A capsule arrives in this slot that the transport refuses. */
  SlotCommand refuse(QueueHandler queue, int refusal, Consumer<Sqe> entry) {
    sqe().flags(Sqe.FUSE_NONE, Sqe.PSDT_SGL).cid(index());
    entry.accept(sqe());
    moveTo(CommandState.RECEIVED);
    queue.refused(this, refusal);
    complete(refusal, 0);
    return this;
  }

  /** The data of this slot is there. */
  void fetched(QueueHandler queue) {
    moveTo(CommandState.READY);
    queue.execute(this);
  }

  /** The data of this slot cannot be had. */
  void lose(QueueHandler queue, int lossStatus) {
    queue.dropped(this, lossStatus);
    complete(lossStatus, 0);
  }

  @Override
  protected void onComplete(int completedStatus, long result) {
    status = OptionalInt.of(completedStatus);
    completions++;
    moveTo(CommandState.FREE);
  }

  boolean isDone() {
    return status.isPresent();
  }

  int status() {
    return status.orElseThrow();
  }

  int completions() {
    return completions;
  }
}
