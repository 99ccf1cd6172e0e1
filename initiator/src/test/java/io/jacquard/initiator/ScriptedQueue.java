package io.jacquard.initiator;

import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.command.CommandState;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.transport.CloseReason;
import io.jacquard.nvme.transport.QueueConnection;
import io.jacquard.nvme.transport.QueueHandler;
import java.util.ArrayList;
import java.util.List;

/** One queue pair of a {@link ScriptedController}. */
public final class ScriptedQueue implements QueueHandler {
  final QueueConnection connection;
  final List<Command> held = new ArrayList<>();
  int queueId = -1;
  long result;
  boolean closed;
  private final ScriptedController controller;

  ScriptedQueue(ScriptedController controller, QueueConnection connection) {
    this.controller = controller;
    this.connection = connection;
  }

  @Override
  public int arrived(Command command, int dataBytes) {
    return 0;
  }

  @Override
  public void execute(Command command) {
    command.moveTo(CommandState.EXECUTING);
    Answer answer = controller.script.apply(this, command);
    switch (answer.kind()) {
      case USUAL -> serve(command);
      case STATUS -> command.complete(answer.status(), answer.result());
      case HOLD -> held.add(command);
      case DROP -> {
        held.add(command);
        connection.close(ScriptedController.lost());
      }
    }
  }

  private void serve(Command command) {
    result = 0;
    int status = controller.serve(this, command);
    if (status >= 0) {
      command.complete(status, result);
    }
  }

  /** Serves what was held. */
  void release() {
    List<Command> all = List.copyOf(held);
    held.clear();
    all.forEach(this::serve);
  }

  @Override
  public void dropped(Command command, int status) {
    throw new AssertionError("nothing is dropped by the loopback transport");
  }

  @Override
  public void batchEnd() {
    // Every command was served at once.
  }

  @Override
  public void closed(CloseReason reason) {
    closed = true;
    if (queueId == 0) {
      controller.events.forEach(c -> c.complete(Status.ABORTED_SQ_DELETION, 0));
      controller.events.clear();
    }
    held.forEach(c -> c.complete(Status.ABORTED_SQ_DELETION, 0));
    held.clear();
  }
}
