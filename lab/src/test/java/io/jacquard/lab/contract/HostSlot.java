package io.jacquard.lab.contract;

import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.command.CommandCounts;
import io.jacquard.nvme.command.CommandState;
import io.jacquard.nvme.memory.IoBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A command of the host side of the transport contract, used once. */
final class HostSlot extends Command {
  private final CompletableFuture<Integer> done = new CompletableFuture<>();
  private volatile long result;

  HostSlot(int opcode, int length) {
    super(0, new CommandCounts());
    sqe().opcode(opcode);
    sqe().nsid(1);
    data(length == 0 ? IoBuffer.NONE : IoBuffer.allocate(length), length);
    moveTo(CommandState.RECEIVED);
    moveTo(CommandState.EXECUTING);
  }

  @Override
  protected void onComplete(int status, long completedResult) {
    result = completedResult;
    if (!done.complete(status)) {
      throw new AssertionError("completed twice");
    }
  }

  int await() {
    try {
      return done.get(30, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError("the command did not complete", e);
    }
  }

  long result() {
    return result;
  }
}
