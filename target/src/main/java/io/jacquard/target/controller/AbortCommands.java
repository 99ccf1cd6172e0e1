package io.jacquard.target.controller;

import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.status.Status;

/**
 * Abort (NVMe Base 2.1, 5.1.1): parked event requests here, I/O commands on the loop of their
 * queue. Confined to the controller's loop.
 */
final class AbortCommands {
  /** Abort commands at a time; ACL of Identify Controller is one less. */
  static final int LIMIT = 4;

  /** Dword 0 bit 0 of the completion: the command was not aborted. */
  private static final long NOT_ABORTED = 1;

  private final IoController controller;
  private int running;

  AbortCommands(IoController controller) {
    this.controller = controller;
  }

  void execute(Command command) {
    if (running == LIMIT) {
      controller.finish(command, Status.ABORT_COMMAND_LIMIT_EXCEEDED, 0);
      return;
    }
    running++;
    int queueId = command.sqe().cdw10() & 0xFFFF;
    int commandId = command.sqe().cdw10() >>> 16;
    if (queueId == 0) {
      done(command, controller.events().abort(commandId));
      return;
    }
    IoQueue queue = controller.queue(queueId);
    if (queue == null) {
      running--;
      controller.finish(command, Status.withDnr(Status.INVALID_FIELD), NOT_ABORTED);
      return;
    }
    queue.onLoop(
        () -> {
          boolean aborted = queue.abort(commandId);
          Hop.to(controller.loop(), () -> done(command, aborted));
        });
  }

  private void done(Command command, boolean aborted) {
    running--;
    controller.metrics().abortRequested(aborted);
    controller.finish(command, Status.SUCCESS, aborted ? 0 : NOT_ABORTED);
  }
}
