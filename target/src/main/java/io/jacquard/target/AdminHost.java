package io.jacquard.target;

import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.command.CommandCounts;
import io.jacquard.nvme.command.CommandState;
import io.jacquard.nvme.command.Connect;
import io.jacquard.nvme.command.ConnectData;
import io.jacquard.nvme.command.FabricsCommand;
import io.jacquard.nvme.command.PropertySet;
import io.jacquard.nvme.identity.HostId;
import io.jacquard.nvme.identity.Nqn;
import io.jacquard.nvme.loop.Loop;
import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.namespace.ControllerAccess;
import io.jacquard.nvme.property.ControllerConfiguration;
import io.jacquard.nvme.property.Property;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.transport.CloseReason;
import io.jacquard.nvme.transport.HostChannel;
import io.jacquard.nvme.wire.Sqe;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;

/**
 * The host's side of an admin queue within this process: sends one command at a time and waits for
 * it. Thread-safe; not for the threads of loops.
 */
final class AdminHost implements HostChannel.Events {
  /** Entries of the queue: what Connect asks for at least (NVMe Base, "Connect Command"). */
  static final int ENTRIES = 32;

  private static final int IOSQES = 6;
  private static final int IOCQES = 4;

  private final Loop loop;
  private final CompletableFuture<HostChannel> channel = new CompletableFuture<>();

  AdminHost(Loop loop) {
    this.loop = loop;
  }

  @Override
  public void opened(HostChannel opened) {
    channel.complete(opened);
  }

  @Override
  public void closed(CloseReason reason) {
    channel.completeExceptionally(new IOException(reason.toString()));
  }

  /** Makes an association and enables its controller. */
  void connect(Nqn subsystem) throws IOException {
    HostId id = HostId.random();
    IoBuffer data = IoBuffer.allocate(ConnectData.BYTES);
    Nqn host = Nqn.ofUuid(UUID.randomUUID());
    new ConnectData(id, ConnectData.CNTLID_DYNAMIC, subsystem, host).encode(data.bytes());
    run(new Connect(0, 0, ENTRIES - 1, 0, 0), data, ConnectData.BYTES);
    ControllerConfiguration enable =
        ControllerConfiguration.ZERO.iosqes(IOSQES).iocqes(IOCQES).en(true);
    run(new PropertySet(Property.CC, Integer.BYTES, enable.value()), IoBuffer.NONE, 0);
  }

  private void run(FabricsCommand command, IoBuffer data, int length) throws IOException {
    Sqe sqe = Sqe.allocate();
    command.encode(sqe);
    ControllerAccess.Completion end = run(sqe, data, length);
    if (!Status.isSuccess(end.status())) {
      throw new IOException(
          "the controller made for this namespace refused a command: "
              + Status.describe(end.status()));
    }
  }

  /** Sends a command as it is and waits for its end. */
  ControllerAccess.Completion run(Sqe sqe, IoBuffer data, int length) throws IOException {
    Pending pending = new Pending(sqe, data, length);
    HostChannel open = await(channel);
    try {
      loop.execute(() -> pending.submitTo(open));
    } catch (RejectedExecutionException e) {
      throw new IOException("the controller is closed", e);
    }
    return await(pending.end);
  }

  private static <T> T await(CompletableFuture<T> future) throws IOException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException reason ? reason : new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for the controller");
    }
  }

  private static final class Pending extends Command {
    private final CompletableFuture<ControllerAccess.Completion> end = new CompletableFuture<>();

    Pending(Sqe from, IoBuffer data, int length) {
      super(0, new CommandCounts());
      sqe().copyFrom(from);
      data(data, length);
    }

    void submitTo(HostChannel channel) {
      moveTo(CommandState.RECEIVED);
      moveTo(CommandState.EXECUTING);
      channel.submit(this);
    }

    @Override
    protected void onComplete(int status, long result) {
      end.complete(new ControllerAccess.Completion(status, result));
    }
  }
}
