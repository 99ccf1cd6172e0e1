package io.jacquard.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.command.CommandState;
import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.loop.Loop;
import io.jacquard.nvme.transport.CloseReason;
import io.jacquard.nvme.transport.ListenSettings;
import io.jacquard.nvme.transport.QueueAllocation;
import io.jacquard.nvme.transport.QueueConnection;
import io.jacquard.nvme.transport.QueueHandler;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The I/O path allocates nothing: counted on the threads of both loops. */
class AllocationTest {
  private static final int WINDOW = 20_000;

  /**
   * Bytes that a loop may allocate for everything but I/O in a window: timers, the tasks of this
   * test, more slots and blocks for a burst larger than any before. The smallest object for each
   * command would be four times as much.
   */
  private static final long ALLOWANCE = 16_384;

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
    try (TcpFixture fixture =
        new TcpFixture(TcpFixture.loopSettings("auto"), ListenSettings.defaults(), Null::new)) {
      TcpFixture.HostSide host = fixture.connect(fixture.dial(header, data, 8192), false);
      Loop controller = fixture.loops.loops().getFirst();
      int window = length > 8192 ? WINDOW / 5 : WINDOW;
      assertThat(
              new QueueAllocation(host.channel(), controller, opcode, length)
                  .least(window, ALLOWANCE))
          .as("bytes allocated by one of the loops in %d commands", window)
          .isLessThan(ALLOWANCE);
    }
  }
}
