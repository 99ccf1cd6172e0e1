package io.jacquard.transport.tcp;

import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.command.CommandCounts;
import io.jacquard.nvme.command.CommandState;
import io.jacquard.nvme.command.FabricsCommandType;
import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.transport.HostChannel;
import io.jacquard.nvme.wire.Sqe;
import java.util.concurrent.CompletableFuture;

/** A command of a test's host. */
final class HostCommand extends Command {
  final CompletableFuture<Integer> status = new CompletableFuture<>();
  volatile long result;

  HostCommand() {
    super(0, new CommandCounts());
  }

  static HostCommand connect(int qid, int entries, boolean flowControl) {
    HostCommand command = new HostCommand();
    Sqe sqe = command.sqe();
    sqe.buffer().put(Sqe.OPC, (byte) FabricsCommandType.OPCODE);
    sqe.buffer().put(Sqe.FCTYPE, (byte) FabricsCommandType.CONNECT);
    sqe.cdw10(qid << 16);
    sqe.cdw11(entries - 1 | (flowControl ? 0 : 1 << 18));
    command.data(IoBuffer.allocate(1024), 1024);
    return command;
  }

  static HostCommand write(long lba, IoBuffer data, int length) {
    return io(NvmOpcode.WRITE, lba, data, length);
  }

  static HostCommand read(long lba, IoBuffer data, int length) {
    return io(NvmOpcode.READ, lba, data, length);
  }

  static HostCommand flush() {
    return io(NvmOpcode.FLUSH, 0, IoBuffer.NONE, 0);
  }

  private static HostCommand io(int opcode, long lba, IoBuffer data, int length) {
    HostCommand command = new HostCommand();
    command.sqe().buffer().put(Sqe.OPC, (byte) opcode);
    command.sqe().slba(lba);
    command.data(data, length);
    return command;
  }

  /** Submits from any thread. */
  HostCommand on(HostChannel channel) {
    channel
        .loop()
        .execute(
            () -> {
              moveTo(CommandState.RECEIVED);
              moveTo(CommandState.EXECUTING);
              channel.submit(this);
            });
    return this;
  }

  @Override
  protected void onComplete(int completedStatus, long completedResult) {
    result = completedResult;
    moveTo(CommandState.FREE);
    status.complete(completedStatus);
  }
}
