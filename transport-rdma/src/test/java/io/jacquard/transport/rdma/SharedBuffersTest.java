package io.jacquard.transport.rdma;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.nvme.command.NvmOpcode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Shared receive queues over a device that loses a buffer with every queue pair that ends. */
class SharedBuffersTest {
  private static final int ENTRIES = 32;

  /** Two hosts at a time: one stays, the other comes and goes. */
  @ParameterizedTest
  @ValueSource(ints = {64, 128, 4096})
  void aQueueThatStaysIsServedHoweverManyOthersTakeABufferWithThem(int mostRequests)
      throws Exception {
    try (SimulatedPair pair = new SimulatedPair()) {
      pair.fabric.losesReceives = true;
      pair.fabric.sharedRequests = mostRequests;
      SimulatedPair.Host staying = pair.dial(ENTRIES);
      assertThat(pair.run(staying, new HostCommand(NvmOpcode.FLUSH, 0))).isZero();
      int most = 0;
      for (int i = 0; i < 2 * SharedBuffers.MOST_SERVED; i++) {
        SimulatedPair.Host guest = pair.dial(ENTRIES);
        assertThat(pair.run(guest, new HostCommand(NvmOpcode.WRITE, 512))).isZero();
        pair.close(guest);
        SimulatedPair.await("it is gone", () -> pair.listener.connections() == 1);
        most = Math.max(most, pair.fabric.registrations());
      }
      // All that the queue may have in flight arrives, though nothing is answered.
      pair.hold = true;
      List<HostCommand> all = new ArrayList<>();
      for (int i = 0; i < ENTRIES - 1; i++) {
        all.add(new HostCommand(NvmOpcode.FLUSH, 0));
      }
      SimulatedPair.Handler handler = pair.handler();
      pair.submit(staying, all.toArray(HostCommand[]::new));
      SimulatedPair.await("all arrive", () -> handler.heldCommands() == ENTRIES - 1);
      pair.controllerLoops.next().execute(handler::finishAll);
      for (HostCommand command : all) {
        assertThat(command.status()).isZero();
      }
      assertThat(most).as("registrations at a time").isLessThan(40);
      pair.close(staying);
    }
  }
}
