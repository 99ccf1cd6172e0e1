package io.jacquard.transport.tcp;

import io.jacquard.nvme.transport.HostChannel;
import io.jacquard.nvme.transport.QueueDial;
import io.jacquard.nvme.transport.queue.AddressResolution;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.SocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;

/** Makes the host's connections. */
final class Dialer implements AddressResolution.Connector {
  private final QueueDial dial;
  private final TcpLoop loop;
  private final HostConnection connection;

  private Dialer(QueueDial dial, TcpLoop loop, HostChannel.Events events) {
    this.dial = dial;
    this.loop = loop;
    this.connection = new HostConnection(dial, loop, events);
  }

  /** Connects one queue pair; never blocks. */
  static void dial(QueueDial dial, TcpLoop loop, HostChannel.Events events) {
    AddressResolution.start(dial, loop, new Dialer(dial, loop, events));
  }

  @Override
  public void unresolved(IOException why) {
    connection.failed(why);
  }

  @Override
  public void connect(InetSocketAddress to, InetSocketAddress from) {
    ChannelFuture future =
        new Bootstrap()
            .group(loop.eventLoop())
            .channel(loop.engine().channel())
            .option(
                ChannelOption.CONNECT_TIMEOUT_MILLIS,
                Math.clamp(dial.timeout().toMillis(), 1, Integer.MAX_VALUE))
            .handler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    SocketOptions.apply(channel, connection);
                    channel.pipeline().addLast(connection);
                  }
                })
            .connect(to, from);
    future.addListener(
        f -> {
          if (!f.isSuccess()) {
            connection.failed(f.cause());
          }
        });
  }
}
