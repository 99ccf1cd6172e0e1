package io.jacquard.transport.rdma;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.command.CommandCounts;
import io.jacquard.nvme.command.CommandState;
import io.jacquard.nvme.loop.Loop;
import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.transport.HostChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The I/O path allocates nothing: counted on the threads of both loops, without what the simulated
 * device allocates there.
 */
class AllocationTest {
  private static final int WARM_UP = 60_000;
  private static final int MEASURED = 20_000;
  private static final int DEPTH = 16;

  /**
   * Bytes that a loop may allocate for everything but I/O during the measurement: timers, the tasks
   * of this test. The smallest object for each command would be twenty times as much.
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
      sqe().opcode(opcode);
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

  @ParameterizedTest(name = "opcode {0}, {1} bytes")
  @CsvSource({"2,4096", "1,4096", "2,32768", "1,32768"})
  void readsAndWritesAllocateNothing(int opcode, int length) throws Exception {
    try (SimulatedPair pair = new SimulatedPair()) {
      pair.fabric.keepsChains = false;
      SimulatedPair.Host host = pair.dial(64);
      HostChannel channel = SimulatedPair.get(host.opened);
      Loop controllerLoop = pair.handler().connection.loop();
      pair.fabric.allocation.begin();
      run(channel, opcode, length, WARM_UP);
      long controllerBefore = allocatedBy(pair, controllerLoop);
      long hostBefore = allocatedBy(pair, channel.loop());
      run(channel, opcode, length, MEASURED);
      assertThat(allocatedBy(pair, controllerLoop) - controllerBefore)
          .as("bytes allocated by the controller's loop in %d commands", MEASURED)
          .isLessThan(ALLOWANCE);
      assertThat(allocatedBy(pair, channel.loop()) - hostBefore)
          .as("bytes allocated by the host's loop in %d commands", MEASURED)
          .isLessThan(ALLOWANCE);
      pair.close(host);
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

  private static long allocatedBy(SimulatedPair pair, Loop loop) throws Exception {
    return SimulatedPair.on(loop, pair.fabric.allocation::ofOthers);
  }
}
