package io.jacquard.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.command.CommandCounts;
import io.jacquard.nvme.command.CommandState;
import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.loop.Loop;
import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.transport.CloseReason;
import io.jacquard.nvme.transport.HostChannel;
import io.jacquard.nvme.transport.ListenSettings;
import io.jacquard.nvme.transport.QueueConnection;
import io.jacquard.nvme.transport.QueueHandler;
import io.jacquard.nvme.wire.Sqe;
import java.lang.management.ManagementFactory;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The I/O path allocates nothing: counted on the threads of both loops. */
class AllocationTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int WARM_UP = 60_000;
  private static final int MEASURED = 20_000;
  private static final int DEPTH = 16;

  /**
   * Bytes that a loop may allocate for everything but I/O during the measurement: timers, the tasks
   * of this test, more slots and blocks for a burst larger than any before. The smallest object for
   * each command would be four times as much.
   */
  private static final long ALLOWANCE = 16_384;

  /** A command that is submitted again until its share is done. */
  private static final class Again extends Command {
    private final HostChannel channel;
    private final CompletableFuture<Integer> done = new CompletableFuture<>();
    private int left;

    Again(HostChannel channel, int opcode, int length, int times) {
      super(0, new CommandCounts());
      this.channel = channel;
      this.left = times;
      sqe().buffer().put(Sqe.OPC, (byte) opcode);
      data(IoBuffer.allocate(length), length);
    }

    void submit() {
      moveTo(CommandState.RECEIVED);
      moveTo(CommandState.EXECUTING);
      channel.submit(this);
    }

    @Override
    protected void onComplete(int status, long result) {
      moveTo(CommandState.FREE);
      if (status != 0 || --left == 0) {
        done.complete(status);
      } else {
        submit();
      }
    }
  }

  /** Completes everything at once. */
  private record Null(QueueConnection connection) implements QueueHandler {
    @Override
    public int arrived(Command command, int dataBytes) {
      return 0;
    }

    @Override
    public void execute(Command command) {
      command.moveTo(CommandState.EXECUTING);
      if (command.sqe().isFabrics()) {
        connection.bind(1, 64, false);
      }
      command.complete(0, 0);
    }

    @Override
    public void dropped(Command command, int status) {}

    @Override
    public void batchEnd() {}

    @Override
    public void closed(CloseReason reason) {}
  }

  @ParameterizedTest(name = "opcode {0}, {1} bytes, header digest {2}, data digest {3}")
  @CsvSource({
    "2,4096,false,false",
    "2,4096,true,true",
    "2,131072,false,false",
    "1,4096,false,false",
    "1,4096,true,true",
    "1,131072,false,false",
    "1,131072,true,true"
  })
  void readsAndWritesAllocateNothing(int opcode, int length, boolean header, boolean data)
      throws Exception {
    assertThat(opcode).isIn(NvmOpcode.READ, NvmOpcode.WRITE);
    int scale = length > 8192 ? 5 : 1;
    try (TcpFixture fixture =
        new TcpFixture(TcpFixture.loopSettings("auto"), ListenSettings.defaults(), Null::new)) {
      TcpFixture.HostSide host = fixture.connect(fixture.dial(header, data, 8192), false);
      Loop controllerLoop = fixture.loops.loops().getFirst();
      Loop hostLoop = host.channel().loop();
      run(host.channel(), opcode, length, WARM_UP / scale);
      long controllerBefore = allocatedBy(controllerLoop);
      long hostBefore = allocatedBy(hostLoop);
      run(host.channel(), opcode, length, MEASURED / scale);
      assertThat(allocatedBy(controllerLoop) - controllerBefore)
          .as("bytes allocated by the controller's loop in %d commands", MEASURED / scale)
          .isLessThan(ALLOWANCE);
      assertThat(allocatedBy(hostLoop) - hostBefore)
          .as("bytes allocated by the host's loop in %d commands", MEASURED / scale)
          .isLessThan(ALLOWANCE);
    }
  }

  private static void run(HostChannel channel, int opcode, int length, int commands)
      throws Exception {
    Again[] all = new Again[DEPTH];
    for (int i = 0; i < DEPTH; i++) {
      Again command = new Again(channel, opcode, length, commands / DEPTH);
      all[i] = command;
      channel.loop().execute(command::submit);
    }
    for (Again command : all) {
      assertThat(command.done.get(120, TimeUnit.SECONDS)).isZero();
    }
  }

  private static long allocatedBy(Loop loop) throws Exception {
    return TcpFixture.on(loop, THREADS::getCurrentThreadAllocatedBytes);
  }
}
