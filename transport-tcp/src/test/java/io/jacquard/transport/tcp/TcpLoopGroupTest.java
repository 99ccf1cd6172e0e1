package io.jacquard.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.nvme.loop.LoopSettings;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

/** The end of loops. */
class TcpLoopGroupTest {
  private static final int ROUNDS = 200;

  /** Whether Netty closes sockets by itself depends on where in its turn a loop is. */
  @Test
  void loopsThatEndLeaveNoSocketOpen() throws Exception {
    try (ServerSocket peer = new ServerSocket(0, ROUNDS, InetAddress.getLoopbackAddress())) {
      for (int i = 0; i < ROUNDS; i++) {
        Channel channel;
        try (TcpLoopGroup group = new TcpLoopGroup(LoopSettings.defaults().withCount(1))) {
          channel =
              new Bootstrap()
                  .group(group.eventLoops())
                  .channel(group.engine().channel())
                  .handler(new ChannelInboundHandlerAdapter())
                  .connect(peer.getLocalSocketAddress())
                  .sync()
                  .channel();
          // So that the loop is in the middle of a turn when it hears of its end.
          channel.eventLoop().execute(() -> {});
        }
        assertThat(channel.isOpen()).as("socket %d", i).isFalse();
      }
    }
  }
}
