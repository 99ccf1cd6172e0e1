package io.jacquard.transport.tcp;

import io.jacquard.nvme.identity.TransportAddress;
import io.jacquard.nvme.identity.TransportType;
import io.jacquard.nvme.transport.Acceptor;
import io.jacquard.nvme.transport.ListenSettings;
import io.jacquard.nvme.transport.Listener;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.SocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A listening socket. */
final class TcpListener implements Listener {
  private static final Logger LOG = LoggerFactory.getLogger(TcpListener.class);

  private final TcpLoopGroup loops;
  private final ListenSettings settings;
  private final Acceptor acceptor;
  private final AtomicInteger connections = new AtomicInteger();
  private final Channel channel;
  private final TransportAddress address;

  TcpListener(TransportAddress at, ListenSettings settings, TcpLoopGroup loops, Acceptor acceptor)
      throws IOException {
    this.loops = loops;
    this.settings = settings;
    this.acceptor = acceptor;
    this.channel = bind(at);
    this.address =
        TransportAddress.ofSocketAddress(
            TransportType.TCP, (InetSocketAddress) channel.localAddress());
  }

  private Channel bind(TransportAddress at) throws IOException {
    ChannelFuture bound =
        new ServerBootstrap()
            .group(loops.eventLoops())
            .channel(loops.engine().serverChannel())
            .option(ChannelOption.SO_REUSEADDR, true)
            .option(ChannelOption.SO_BACKLOG, 1024)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel child) {
                    connected(child);
                  }
                })
            .bind(at.toSocketAddress())
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new IOException(
          "cannot listen on " + at + ": " + SocketFailure.reason(bound.cause()), bound.cause());
    }
    return bound.channel();
  }

  private void connected(SocketChannel child) {
    if (connections.incrementAndGet() > settings.maxConnections()) {
      connections.decrementAndGet();
      LOG.warn(
          "{}: {} refused, there are {} connections already",
          address,
          child.remoteAddress(),
          settings.maxConnections());
      child.close();
      return;
    }
    TcpLoop loop = loops.of(child.eventLoop());
    Connection connection =
        new ControllerConnection(loop, settings, acceptor, connections::decrementAndGet);
    SocketOptions.apply(child, connection);
    child.pipeline().addLast(connection);
  }

  @Override
  public TransportAddress address() {
    return address;
  }

  @Override
  public int connections() {
    return connections.get();
  }

  @Override
  public void close() {
    channel.close().awaitUninterruptibly();
  }
}
