package io.jacquard.target.pci;

import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.command.CommandCounts;
import io.jacquard.nvme.command.CommandState;
import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.namespace.ControllerAccess;
import io.jacquard.nvme.wire.Sqe;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** An admin command on its way, made for one use. */
final class AdminCommand extends Command {
  private final CompletableFuture<ControllerAccess.Completion> completion =
      new CompletableFuture<>();

  private final Extent extent;

  private AdminCommand(Extent extent) {
    super(0, new CommandCounts());
    this.extent = extent;
  }

  /** A command with the fields that {@code fill} sets, and without data. */
  static AdminCommand of(Consumer<Sqe> fill) {
    return of(fill, IoBuffer.NONE, 0);
  }

  /** A command with data. */
  static AdminCommand of(Consumer<Sqe> fill, IoBuffer data, int length) {
    return of(fill, data, length, Extent.UNKNOWN);
  }

  /** A command whose pointers {@code fill} sets too. */
  static AdminCommand pointed(Consumer<Sqe> fill) {
    return of(fill, IoBuffer.NONE, 0, Extent.POINTED);
  }

  /** A command with data of which so much is known. */
  static AdminCommand of(Consumer<Sqe> fill, IoBuffer data, int length, Extent extent) {
    AdminCommand command = new AdminCommand(extent);
    fill.accept(command.sqe());
    command.data(data, length);
    command.moveTo(CommandState.RECEIVED);
    command.moveTo(CommandState.EXECUTING);
    return command;
  }

  @Override
  protected void onComplete(int status, long result) {
    moveTo(CommandState.FREE);
    completion.complete(new ControllerAccess.Completion(status, result));
  }

  /** What is known of its data. */
  Extent extent() {
    return extent;
  }

  /** Completes on the control loop. */
  CompletableFuture<ControllerAccess.Completion> completion() {
    return completion;
  }
}
