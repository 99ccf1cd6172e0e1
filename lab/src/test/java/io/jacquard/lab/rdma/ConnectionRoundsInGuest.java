package io.jacquard.lab.rdma;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.lab.contract.Await;
import io.jacquard.nvme.identity.TransportAddress;
import io.jacquard.nvme.identity.TransportType;
import io.jacquard.nvme.loop.LoopGroup;
import io.jacquard.nvme.loop.LoopSettings;
import io.jacquard.nvme.transport.CloseReason;
import io.jacquard.nvme.transport.HostChannel;
import io.jacquard.nvme.transport.ListenSettings;
import io.jacquard.nvme.transport.Listener;
import io.jacquard.nvme.transport.QueueDial;
import io.jacquard.transport.rdma.RdmaTransport;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Connecting and disconnecting many times leaves nothing behind. */
class ConnectionRoundsInGuest {
  private static final int ROUNDS = 200;

  /** A host that connects a queue and ends it at once. */
  private static final class Visit implements HostChannel.Events {
    private final CompletableFuture<HostChannel> opened = new CompletableFuture<>();
    private final CompletableFuture<CloseReason> closed = new CompletableFuture<>();

    @Override
    public void opened(HostChannel channel) {
      opened.complete(channel);
      channel.close();
    }

    @Override
    public void closed(CloseReason reason) {
      closed.complete(reason);
    }
  }

  @Test
  void twoHundredConnectionsLeaveNothingBehind() throws Exception {
    RdmaTransport transport = new RdmaTransport();
    try (LoopGroup loops = transport.openLoops(LoopSettings.defaults().withCount(1));
        Listener listener =
            transport.listen(
                TransportAddress.of(TransportType.RDMA, RdmaAddress.text(), 0),
                ListenSettings.defaults(),
                loops,
                EchoQueue::new)) {
      visit(transport, listener, loops);
      Held before = Held.now();
      for (int i = 0; i < ROUNDS; i++) {
        visit(transport, listener, loops);
      }
      assertThat(Held.now()).isEqualTo(before);
    }
  }

  @Test
  void aRefusedAndAnUnansweredConnectionLeaveNothingBehind() throws Exception {
    RdmaTransport transport = new RdmaTransport();
    try (LoopGroup loops = transport.openLoops(LoopSettings.defaults().withCount(1))) {
      TransportAddress nobody = TransportAddress.of(TransportType.RDMA, RdmaAddress.text(), 9);
      assertThat(refused(transport, nobody, loops)).contains("nobody listens");
      String resources = Held.now().resources();
      for (int i = 0; i < 20; i++) {
        refused(transport, nobody, loops);
      }
      assertThat(Held.now().resources()).isEqualTo(resources);
      TransportAddress nowhere = TransportAddress.of(TransportType.RDMA, "192.0.2.1", 4420);
      assertThat(refused(transport, nowhere, loops)).isNotEmpty();
      assertThat(Held.now().resources()).isEqualTo(resources);
    }
  }

  private static String refused(RdmaTransport transport, TransportAddress to, LoopGroup loops)
      throws Exception {
    Visit visit = dial(transport, to, loops, Duration.ofSeconds(3));
    CloseReason reason = visit.closed.get(60, TimeUnit.SECONDS);
    assertThat(visit.opened).isNotDone();
    return reason.detail();
  }

  private static void visit(RdmaTransport transport, Listener listener, LoopGroup loops)
      throws Exception {
    Visit visit = dial(transport, listener.address(), loops, Duration.ofSeconds(60));
    assertThat(visit.closed.get(60, TimeUnit.SECONDS).kind())
        .isEqualTo(CloseReason.Kind.DISCONNECTED);
    assertThat(visit.opened).isDone();
    Await.until("the controller's end ends", () -> listener.connections() == 0);
  }

  private static Visit dial(
      RdmaTransport transport, TransportAddress to, LoopGroup loops, Duration limit) {
    Visit visit = new Visit();
    QueueDial dial = new QueueDial(to, Optional.empty(), 1, 32, 4096, false, false, limit);
    transport.dial(dial, loops.next(), visit);
    return visit;
  }
}
