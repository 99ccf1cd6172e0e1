package io.jacquard.target.pci;

import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.command.CommandCounts;
import io.jacquard.nvme.command.CommandState;
import io.jacquard.nvme.loop.ManualLoop;
import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.namespace.CommandQueue;
import io.jacquard.nvme.namespace.NamespaceUri;
import io.jacquard.nvme.wire.Sqe;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** A driver on a {@link FakeController}, everything on one loop that is turned by hand. */
final class FakeBench {
  final FakeController device = new FakeController();
  final ManualLoop loop = new ManualLoop();
  final List<TestCommand> order = new ArrayList<>();
  private final CommandCounts counts = new CommandCounts();
  PciController controller;

  /** A clock that goes on when somebody waits. */
  private static final class WaitingClock implements Clock {
    private long now;

    @Override
    public long nanoTime() {
      return now;
    }

    @Override
    public void pause(long nanos) {
      now += nanos;
    }
  }

  /** The bench itself closes the controller. */
  record Unheld(PciController controller) implements ControllerHold {
    @Override
    public ControllerHold another() {
      return this;
    }

    @Override
    public void close() {}
  }

  final class TestCommand extends Command {
    int status = -1;
    long result;

    TestCommand(int index) {
      super(index, counts);
    }

    @Override
    protected void onComplete(int endStatus, long endResult) {
      moveTo(CommandState.FREE);
      if (status != -1) {
        throw new AssertionError("a command completed twice");
      }
      status = endStatus;
      result = endResult;
      order.add(this);
    }

    boolean done() {
      return status != -1;
    }
  }

  /** Switches the controller on. */
  FakeBench start(String options) throws IOException {
    controller =
        PciController.start(
            device,
            loop,
            new WaitingClock(),
            PciOptions.of(NamespaceUri.parse("pci:01:00.0" + options)));
    loop.runReady();
    return this;
  }

  /** A namespace of it; it does not hold the controller. */
  PciNamespace namespace(int nsid) throws IOException {
    NamespaceFacts facts = NamespaceFacts.of(controller.core(), nsid, "namespace " + nsid);
    return new PciNamespace(new Unheld(controller), nsid, facts);
  }

  /** A queue on it that is live. */
  CommandQueue queue(int depth) throws IOException {
    CommandQueue queue = namespace(1).open(loop, depth);
    loop.runReady();
    return queue;
  }

  TestCommand command(int index, Consumer<Sqe> fill, IoBuffer data) {
    TestCommand command = new TestCommand(index);
    fill.accept(command.sqe());
    command.data(data, data.capacity());
    command.moveTo(CommandState.RECEIVED);
    command.moveTo(CommandState.EXECUTING);
    return command;
  }

  TestCommand submit(CommandQueue queue, int index, Consumer<Sqe> fill, IoBuffer data) {
    TestCommand command = command(index, fill, data);
    queue.submit(command);
    queue.flush();
    return command;
  }

  static Consumer<Sqe> io(int opcode, long slba, int blocks) {
    return sqe -> sqe.opcode(opcode).nsid(9).slba(slba).blocks(blocks);
  }

  /** Shuts down; returns whether that came to its end. */
  boolean close() {
    CompletableFuture<Void> closed = controller.close();
    loop.runReady();
    return closed.isDone();
  }
}
