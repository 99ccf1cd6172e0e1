package io.jacquard.transport.tcp;

import io.jacquard.nvme.loop.Loop;
import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.netty.util.concurrent.Future;
import java.io.IOException;

/** A descriptor of somebody else's among those that a loop on epoll waits for. */
final class EpollWatch implements EpollIoHandle, Loop.Watch {
  private final FileDescriptor descriptor;
  private final Runnable readable;
  private IoRegistration registration;

  private EpollWatch(int fd, Runnable readable) {
    this.descriptor = new FileDescriptor(fd);
    this.readable = readable;
  }

  /** Called on the loop. */
  static EpollWatch start(IoEventLoop loop, int fd, Runnable readable) throws IOException {
    EpollWatch watch = new EpollWatch(fd, readable);
    Future<IoRegistration> registered = loop.register(watch);
    if (!registered.isSuccess()) {
      throw new IOException("descriptor " + fd + " cannot be waited for", registered.cause());
    }
    watch.registration = registered.getNow();
    watch.registration.submit(EpollIoOps.EPOLLIN);
    return watch;
  }

  @Override
  public FileDescriptor fd() {
    return descriptor;
  }

  @Override
  public void handle(IoRegistration source, IoEvent event) {
    readable.run();
  }

  /** Ends the watch; the loop calls it when it ends itself. The descriptor stays open. */
  @Override
  public void close() {
    registration.cancel();
  }
}
