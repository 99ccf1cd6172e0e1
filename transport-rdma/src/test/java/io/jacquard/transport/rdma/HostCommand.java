package io.jacquard.transport.rdma;

import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.command.CommandCounts;
import io.jacquard.nvme.command.CommandState;
import io.jacquard.nvme.memory.IoBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A command of a host, used once. */
final class HostCommand extends Command {
  private final CompletableFuture<Integer> done = new CompletableFuture<>();

  HostCommand(int opcode, IoBuffer data, int length) {
    super(0, new CommandCounts());
    sqe().opcode(opcode);
    data(data, length);
    moveTo(CommandState.RECEIVED);
    moveTo(CommandState.EXECUTING);
  }

  HostCommand(int opcode, int length) {
    this(opcode, length == 0 ? IoBuffer.NONE : IoBuffer.allocate(length), length);
  }

  @Override
  protected void onComplete(int status, long result) {
    if (!done.complete(status)) {
      throw new IllegalStateException("completed twice");
    }
  }

  boolean isDone() {
    return done.isDone();
  }

  int status() throws Exception {
    return done.get(30, TimeUnit.SECONDS);
  }
}
