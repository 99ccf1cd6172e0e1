package io.jacquard.target.controller;

import io.jacquard.nvme.command.AdminOpcode;
import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.command.CommandState;
import io.jacquard.nvme.command.Identify;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.transport.CloseReason;
import io.jacquard.nvme.transport.QueueHandler;
import io.jacquard.nvme.wire.Sqe;

/** The admin queue of a controller, on the controller's own loop: decides what each command is. */
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
    return status == Status.SUCCESS || FabricsCommands.isConnect(command.sqe())
        ? status
        : controller.failed(command.sqe(), status);
  }

  @Override
  public void refused(Command command, int status) {
    if (!controller.hasEnded()) {
      controller.heard();
    }
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
    return checkAdmin(sqe, dataBytes);
  }

  private int checkAdmin(Sqe sqe, int dataBytes) {
    if (controller.deviceCommands().takes(sqe)) {
      return controller.deviceCommands().check(sqe, dataBytes);
    }
    if (!controller.adminCommands().contains(sqe.opcode())) {
      return Status.withDnr(Status.INVALID_OPCODE);
    }
    return switch (sqe.opcode()) {
      case AdminOpcode.GET_LOG_PAGE -> controller.logPages().check(sqe, dataBytes);
      case AdminOpcode.IDENTIFY ->
          dataBytes == Identify.DATA_BYTES
              ? Status.SUCCESS
              : Status.withDnr(Status.DATA_SGL_LENGTH_INVALID);
      case AdminOpcode.SET_FEATURES, AdminOpcode.GET_FEATURES ->
          controller.features().check(sqe, dataBytes);
      default -> Status.SUCCESS;
    };
  }

  @Override
  public void execute(Command command) {
    command.moveTo(CommandState.EXECUTING);
    if (command.sqe().isFabrics()) {
      FabricsCommands.execute(controller, command);
    } else {
      executeAdmin(command);
    }
  }

  private void executeAdmin(Command command) {
    if (controller.deviceCommands().takes(command.sqe())) {
      controller.deviceCommands().execute(command);
      return;
    }
    switch (command.sqe().opcode()) {
      case AdminOpcode.GET_LOG_PAGE -> controller.logPages().execute(command);
      case AdminOpcode.IDENTIFY -> controller.identify(command);
      case AdminOpcode.ABORT -> controller.abort(command);
      case AdminOpcode.SET_FEATURES -> controller.features().set(command);
      case AdminOpcode.GET_FEATURES -> controller.features().get(command);
      case AdminOpcode.ASYNCHRONOUS_EVENT_REQUEST -> controller.events().request(command);
      case AdminOpcode.KEEP_ALIVE -> controller.finish(command, Status.SUCCESS, 0);
      default -> throw new IllegalStateException("refused on arrival: " + command.sqe());
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
