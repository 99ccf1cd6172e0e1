package io.jacquard.target.passthrough;

import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.command.TransferLength;
import io.jacquard.nvme.namespace.CommandQueue;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.wire.Sqe;

/**
 * A queue on a {@link PassthroughNamespace}. It looks at a command only as far as the device must
 * be kept from moving more data than there is. What the kernel has taken cannot be aborted: it has
 * no call for that, and gives a command up when its own timeout (30 s) has passed.
 */
final class PassthroughQueue implements CommandQueue {
  private static final int INVALID_FIELD = Status.withDnr(Status.INVALID_FIELD);
  private static final int WRONG_LENGTH = Status.withDnr(Status.DATA_SGL_LENGTH_INVALID);

  private final PassthroughNamespace namespace;
  private final Carrier carrier;
  private final DataLength dataLength;
  private final QueueLimits limits;
  private final PassedCommand[] commands;
  private int active;
  private boolean closed;
  private boolean released;

  PassthroughQueue(PassthroughNamespace namespace, Carrier carrier, int depth) {
    this.namespace = namespace;
    this.carrier = carrier;
    this.dataLength = namespace.dataLength();
    this.limits = namespace.limits();
    this.commands = new PassedCommand[depth];
  }

  /** The namespace's identifier at its controller. */
  int nsid() {
    return namespace.device().nsid();
  }

  @Override
  public void submit(Command command) {
    if (closed) {
      command.complete(Status.ABORTED_SQ_DELETION, 0);
      return;
    }
    int status = check(command);
    if (status != Status.SUCCESS) {
      command.complete(status, 0);
      return;
    }
    PassedCommand passed = idle(command);
    passed.command = command;
    long needed = dataLength.of(command.sqe());
    passed.length = needed == DataLength.UNKNOWN ? command.length() : (int) needed;
    active++;
    carrier.start(passed);
  }

  /** Returns 0, or the status to refuse a command with. */
  private int check(Command command) {
    if (namespace.refusal() != Status.SUCCESS) {
      return namespace.refusal();
    }
    Sqe sqe = command.sqe();
    if (sqe.fuse() != Sqe.FUSE_NONE) {
      return INVALID_FIELD;
    }
    long needed = dataLength.of(sqe);
    boolean exact = TransferLength.exact(sqe.opcode());
    if (needed > command.length() || (exact && needed != command.length())) {
      return WRONG_LENGTH;
    }
    long moved = needed == DataLength.UNKNOWN ? command.length() : needed;
    if (moved > namespace.largestTransfer()
        || (moved > 0 && !limits.admits(command.data().address(), (int) moved))) {
      return INVALID_FIELD;
    }
    return Status.SUCCESS;
  }

  /** Made on first use: most queues never have as many commands under way as they could. */
  private PassedCommand idle(Command command) {
    PassedCommand passed = commands[command.index()];
    if (passed == null) {
      passed = new PassedCommand(this);
      commands[command.index()] = passed;
    }
    if (passed.command != null) {
      throw new IllegalStateException("two commands in a queue with index " + command.index());
    }
    return passed;
  }

  /** The carrier has brought a command back. */
  void ended(PassedCommand passed) {
    int status = KernelOutcome.of(passed.outcome, namespace.device());
    finish(passed, status, passed.outcome < 0 ? 0 : passed.result);
  }

  private void finish(PassedCommand passed, int status, long result) {
    Command command = passed.command;
    passed.command = null;
    active--;
    command.complete(status, result);
    releaseWhenIdle();
  }

  @Override
  public void flush() {
    carrier.flush();
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // the very slot is meant
  public void abort(Command command) {
    PassedCommand passed = command.index() < commands.length ? commands[command.index()] : null;
    if (passed != null && passed.command == command && carrier.withdraw(passed)) {
      finish(passed, Status.ABORT_REQUESTED, 0);
    }
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    for (PassedCommand passed : commands) {
      if (passed != null && passed.command != null && carrier.withdraw(passed)) {
        finish(passed, Status.ABORTED_SQ_DELETION, 0);
      }
    }
    releaseWhenIdle();
  }

  private void releaseWhenIdle() {
    if (closed && active == 0 && !released) {
      released = true;
      carrier.release();
      namespace.queueClosed();
    }
  }
}
