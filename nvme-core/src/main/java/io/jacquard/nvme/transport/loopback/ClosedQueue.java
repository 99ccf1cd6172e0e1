package io.jacquard.nvme.transport.loopback;

import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.transport.CloseReason;
import io.jacquard.nvme.transport.QueueHandler;

/** Serves a queue that is not open: refuses everything. */
final class ClosedQueue implements QueueHandler {
  @Override
  public int arrived(Command command, int dataBytes) {
    return Status.ABORTED_SQ_DELETION;
  }

  @Override
  public void execute(Command command) {
    command.complete(Status.ABORTED_SQ_DELETION, 0);
  }

  @Override
  public void dropped(Command command, int status) {
    // The handler that knew the command has been told of the end already.
  }

  @Override
  public void batchEnd() {
    // Nothing was started.
  }

  @Override
  public void closed(CloseReason reason) {
    // Nothing was open.
  }
}
