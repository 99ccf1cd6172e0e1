package io.jacquard.transport.tcp;

import io.jacquard.nvme.identity.AddressFamily;
import io.jacquard.nvme.transport.HostChannel;
import io.jacquard.nvme.transport.QueueDial;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.SocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Makes the host's connections. */
final class Dialer {
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
    Dialer dialer = new Dialer(dial, loop, events);
    boolean literal = dial.to().family() != AddressFamily.UNSPECIFIED && dial.from().isEmpty();
    if (literal) {
      loop.execute(dialer::resolve);
    } else {
      // A name service may take its time, which no loop has.
      Thread.ofVirtual().name("nvme-tcp-resolve").start(dialer::resolve);
    }
  }

  private void resolve() {
    try {
      InetSocketAddress to = dial.to().toSocketAddress();
      InetSocketAddress from =
          dial.from().isPresent()
              ? new InetSocketAddress(InetAddress.getByName(dial.from().get()), 0)
              : null;
      loop.execute(() -> connect(to, from));
    } catch (IOException e) {
      loop.execute(() -> connection.failed(e));
    }
  }

  private void connect(InetSocketAddress to, InetSocketAddress from) {
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
