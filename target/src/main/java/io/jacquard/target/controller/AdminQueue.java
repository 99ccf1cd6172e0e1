package io.jacquard.target.controller;

import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.command.CommandState;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.transport.CloseReason;
import io.jacquard.nvme.transport.QueueHandler;
import io.jacquard.nvme.wire.Sqe;

/** The admin queue of a controller, on the controller's own loop. */
final class AdminQueue implements QueueHandler {
  private final Controller controller;

  AdminQueue(Controller controller) {
    this.controller = controller;
  }

  @Override
  public int arrived(Command command, int dataBytes) {
    if (controller.hasEnded()) {
      return Status.ABORTED_SQ_DELETION;
    }
    controller.heard();
    int status = check(command.sqe(), dataBytes);
    return status == Status.SUCCESS ? status : controller.failed(command.sqe(), status);
  }

  private int check(Sqe sqe, int dataBytes) {
    if (sqe.psdt() != Sqe.PSDT_SGL || sqe.fuse() != Sqe.FUSE_NONE) {
      return Status.withDnr(Status.INVALID_FIELD);
    }
    if (sqe.isFabrics()) {
      return FabricsCommands.check(sqe);
    }
    if (!controller.properties().isReady()) {
      return Status.withDnr(Status.COMMAND_SEQUENCE_ERROR);
    }
    return controller.check(sqe, dataBytes);
  }

  @Override
  public void execute(Command command) {
    command.moveTo(CommandState.EXECUTING);
    if (command.sqe().isFabrics()) {
      FabricsCommands.execute(controller, command);
    } else {
      controller.execute(command);
    }
  }

  @Override
  public void dropped(Command command, int status) {
    // Nothing is known of a command before it is executed.
  }

  @Override
  public void batchEnd() {
    // Admin commands are not batched.
  }

  @Override
  public void closed(CloseReason reason) {
    controller.adminQueueClosed(reason);
  }
}
