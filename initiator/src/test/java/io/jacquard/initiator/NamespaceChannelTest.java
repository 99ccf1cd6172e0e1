package io.jacquard.initiator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jacquard.nvme.identity.TransportAddress;
import io.jacquard.nvme.loop.FixedLoops;
import io.jacquard.nvme.loop.LoopSettings;
import io.jacquard.nvme.transport.ListenSettings;
import io.jacquard.nvme.transport.Listener;
import io.jacquard.nvme.transport.loopback.LoopbackTransport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The byte view against an array of bytes, with loops on threads of their own. */
class NamespaceChannelTest {
  private static final TransportAddress AT = TransportAddress.parse("loop://channel-test");

  private final FixedLoops loops =
      FixedLoops.threads("channel-test", LoopSettings.defaults().withCount(1));
  private final ScriptedController controller = new ScriptedController();
  private final ScriptedNamespace medium = new ScriptedNamespace(512, 64);
  private Listener listener;
  private RemoteController remote;
  private NamespaceChannel channel;

  @BeforeEach
  void connect() throws IOException {
    controller.namespaces.put(1, medium);
    LoopbackTransport transport = new LoopbackTransport();
    listener = transport.listen(AT, ListenSettings.defaults(), loops, controller);
    remote =
        Initiator.connect(
            ConnectOptions.to(AT, ScriptedController.NQN).transport(transport).build());
    channel = remote.namespace(1).orElseThrow().channel();
  }

  @AfterEach
  void disconnect() {
    remote.close();
    listener.close();
    loops.close();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void behavesLikeAnArrayOfBytes(long seed) throws IOException {
    Random random = new Random(seed);
    byte[] model = new byte[64 * 512];
    for (int i = 0; i < 300; i++) {
      int at = random.nextInt(model.length);
      int length = random.nextInt(Math.min(3000, model.length - at) + 1);
      ByteBuffer buffer =
          random.nextBoolean() ? ByteBuffer.allocate(length) : ByteBuffer.allocateDirect(length);
      if (random.nextBoolean()) {
        byte[] data = new byte[length];
        random.nextBytes(data);
        buffer.put(0, data);
        System.arraycopy(data, 0, model, at, length);
        assertThat(channel.write(buffer, at)).isEqualTo(length);
      } else {
        assertThat(channel.read(buffer, at)).isEqualTo(length);
        byte[] data = new byte[length];
        buffer.get(0, data);
        assertThat(data).isEqualTo(Arrays.copyOfRange(model, at, at + length));
      }
      assertThat(buffer.hasRemaining()).isFalse();
    }
    assertThat(medium.bytes).isEqualTo(model);
  }

  @Test
  void positionMovesAndTheEndIsTheEnd() throws IOException {
    assertThat(channel.size()).isEqualTo(64 * 512);
    channel.position(channel.size() - 10);
    assertThat(channel.write(ByteBuffer.wrap(new byte[20]))).isEqualTo(10);
    assertThat(channel.position()).isEqualTo(channel.size());
    assertThat(channel.read(ByteBuffer.allocate(1))).isEqualTo(-1);
    assertThatThrownBy(() -> channel.write(ByteBuffer.allocate(1)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("32768");
    channel.position(3);
    assertThat(channel.read(ByteBuffer.allocate(5))).isEqualTo(5);
    assertThat(channel.position()).isEqualTo(8);
    channel.force();
    assertThat(medium.flushes).isEqualTo(1);
  }

  @Test
  void aClosedChannelIsClosedButTheNamespaceIsNot() throws IOException {
    channel.close();
    assertThatThrownBy(() -> channel.read(ByteBuffer.allocate(1), 0))
        .isInstanceOf(ClosedChannelException.class);
    remote.namespace(1).orElseThrow().read(0, ByteBuffer.allocate(512));
  }
}
