package io.jacquard.lab.rdma;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.lab.contract.Await;
import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.identity.TransportAddress;
import io.jacquard.nvme.identity.TransportType;
import io.jacquard.nvme.loop.Loop;
import io.jacquard.nvme.loop.LoopGroup;
import io.jacquard.nvme.loop.LoopSettings;
import io.jacquard.nvme.transport.CloseReason;
import io.jacquard.nvme.transport.HostChannel;
import io.jacquard.nvme.transport.ListenSettings;
import io.jacquard.nvme.transport.Listener;
import io.jacquard.nvme.transport.QueueDial;
import io.jacquard.transport.rdma.RdmaTransport;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Devices are removed below a host and a controller, or their addresses move. The driver of
 * soft-RoCE cannot take devices from their users: {@code rdma link delete} returns when all have
 * let go.
 */
class DeviceEventsInGuest {
  private static final Duration PATIENCE = Duration.ofSeconds(180);
  private static final String ANY = "0.0.0.0";

  private final RdmaTransport transport = new RdmaTransport();
  private LoopGroup controllerLoops;
  private LoopGroup hostLoops;

  /** The host's side of a queue. */
  private static final class Host implements HostChannel.Events {
    private final CompletableFuture<HostChannel> opened = new CompletableFuture<>();
    private final CompletableFuture<CloseReason> closed = new CompletableFuture<>();

    @Override
    public void opened(HostChannel channel) {
      opened.complete(channel);
    }

    @Override
    public void closed(CloseReason reason) {
      closed.complete(reason);
      opened.completeExceptionally(new AssertionError(reason.detail()));
    }
  }

  @BeforeEach
  void openLoops() {
    controllerLoops = transport.openLoops(LoopSettings.defaults().withCount(2));
    hostLoops = transport.openLoops(LoopSettings.defaults().withCount(1));
  }

  @AfterEach
  void closeLoops() {
    controllerLoops.close();
    hostLoops.close();
  }

  private Listener listen(String at) throws IOException {
    return transport.listen(
        TransportAddress.of(TransportType.RDMA, at, 0),
        ListenSettings.defaults(),
        controllerLoops,
        EchoQueue::new);
  }

  private Host dial(Listener listener) throws Exception {
    return dial(RdmaLink.NEAR, RdmaLink.FAR, listener);
  }

  private Host dial(String from, String host, Listener listener) throws Exception {
    Host events = new Host();
    TransportAddress to = TransportAddress.of(TransportType.RDMA, host, listener.address().port());
    QueueDial dial = new QueueDial(to, Optional.of(from), 1, 32, 4096, false, false, PATIENCE);
    transport.dial(dial, hostLoops.next(), events);
    get(events.opened);
    return events;
  }

  /** The listener looks for its device once a second. */
  private Host dialUntilServed(Listener listener) throws Exception {
    return dialUntilServed(RdmaLink.NEAR, RdmaLink.FAR, listener);
  }

  private Host dialUntilServed(String from, String host, Listener listener) throws Exception {
    long limit = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        return dial(from, host, listener);
      } catch (ExecutionException refused) {
        assertThat(System.nanoTime() - limit).as("%s", refused).isNegative();
      }
    }
  }

  private static <T> T get(CompletableFuture<T> future) throws Exception {
    return future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  private static HostCommand submit(Host host, int opcode) throws Exception {
    HostChannel channel = get(host.opened);
    HostCommand command = new HostCommand(opcode, 64 << 10);
    channel
        .loop()
        .execute(
            () -> {
              channel.submit(command);
              channel.flush();
            });
    return command;
  }

  private static void works(Host host) throws Exception {
    for (int opcode : new int[] {NvmOpcode.WRITE, NvmOpcode.READ}) {
      assertThat(submit(host, opcode).status()).isZero();
    }
  }

  private static void close(Host host, Listener listener) throws Exception {
    HostChannel channel = get(host.opened);
    channel.loop().execute(channel::close);
    get(host.closed);
    Await.until("the controller's end ends", PATIENCE, () -> listener.connections() == 0);
  }

  private void assertNothingIsHeld() throws Exception {
    for (LoopGroup group : List.of(controllerLoops, hostLoops)) {
      for (Loop loop : group.loops()) {
        CompletableFuture<Long> held = new CompletableFuture<>();
        loop.execute(() -> held.complete(loop.buffers().heldBytes()));
        assertThat(get(held)).isZero();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rxefar", "rxenear"})
  void aRemovedDeviceIsLetGoAndUsedAgainWhenItIsBack(String device) throws Exception {
    try (Listener listener = listen(RdmaLink.FAR)) {
      Host host = dial(listener);
      Host idle = dial(listener);
      works(host);
      RdmaLink link = RdmaLink.of(device);
      link.remove();
      assertThat(get(host.closed).kind())
          .isIn(CloseReason.Kind.CONNECTION_LOST, CloseReason.Kind.PEER_CLOSED);
      get(idle.closed);
      Await.until("the controller's ends end", PATIENCE, () -> listener.connections() == 0);
      assertNothingIsHeld();
      link.add();
      Host after = dialUntilServed(listener);
      works(after);
      close(after, listener);
    }
  }

  /** The connection manager says that the other side is unreachable under the address it had. */
  @Test
  void anAddressThatMovesToOtherHardwareEndsConnectionsAndServesNewOnes() throws Exception {
    try (Listener listener = listen(RdmaLink.FAR)) {
      Host host = dial(listener);
      works(host);
      RdmaLink.of("rxefar").move("02:00:00:00:77:01");
      HostCommand asksForTheAddress = submit(host, NvmOpcode.WRITE);
      assertThat(get(host.closed).kind())
          .isIn(CloseReason.Kind.CONNECTION_LOST, CloseReason.Kind.PEER_CLOSED);
      asksForTheAddress.status();
      Await.until("the controller's end ends", PATIENCE, () -> listener.connections() == 0);
      assertNothingIsHeld();
      Host after = dialUntilServed(listener);
      works(after);
      close(after, listener);
    }
  }

  /** The connection manager says ADDR_CHANGE when another card of a bond becomes the active one. */
  @Test
  void aBondThatFailsOverEndsConnectionsAndServesNewOnes() throws Exception {
    try (Listener listener = listen(RdmaLink.BOND)) {
      Host host = dial(RdmaLink.BOND, RdmaLink.BOND, listener);
      works(host);
      RdmaLink.failOver();
      CloseReason reason = get(host.closed);
      assertThat(reason.detail())
          .isIn("the address moved to another device", "the controller disconnected");
      Await.until("the controller's end ends", PATIENCE, () -> listener.connections() == 0);
      assertNothingIsHeld();
      Host after = dialUntilServed(RdmaLink.BOND, RdmaLink.BOND, listener);
      works(after);
      close(after, listener);
    }
  }

  @Test
  void devicesThatNobodyIsConnectedOverAreLetGoDownToTheLast() throws Exception {
    try (Listener listener = listen(ANY)) {
      Host host = dial(listener);
      works(host);
      close(host, listener);
      // Of such a listener's devices nobody in this program has an identifier.
      List<RdmaLink> all =
          List.of(
              RdmaLink.of("rxebond"),
              RdmaLink.of("rxe0"),
              RdmaLink.of("rxenear"),
              RdmaLink.of("rxefar"));
      for (RdmaLink link : all) {
        link.remove();
      }
      for (RdmaLink link : all) {
        link.add();
      }
      Host after = dialUntilServed(listener);
      works(after);
      close(after, listener);
    }
  }
}
