package io.jacquard.lab.rdma;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.lab.contract.Await;
import io.jacquard.nvme.identity.TransportAddress;
import io.jacquard.nvme.identity.TransportType;
import io.jacquard.nvme.loop.Loop;
import io.jacquard.nvme.loop.LoopGroup;
import io.jacquard.nvme.loop.LoopSettings;
import io.jacquard.nvme.transport.CloseReason;
import io.jacquard.nvme.transport.HostChannel;
import io.jacquard.nvme.transport.ListenSettings;
import io.jacquard.nvme.transport.Listener;
import io.jacquard.nvme.transport.QueueAllocation;
import io.jacquard.nvme.transport.QueueDial;
import io.jacquard.transport.rdma.RdmaTransport;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The I/O path over RDMA allocates nothing: counted on the threads of both loops. */
class AllocationInGuest {
  private static final Duration LIMIT = Duration.ofSeconds(120);
  private static final int WINDOW = 2_000;

  /**
   * Bytes that a loop may allocate for everything but I/O in a window: timers, the tasks of this
   * test. The smallest object for each command would be four times as much.
   */
  private static final long ALLOWANCE = 8_000;

  /** The host's side of the queue. */
  private record Host(CompletableFuture<HostChannel> opened) implements HostChannel.Events {
    @Override
    public void opened(HostChannel channel) {
      opened.complete(channel);
    }

    @Override
    public void closed(CloseReason reason) {
      opened.completeExceptionally(new AssertionError(reason.detail()));
    }
  }

  @ParameterizedTest(name = "opcode {0}, {1} bytes")
  @CsvSource({"2,4096", "1,4096", "2,32768", "1,32768"})
  void readsAndWritesAllocateNothing(int opcode, int length) throws Exception {
    RdmaTransport transport = new RdmaTransport();
    TransportAddress any = TransportAddress.of(TransportType.RDMA, RdmaAddress.text(), 0);
    LoopSettings settings = LoopSettings.defaults().withCount(1);
    try (LoopGroup controllerLoops = transport.openLoops(settings);
        LoopGroup hostLoops = transport.openLoops(settings);
        Listener listener =
            transport.listen(any, ListenSettings.defaults(), controllerLoops, EchoQueue::new)) {
      HostChannel channel = dial(transport, listener.address(), hostLoops.next());
      Loop controller = controllerLoops.loops().getFirst();
      assertThat(new QueueAllocation(channel, controller, opcode, length).least(WINDOW, ALLOWANCE))
          .as("bytes allocated by one of the loops in %d commands", WINDOW)
          .isLessThan(ALLOWANCE);
      channel.loop().execute(channel::close);
      Await.until("the controller's end ends", LIMIT, () -> listener.connections() == 0);
    }
  }

  private static HostChannel dial(RdmaTransport transport, TransportAddress to, Loop loop)
      throws Exception {
    Host host = new Host(new CompletableFuture<>());
    transport.dial(
        new QueueDial(to, Optional.empty(), 1, 64, 8192, false, false, LIMIT), loop, host);
    return host.opened().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
  }
}
