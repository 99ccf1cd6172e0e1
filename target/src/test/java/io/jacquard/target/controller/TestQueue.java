package io.jacquard.target.controller;

import io.jacquard.nvme.command.AdminOpcode;
import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.command.CommandCounts;
import io.jacquard.nvme.command.CommandState;
import io.jacquard.nvme.command.FabricsCommand;
import io.jacquard.nvme.command.GetLogPage;
import io.jacquard.nvme.command.Identify;
import io.jacquard.nvme.command.PropertyGet;
import io.jacquard.nvme.command.PropertySet;
import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.transport.CloseReason;
import io.jacquard.nvme.transport.HostChannel;
import io.jacquard.nvme.wire.Sqe;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.function.Consumer;

/** The host's end of one queue. */
final class TestQueue implements HostChannel.Events {
  private final TestBench bench;
  private HostChannel channel;
  private Optional<CloseReason> closed = Optional.empty();

  TestQueue(TestBench bench) {
    this.bench = bench;
  }

  @Override
  public void opened(HostChannel opened) {
    channel = opened;
  }

  @Override
  public void closed(CloseReason reason) {
    closed = Optional.of(reason);
  }

  boolean isClosed() {
    return closed.isPresent();
  }

  CloseReason closeReason() {
    return closed.orElseThrow();
  }

  /** The host closes the connection. */
  void close() {
    channel.close();
    bench.settle();
  }

  /** A command under way. */
  final class Pending extends Command {
    private Optional<Answer> answer = Optional.empty();

    Pending(Consumer<Sqe> entry, byte[] toController, int fromController) {
      super(0, new CommandCounts());
      int length = Math.max(toController.length, fromController);
      IoBuffer buffer = length == 0 ? IoBuffer.NONE : IoBuffer.allocate(length);
      if (length > 0) {
        for (int i = 0; i < length; i++) {
          buffer.bytes().put(i, (byte) 0xA5); // what the controller does not write shows
        }
        buffer.bytes().put(0, toController);
        data(buffer, length);
      }
      sqe().flags(Sqe.FUSE_NONE, Sqe.PSDT_SGL);
      entry.accept(sqe());
      moveTo(CommandState.RECEIVED);
      moveTo(CommandState.EXECUTING);
      channel.submit(this);
    }

    @Override
    protected void onComplete(int status, long result) {
      ByteBuffer copy = ByteBuffer.allocate(length()).order(ByteOrder.LITTLE_ENDIAN);
      copy.put(0, data().bytes(), 0, length());
      answer = Optional.of(new Answer(status, result, copy));
    }

    boolean isDone() {
      return answer.isPresent();
    }

    Answer answer() {
      return answer.orElseThrow();
    }

    int commandId() {
      return channel.commandIdOf(this);
    }
  }

  /** Sends a command without waiting. */
  Pending send(Consumer<Sqe> entry, byte[] toController, int fromController) {
    return new Pending(entry, toController, fromController);
  }

  Pending send(Consumer<Sqe> entry) {
    return send(entry, new byte[0], 0);
  }

  /** Sends a command and lets everything run that can run without time passing. */
  Answer run(Consumer<Sqe> entry, byte[] toController, int fromController) {
    Pending pending = send(entry, toController, fromController);
    bench.settle();
    return pending.answer();
  }

  Answer run(Consumer<Sqe> entry) {
    return run(entry, new byte[0], 0);
  }

  Answer run(FabricsCommand command) {
    return run(command::encode);
  }

  Answer get(int property, int size) {
    return run(new PropertyGet(property, size));
  }

  Answer set(int property, int size, long value) {
    return run(new PropertySet(property, size, value));
  }

  Answer identify(Identify identify) {
    return run(identify::encode, new byte[0], Identify.DATA_BYTES);
  }

  Answer log(GetLogPage request) {
    return run(request::encode, new byte[0], (int) request.length());
  }

  Answer getFeature(int fid, int select, int dword11, int dataBytes) {
    return run(
        sqe -> sqe.opcode(AdminOpcode.GET_FEATURES).cdw10(fid | select << 8).cdw11(dword11),
        new byte[0],
        dataBytes);
  }

  Answer setFeature(int fid, int dword11) {
    return run(sqe -> sqe.opcode(AdminOpcode.SET_FEATURES).cdw10(fid).cdw11(dword11));
  }

  Pending requestEvent() {
    Pending pending = send(sqe -> sqe.opcode(AdminOpcode.ASYNCHRONOUS_EVENT_REQUEST));
    bench.settle();
    return pending;
  }
}
