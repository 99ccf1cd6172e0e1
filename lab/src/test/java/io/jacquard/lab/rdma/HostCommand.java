package io.jacquard.lab.rdma;

import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.command.CommandCounts;
import io.jacquard.nvme.command.CommandState;
import io.jacquard.nvme.memory.IoBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A command of a host, used once. */
final class HostCommand extends Command {
  private final CompletableFuture<Integer> done = new CompletableFuture<>();

  HostCommand(int opcode, int length) {
    super(0, new CommandCounts());
    sqe().opcode(opcode);
    sqe().nsid(1);
    data(length == 0 ? IoBuffer.NONE : IoBuffer.allocate(length), length);
    moveTo(CommandState.RECEIVED);
    moveTo(CommandState.EXECUTING);
  }

  @Override
  protected void onComplete(int status, long result) {
    done.complete(status);
  }

  /** Waits for the status. */
  int status() throws Exception {
    return done.get(180, TimeUnit.SECONDS);
  }
}
