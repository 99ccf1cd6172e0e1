package io.jacquard.lab.rdma;

import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.command.CommandState;
import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.transport.CloseReason;
import io.jacquard.nvme.transport.QueueConnection;
import io.jacquard.nvme.transport.QueueHandler;
import java.util.concurrent.CompletableFuture;

/** Reads give what was written last, from its start. */
final class EchoQueue implements QueueHandler {
  private final byte[] last = new byte[1 << 20];
  private final CompletableFuture<CloseReason> closed = new CompletableFuture<>();

  EchoQueue(QueueConnection connection) {
    connection.bind(1, 1024, true);
  }

  /** Why the connection ended. */
  CompletableFuture<CloseReason> closed() {
    return closed;
  }

  @Override
  public int arrived(Command command, int dataBytes) {
    return 0;
  }

  @Override
  public void execute(Command command) {
    command.moveTo(CommandState.EXECUTING);
    if (command.sqe().opcode() == NvmOpcode.WRITE) {
      command.data().bytes().get(0, last, 0, command.length());
    } else if (command.length() > 0) {
      command.data().bytes().put(0, last, 0, command.length());
    }
    command.complete(0, command.length());
  }

  @Override
  public void dropped(Command command, int status) {}

  @Override
  public void batchEnd() {}

  @Override
  public void closed(CloseReason reason) {
    closed.complete(reason);
  }
}
