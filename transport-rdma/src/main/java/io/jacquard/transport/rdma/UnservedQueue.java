package io.jacquard.transport.rdma;

import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.transport.CloseReason;
import io.jacquard.nvme.transport.QueueHandler;

/** Stands for the handler until the acceptor has given one, which may fail. */
final class UnservedQueue implements QueueHandler {

  @Override
  public int arrived(Command command, int dataBytes) {
    return Status.COMMAND_SEQUENCE_ERROR;
  }

  @Override
  public void execute(Command command) {
    throw new IllegalStateException("no command gets past its arrival");
  }

  @Override
  public void dropped(Command command, int status) {
    // Nobody knew of it.
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
