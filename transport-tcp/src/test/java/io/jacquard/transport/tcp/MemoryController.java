package io.jacquard.transport.tcp;

import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.command.CommandState;
import io.jacquard.nvme.command.FabricsCommandType;
import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.transport.CloseReason;
import io.jacquard.nvme.transport.QueueConnection;
import io.jacquard.nvme.transport.QueueHandler;
import io.jacquard.nvme.wire.Sqe;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A controller for tests: Connect binds the queue, Write and Read go to memory by LBA of 512 bytes,
 * everything else succeeds. Commands may be held back to complete later.
 */
final class MemoryController implements QueueHandler {
  static final int BLOCK = 512;

  /** Connect attribute: disable SQ flow control. */
  private static final int DISSQFC = 1 << 2;

  private final QueueConnection connection;
  private final ByteBuffer memory;
  final Queue<CloseReason> closes = new ConcurrentLinkedQueue<>();
  final Deque<Command> seen = new ConcurrentLinkedDeque<>();
  final Queue<Integer> refusals = new ConcurrentLinkedQueue<>();
  final ArrayDeque<Command> held = new ArrayDeque<>();
  volatile boolean hold;
  volatile int arrived;
  volatile int executed;
  volatile int dropped;

  MemoryController(QueueConnection connection, ByteBuffer memory) {
    this.connection = connection;
    this.memory = memory;
  }

  QueueConnection connection() {
    return connection;
  }

  @Override
  @SuppressWarnings("NonAtomicVolatileUpdate") // written by the loop alone
  public int arrived(Command command, int dataBytes) {
    arrived++;
    seen.addLast(command);
    return Status.SUCCESS;
  }

  @Override
  public void refused(Command command, int status) {
    refusals.add(status);
  }

  @Override
  @SuppressWarnings("NonAtomicVolatileUpdate") // written by the loop alone
  public void execute(Command command) {
    executed++;
    command.moveTo(CommandState.EXECUTING);
    Sqe sqe = command.sqe();
    if (sqe.isFabrics() && sqe.fctype() == FabricsCommandType.CONNECT) {
      int qid = sqe.cdw10() >>> 16;
      int entries = (sqe.cdw11() & 0xFFFF) + 1;
      connection.bind(qid, entries, (sqe.cdw11() >>> 16 & DISSQFC) == 0);
      command.complete(Status.SUCCESS, 1);
    } else if (hold) {
      held.addLast(command);
    } else {
      run(command);
    }
  }

  void run(Command command) {
    Sqe sqe = command.sqe();
    long blocks = memory.capacity() / BLOCK;
    long needed = command.length() / BLOCK + 1L;
    boolean addressed = sqe.opcode() == NvmOpcode.WRITE || sqe.opcode() == NvmOpcode.READ;
    if (addressed && Long.compareUnsigned(sqe.slba(), blocks - needed) > 0) {
      command.complete(Status.LBA_OUT_OF_RANGE, 0);
      return;
    }
    int at = (int) sqe.slba() * BLOCK;
    switch (sqe.opcode()) {
      case NvmOpcode.WRITE -> memory.put(at, command.data().bytes(), 0, command.length());
      case NvmOpcode.READ -> command.data().bytes().put(0, memory, at, command.length());
      default -> {}
    }
    command.complete(Status.SUCCESS, sqe.opcode() == NvmOpcode.FLUSH ? 7 : 0);
  }

  void runHeld() {
    while (!held.isEmpty()) {
      run(held.removeFirst());
    }
  }

  @Override
  @SuppressWarnings("NonAtomicVolatileUpdate") // written by the loop alone
  public void dropped(Command command, int status) {
    dropped++;
  }

  @Override
  public void batchEnd() {}

  @Override
  public void closed(CloseReason reason) {
    closes.add(reason);
    runHeld();
  }
}
