package io.jacquard.transport.rdma;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.nvme.loop.Loop;
import io.jacquard.nvme.transport.HostChannel;
import io.jacquard.nvme.transport.QueueAllocation;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The I/O path allocates nothing: counted on the threads of both loops, without what the simulated
 * device allocates there.
 */
class AllocationTest {
  private static final int WINDOW = 10_000;

  /** Less than a byte for each: timers, and the tasks of this test. */
  private static final long ALLOWANCE = WINDOW;

  @ParameterizedTest(name = "opcode {0}, {1} bytes")
  @CsvSource({"2,4096", "1,4096", "2,32768", "1,32768"})
  void readsAndWritesAllocateNothing(int opcode, int length) throws Exception {
    try (SimulatedPair pair = new SimulatedPair()) {
      pair.fabric.keepsChains = false;
      SimulatedPair.Host host = pair.dial(64);
      HostChannel channel = SimulatedPair.get(host.opened);
      Loop controller = pair.handler().connection.loop();
      pair.fabric.allocation.begin();
      QueueAllocation allocation =
          new QueueAllocation(
              channel, controller, opcode, length, pair.fabric.allocation::ofOthers);
      assertThat(allocation.least(WINDOW, ALLOWANCE))
          .as("bytes allocated by one of the loops in %d commands", WINDOW)
          .isLessThan(ALLOWANCE);
      pair.close(host);
    }
  }
}
