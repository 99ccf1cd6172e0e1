package io.jacquard.lab.rdma;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.ibm.disni.RdmaActiveEndpointGroup;
import com.ibm.disni.RdmaEndpointFactory;
import com.ibm.disni.RdmaServerEndpoint;
import com.ibm.disni.verbs.IbvWC;
import com.ibm.disni.verbs.RdmaCmId;
import com.ibm.disni.verbs.SVCPostSend;
import io.jacquard.transport.rdma.verbs.NativeProvider;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * DiSNI's endpoints, unchanged, on our provider: what its examples of sending, receiving and
 * reading do, by the same calls.
 */
class DisniEndpointsInGuest {
  private static final int PORT = 18515;

  /** A group as in the examples, with its factory. */
  private static final class Group implements RdmaEndpointFactory<DisniEndpoint> {
    private final RdmaActiveEndpointGroup<DisniEndpoint> endpoints;

    Group() throws IOException {
      endpoints = new RdmaActiveEndpointGroup<>(1000, false, 128, 4, 128);
      endpoints.init(this);
    }

    @Override
    public DisniEndpoint createEndpoint(RdmaCmId id, boolean serverSide) throws IOException {
      return new DisniEndpoint(endpoints, id, serverSide);
    }
  }

  private Group serverGroup;
  private Group clientGroup;
  private RdmaServerEndpoint<DisniEndpoint> listener;
  private DisniEndpoint server;
  private DisniEndpoint client;

  @BeforeEach
  void connect() throws Exception {
    NativeProvider.install();
    InetSocketAddress address = new InetSocketAddress(RdmaAddress.address(), PORT);
    serverGroup = new Group();
    clientGroup = new Group();
    listener = serverGroup.endpoints.createServerEndpoint();
    listener.bind(address, 10);
    CompletableFuture<DisniEndpoint> accepted = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              try {
                accepted.complete(listener.accept());
              } catch (IOException e) {
                accepted.completeExceptionally(e);
              }
            });
    client = clientGroup.endpoints.createEndpoint();
    client.connect(address, 10_000);
    server = accepted.get(30, TimeUnit.SECONDS);
    assertThat(client.getDstAddr()).isEqualTo(address);
  }

  @AfterEach
  void close() throws Exception {
    client.close();
    server.close();
    listener.close();
    clientGroup.endpoints.close();
    serverGroup.endpoints.close();
  }

  @Test
  void messagesGoBothWays() throws Exception {
    client.toSend().put(0, text("Hello from the client"));
    client.send();
    assertThat(client.completion().getWr_id()).isEqualTo(2);
    IbvWC arrived = server.completion();
    assertThat(arrived.getStatus()).isZero();
    assertThat(arrived.getByte_len()).isEqualTo(DisniEndpoint.BYTES);
    assertThat(bytes(server.received())).isEqualTo(text("Hello from the client"));

    server.toSend().put(0, text("Hello from the server"));
    server.send();
    server.completion();
    client.completion();
    assertThat(bytes(client.received())).isEqualTo(text("Hello from the server"));
  }

  @Test
  void theOtherSidesMemoryIsReadByACallThatIsChangedInPlace() throws Exception {
    byte[] secret = text("This is a RDMA/read on stag " + server.dataRegion().getRkey());
    server.data().put(0, secret);
    server.toSend().putLong(0, server.dataRegion().getAddr());
    server.toSend().putInt(8, server.dataRegion().getRkey());
    server.send();
    server.completion();
    client.completion();

    SVCPostSend call = client.reading(client.received().getLong(0), client.received().getInt(8));
    for (int length = 10; length <= DisniEndpoint.BYTES; length += 10) {
      call.getWrMod(0).getSgeMod(0).setLength(length);
      call.execute();
      IbvWC done = client.completion();
      assertThat(done.getStatus()).isZero();
      assertThat(bytes(client.data())).startsWith(Arrays.copyOf(secret, length));
    }
    call.free();
    assertThat(call.isValid()).isFalse();
  }

  private static byte[] text(String what) {
    return Arrays.copyOf(what.getBytes(US_ASCII), DisniEndpoint.BYTES);
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] all = new byte[DisniEndpoint.BYTES];
    buffer.get(0, all);
    return all;
  }
}
