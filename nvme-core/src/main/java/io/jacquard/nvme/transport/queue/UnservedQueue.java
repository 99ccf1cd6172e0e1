package io.jacquard.nvme.transport.queue;

import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.transport.CloseReason;
import io.jacquard.nvme.transport.QueueHandler;

/** Stands for the handler until the acceptor has given one, which may fail, and after the end. */
public final class UnservedQueue implements QueueHandler {

  /** Makes one; it has no state. */
  public UnservedQueue() {}

  @Override
  public int arrived(Command command, int dataBytes) {
    return Status.COMMAND_SEQUENCE_ERROR;
  }

  @Override
  public void execute(Command command) {
    command.complete(Status.ABORTED_SQ_DELETION, 0);
  }

  @Override
  public void dropped(Command command, int status) {
    // A handler that knew of it has been told of the end.
  }

  @Override
  public void batchEnd() {
    // Nothing was handed over.
  }

  @Override
  public void closed(CloseReason reason) {
    // Nobody is there to be told.
  }
}
