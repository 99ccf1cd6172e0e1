package io.jacquard.target.controller;

import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.command.FabricsCommand;
import io.jacquard.nvme.command.FabricsCommandType;
import io.jacquard.nvme.command.PropertyGet;
import io.jacquard.nvme.command.PropertySet;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.wire.MalformedException;
import io.jacquard.nvme.wire.Sqe;

/** Fabrics commands on an admin queue (NVMe Base 2.1, 6 "Fabrics Command Set"). */
final class FabricsCommands {
  private FabricsCommands() {}

  /** True for a Connect, which has no entry in an error log however it fails. */
  static boolean isConnect(Sqe sqe) {
    return sqe.isFabrics() && sqe.fctype() == FabricsCommandType.CONNECT;
  }

  /** What can be said on arrival. */
  static int check(Sqe sqe) {
    return switch (sqe.fctype()) {
      case FabricsCommandType.PROPERTY_GET, FabricsCommandType.PROPERTY_SET -> Status.SUCCESS;
      // Connected already; and no authentication transaction is ever under way.
      case FabricsCommandType.CONNECT,
          FabricsCommandType.AUTHENTICATION_SEND,
          FabricsCommandType.AUTHENTICATION_RECEIVE ->
          Status.withDnr(Status.COMMAND_SEQUENCE_ERROR);
      case FabricsCommandType.DISCONNECT -> Status.withDnr(Status.INVALID_QUEUE_TYPE);
      default -> Status.withDnr(Status.INVALID_OPCODE);
    };
  }

  /** Property Get or Property Set. */
  static void execute(Controller controller, Command command) {
    try {
      switch (FabricsCommand.decode(command.sqe())) {
        case PropertyGet get -> get(controller, command, get);
        case PropertySet set ->
            controller.finish(
                command, controller.properties().write(set.offset(), set.size(), set.value()), 0);
        default -> throw new IllegalStateException("refused on arrival: " + command.sqe());
      }
    } catch (MalformedException e) {
      controller.finish(command, Status.withDnr(Status.INVALID_FIELD), 0);
    }
  }

  private static void get(Controller controller, Command command, PropertyGet get) {
    if (ControllerProperties.isReadable(get.offset(), get.size())) {
      controller.finish(command, Status.SUCCESS, controller.properties().read(get.offset()));
    } else {
      controller.finish(command, Status.withDnr(Status.INVALID_FIELD), 0);
    }
  }
}
