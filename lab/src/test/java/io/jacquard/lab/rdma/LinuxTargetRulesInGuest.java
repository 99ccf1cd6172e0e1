package io.jacquard.lab.rdma;

import static org.assertj.core.api.Assertions.assertThat;

import com.ibm.disni.verbs.RdmaCmEvent.EventType;
import io.jacquard.nvme.identity.TransportAddress;
import io.jacquard.nvme.identity.TransportType;
import io.jacquard.nvme.loop.LoopGroup;
import io.jacquard.nvme.loop.LoopSettings;
import io.jacquard.nvme.transport.CloseReason;
import io.jacquard.nvme.transport.HostChannel;
import io.jacquard.nvme.transport.QueueDial;
import io.jacquard.transport.rdma.RdmaTransport;
import io.jacquard.transport.rdma.verbs.ConnectionEvent;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What Linux's target answers to hosts that break its rules, and what our host makes of it. */
class LinuxTargetRulesInGuest {
  /** System property with the port of Linux's target. */
  static final String PORT = "jacquard.rdma.linux.port";

  /** More than Linux gives an admin queue (32). */
  private static final int TOO_DEEP = 64;

  private static final int ADMIN_QUEUE = 0;

  /** A host that hopes for nothing. */
  private static final class Refused implements HostChannel.Events {
    private final CompletableFuture<CloseReason> closed = new CompletableFuture<>();

    @Override
    public void opened(HostChannel channel) {
      closed.completeExceptionally(new AssertionError("the queue was not refused"));
      channel.close();
    }

    @Override
    public void closed(CloseReason reason) {
      closed.complete(reason);
    }
  }

  @Test
  void anAdminQueueThatIsTooDeepIsRefusedAndTheReasonTold() throws Exception {
    RdmaTransport transport = new RdmaTransport();
    TransportAddress there =
        TransportAddress.of(TransportType.RDMA, RdmaAddress.text(), Integer.getInteger(PORT));
    try (LoopGroup loops = transport.openLoops(LoopSettings.defaults().withCount(1))) {
      Refused host = new Refused();
      QueueDial dial =
          new QueueDial(
              there,
              Optional.empty(),
              ADMIN_QUEUE,
              TOO_DEEP,
              0,
              false,
              false,
              Duration.ofSeconds(60));
      transport.dial(dial, loops.next(), host);
      CloseReason reason = host.closed.get(60, TimeUnit.SECONDS);
      assertThat(reason.kind()).isEqualTo(CloseReason.Kind.REFUSED);
      assertThat(reason.detail()).contains("HSQSIZE");
    }
  }

  @Test
  void aFormatThatIsNotKnownIsRefused() throws IOException {
    try (RawHost host =
        new RawHost(new InetSocketAddress(RdmaAddress.address(), Integer.getInteger(PORT)))) {
      host.connect(RawHost.request(1, ADMIN_QUEUE, 32, 31, 0), 16);
      ConnectionEvent answer = host.expect(EventType.RDMA_CM_EVENT_REJECTED);
      ByteBuffer data =
          ByteBuffer.wrap(answer.parameters().privateData()).order(ByteOrder.LITTLE_ENDIAN);
      assertThat(data.getShort(0)).isZero();
      assertThat(data.getShort(2)).isEqualTo((short) 2);
    }
  }
}
