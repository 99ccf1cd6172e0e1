package io.jacquard.transport.tcp;

import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.SocketChannelConfig;

/** How every data socket is set up. */
final class SocketOptions {
  /** Connections count themselves what is on the way; Netty's own mark would only cost events. */
  private static final WriteBufferWaterMark NO_MARK =
      new WriteBufferWaterMark(Integer.MAX_VALUE - 1, Integer.MAX_VALUE);

  private SocketOptions() {}

  static void apply(SocketChannel channel, Connection connection) {
    SocketChannelConfig config = channel.config();
    config.setTcpNoDelay(true);
    config.setRecvByteBufAllocator(new ReceiveAllocator(connection));
    config.setWriteBufferWaterMark(NO_MARK);
  }
}
