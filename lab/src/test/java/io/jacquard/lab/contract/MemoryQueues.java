package io.jacquard.lab.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.command.CommandState;
import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.transport.CloseReason;
import io.jacquard.nvme.transport.QueueConnection;
import io.jacquard.nvme.transport.QueueHandler;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/** The controller side of the transport contract: each queue keeps what was written to it last. */
final class MemoryQueues {
  volatile int refusal;
  volatile int failure;
  volatile long result;
  volatile boolean hold;
  volatile boolean bug;
  private final List<MemoryQueue> queues = new CopyOnWriteArrayList<>();
  private final Queue<CloseReason> closed = new ConcurrentLinkedQueue<>();

  QueueHandler accept(QueueConnection connection) {
    connection.bind(1, 1024, false);
    MemoryQueue queue = new MemoryQueue(connection);
    queues.add(queue);
    return queue;
  }

  int held() {
    return queues.stream().mapToInt(q -> HostQueue.on(q.connection.loop(), q.held::size)).sum();
  }

  void releaseHeld() {
    queues.forEach(q -> q.connection.loop().execute(q::release));
  }

  void closeQueueOf(int accepted, CloseReason reason) {
    queues.get(accepted).connection.close(reason);
  }

  List<CloseReason> closed() {
    return List.copyOf(closed);
  }

  void assertNothingHeld() {
    queues.forEach(q -> assertThat(q.held).isEmpty());
  }

  private final class MemoryQueue implements QueueHandler {
    private final QueueConnection connection;
    private final byte[] last = new byte[TransportContract.LARGEST];
    private final ArrayDeque<Command> held = new ArrayDeque<>();

    MemoryQueue(QueueConnection connection) {
      this.connection = connection;
    }

    @Override
    public int arrived(Command command, int dataBytes) {
      if (bug) {
        throw new IllegalStateException("expected in this test");
      }
      return refusal;
    }

    @Override
    public void execute(Command command) {
      command.moveTo(CommandState.EXECUTING);
      if (hold) {
        held.add(command);
      } else {
        finish(command, failure);
      }
    }

    private void finish(Command command, int status) {
      if (status == 0 && command.sqe().opcode() == NvmOpcode.WRITE) {
        command.data().bytes().get(0, last, 0, command.length());
      } else if (status == 0 && command.sqe().opcode() == NvmOpcode.READ) {
        command.data().bytes().put(0, last, 0, command.length());
      }
      command.complete(status, status == 0 ? result : 0);
    }

    private void release() {
      for (Command command = held.poll(); command != null; command = held.poll()) {
        finish(command, 0);
      }
    }

    @Override
    public void dropped(Command command, int status) {
      assertThat(status).isNotZero();
    }

    @Override
    public void batchEnd() {
      assertThat(connection.loop().inLoop()).isTrue();
    }

    @Override
    public void closed(CloseReason reason) {
      closed.add(reason);
      for (Command command = held.poll(); command != null; command = held.poll()) {
        command.complete(Status.ABORTED_SQ_DELETION, 0);
      }
    }
  }
}
