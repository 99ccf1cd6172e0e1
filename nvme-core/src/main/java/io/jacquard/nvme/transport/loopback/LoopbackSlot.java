package io.jacquard.nvme.transport.loopback;

import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.command.CommandCounts;
import io.jacquard.nvme.command.CommandState;
import io.jacquard.nvme.command.DataDirection;
import io.jacquard.nvme.memory.BufferPool;
import io.jacquard.nvme.memory.IoBuffer;
import java.nio.ByteBuffer;

/**
 * One command on its way: the controller's slot, which goes back and forth between the two loops.
 * Between the moment the host gives it away and the moment it comes back only the controller's loop
 * touches it, but for {@link #inFlight}.
 */
final class LoopbackSlot extends Command implements BufferPool.Waiter {
  private final LoopbackController controller;
  private final LoopbackHost host;
  private final Runnable deliver = this::deliver;
  private final Runnable comeBack = this::comeBack;
  private final Runnable recycle = this::recycle;
  private Command hostCommand = this;
  private boolean inFlight;
  private IoBuffer hostData = IoBuffer.NONE;
  private int hostLength;
  private int status;
  private long result;

  LoopbackSlot(int index, CommandCounts counts, LoopbackController controller, LoopbackHost host) {
    super(index, counts);
    this.controller = controller;
    this.host = host;
  }

  /** On the host's loop: takes a command along. */
  void send(Command command) {
    hostCommand = command;
    inFlight = true;
    hostData = command.data();
    hostLength = command.length();
    sqe().copyFrom(command.sqe());
    sqe().cid(index());
    sqe().sgl1().setTransport(hostLength);
    controller.loop().execute(deliver);
  }

  /** On the host's loop: whether this slot carries {@code command}. */
  @SuppressWarnings("ReferenceEquality") // the very slot is meant
  boolean carries(Command command) {
    return inFlight && hostCommand == command;
  }

  /** On the host's loop: whether a host's command still waits for this slot. */
  boolean inFlight() {
    return inFlight;
  }

  /** On the host's loop: the host's command completes now; the slot comes back when it can. */
  void abandon(int withStatus) {
    inFlight = false;
    hostCommand.complete(withStatus, 0);
  }

  private void deliver() {
    controller.deliver(this);
  }

  int dataBytes() {
    return hostLength;
  }

  /** On the controller's loop: gets room for the data; false if it has to wait for it. */
  boolean takeBuffer() {
    if (hostLength == 0) {
      data(IoBuffer.NONE, 0);
      return true;
    }
    IoBuffer buffer = controller.loop().buffers().acquire(hostLength);
    if (buffer.isNone()) {
      return false;
    }
    data(buffer, hostLength);
    if (direction().toController()) {
      copy(hostData, buffer);
    }
    return true;
  }

  @Override
  public boolean buffersAvailable() {
    return controller.resume(this);
  }

  @Override
  protected void onComplete(int completedStatus, long completedResult) {
    status = completedStatus;
    result = completedResult;
    controller.completed();
    controller.hostLoop().execute(comeBack);
  }

  private void comeBack() {
    boolean awaited = inFlight;
    if (awaited && status == 0 && direction().toHost() && hostLength > 0) {
      copy(data(), hostData);
    }
    inFlight = false;
    hostData = IoBuffer.NONE;
    // The next command that this slot carries reaches the controller's loop after this.
    controller.loop().execute(recycle);
    host.free(this);
    if (awaited) {
      hostCommand.complete(status, result);
    }
  }

  /** On the controller's loop: gives the buffer back. */
  private void recycle() {
    if (!data().isNone()) {
      controller.loop().buffers().release(data());
    }
    data(IoBuffer.NONE, 0);
    moveTo(CommandState.FREE);
  }

  private DataDirection direction() {
    return DataDirection.of(sqe().opcode(), sqe().fctype());
  }

  private void copy(IoBuffer from, IoBuffer to) {
    ByteBuffer target = to.bytes();
    target.put(0, from.bytes(), 0, hostLength);
  }
}
