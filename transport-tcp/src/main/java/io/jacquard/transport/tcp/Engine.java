package io.jacquard.transport.tcp;

import io.jacquard.nvme.loop.LoopSettings;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A way in which a loop waits for its sockets. */
enum Engine {
  /** Linux epoll by Netty's native library. */
  EPOLL("epoll", EpollSocketChannel.class, EpollServerSocketChannel.class) {
    @Override
    Optional<Throwable> unavailable() {
      return Optional.ofNullable(Epoll.unavailabilityCause());
    }

    @Override
    IoHandlerFactory handlers() {
      return EpollIoHandler.newFactory();
    }
  },
  /** Linux io_uring by Netty's native library. */
  IO_URING("io_uring", IoUringSocketChannel.class, IoUringServerSocketChannel.class) {
    @Override
    Optional<Throwable> unavailable() {
      return Optional.ofNullable(IoUring.unavailabilityCause());
    }

    @Override
    IoHandlerFactory handlers() {
      return IoUringIoHandler.newFactory();
    }
  },
  /** The JDK's selectors, on every machine. */
  NIO("nio", NioSocketChannel.class, NioServerSocketChannel.class) {
    @Override
    Optional<Throwable> unavailable() {
      return Optional.empty();
    }

    @Override
    IoHandlerFactory handlers() {
      return NioIoHandler.newFactory();
    }
  };

  private final String text;
  private final Class<? extends SocketChannel> channel;
  private final Class<? extends ServerChannel> serverChannel;

  Engine(
      String text,
      Class<? extends SocketChannel> channel,
      Class<? extends ServerChannel> serverChannel) {
    this.text = text;
    this.channel = channel;
    this.serverChannel = serverChannel;
  }

  /** Why the engine does not work on this machine; empty if it does. */
  abstract Optional<Throwable> unavailable();

  abstract IoHandlerFactory handlers();

  Class<? extends SocketChannel> channel() {
    return channel;
  }

  Class<? extends ServerChannel> serverChannel() {
    return serverChannel;
  }

  /** The engines that work on this machine, the best first. */
  static List<Engine> available() {
    return Arrays.stream(values()).filter(e -> e.unavailable().isEmpty()).toList();
  }

  /**
   * The engine of a name.
   *
   * @throws IllegalArgumentException if there is none or it does not work here
   */
  static Engine named(String name) {
    if (name.equals(LoopSettings.AUTO)) {
      return available().getFirst();
    }
    Engine engine =
        Arrays.stream(values())
            .filter(e -> e.text.equals(name))
            .findFirst()
            .orElseThrow(
                () -> new IllegalArgumentException("no engine \"" + name + "\"" + choices()));
    engine
        .unavailable()
        .ifPresent(
            cause -> {
              throw new IllegalArgumentException(
                  "the engine " + name + " does not work here: " + cause + choices(), cause);
            });
    return engine;
  }

  private static String choices() {
    return "; there are here: " + available();
  }

  @Override
  public String toString() {
    return text;
  }
}
