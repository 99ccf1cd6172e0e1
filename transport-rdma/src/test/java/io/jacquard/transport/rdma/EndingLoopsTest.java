package io.jacquard.transport.rdma;

import static org.assertj.core.api.Assertions.assertThat;

import com.ibm.disni.verbs.IbvQP;
import io.jacquard.nvme.identity.TransportAddress;
import io.jacquard.nvme.identity.TransportType;
import io.jacquard.nvme.loop.Loop;
import io.jacquard.nvme.loop.LoopGroup;
import io.jacquard.nvme.loop.LoopSettings;
import io.jacquard.nvme.transport.CloseReason;
import io.jacquard.nvme.transport.ListenSettings;
import io.jacquard.nvme.transport.Listener;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What comes late, when a loop or a queue of it has ended already. */
class EndingLoopsTest {
  private static final TransportAddress ANY =
      TransportAddress.of(TransportType.RDMA, "127.0.0.1", 0);

  /** Loops of which the one whose turn it is has ended before the first. */
  private record Ending(LoopGroup living, Loop ended) implements LoopGroup {
    @Override
    public List<Loop> loops() {
      return living.loops();
    }

    @Override
    public Loop next() {
      return ended;
    }

    @Override
    public void close() {
      living.close();
    }
  }

  @Test
  void aHostWhoseLoopHasEndedIsRefusedAndNotCounted() throws Exception {
    try (SimulatedPair pair = new SimulatedPair();
        LoopGroup living = pair.transport.openLoops(LoopSettings.defaults().withCount(1))) {
      LoopGroup ended = pair.transport.openLoops(LoopSettings.defaults().withCount(1));
      ended.close();
      int ids = pair.fabric.openIds();
      try (Listener listener =
          pair.transport.listen(
              ANY,
              ListenSettings.defaults(),
              new Ending(living, ended.next()),
              connection -> {
                throw new IllegalStateException("nobody can be served");
              })) {
        SimulatedPair.Host host = pair.dial(listener.address(), 32, Duration.ofSeconds(30));
        CloseReason reason = SimulatedPair.get(host.closed);
        assertThat(reason.kind()).isEqualTo(CloseReason.Kind.REFUSED);
        assertThat(listener.connections()).isZero();
        SimulatedPair.await("only listeners are left", () -> pair.fabric.openIds() == ids + 1);
      }
    }
  }

  /** The simulated device fails when something is posted to a queue that it has not. */
  @Test
  void whatIsGivenBackToASharedQueueBeforeItEndsIsNotPostedAfterwards() throws Exception {
    try (SimulatedPair pair = new SimulatedPair()) {
      RdmaLoop loop = (RdmaLoop) pair.controllerLoops.next();
      int error = SimulatedPair.on(loop, () -> flushLate(loop, pair.fabric));
      assertThat(error).isZero();
    }
  }

  private static int flushLate(RdmaLoop loop, SimulatedFabric fabric) throws IOException {
    LoopDevice device = loop.device(fabric.context(), LoopDevice.Role.CONTROLLER);
    ReceiveBuffers buffers = ReceiveBuffers.shared(device, 0);
    buffers.attach(new IbvQP(1));
    buffers.enter(4);
    buffers.leave(4);
    buffers.repost(0);
    buffers.close();
    buffers.repost(1);
    return buffers.flush();
  }
}
