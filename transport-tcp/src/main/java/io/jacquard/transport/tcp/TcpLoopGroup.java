package io.jacquard.transport.tcp;

import io.jacquard.nvme.loop.Loop;
import io.jacquard.nvme.loop.LoopGroup;
import io.jacquard.nvme.loop.LoopSettings;
import io.jacquard.nvme.memory.BufferPool;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Loops on one of Netty's event loop groups. */
final class TcpLoopGroup implements LoopGroup {
  private static final Logger LOG = LoggerFactory.getLogger(TcpLoopGroup.class);
  private static final long SHUTDOWN_SECONDS = 30;

  private final MultiThreadIoEventLoopGroup group;
  private final List<TcpLoop> loops;
  private final AtomicInteger turn = new AtomicInteger();

  TcpLoopGroup(LoopSettings settings) {
    Engine engine = Engine.named(settings.engine());
    IoHandlerFactory engines = engine.handlers();
    List<PollingIoHandler> handlers = new ArrayList<>();
    // Netty makes the handlers in the order of its event loops, on this thread.
    group =
        new MultiThreadIoEventLoopGroup(
            settings.count(),
            new DefaultThreadFactory("nvme-tcp", true),
            executor -> {
              PollingIoHandler handler =
                  new PollingIoHandler(engines.newHandler(executor), settings.spin().toNanos());
              handlers.add(handler);
              return handler;
            });
    List<TcpLoop> made = new ArrayList<>();
    for (EventExecutor executor : group) {
      BufferPool buffers = new BufferPool(settings.bufferBytes(), settings.largestTransfer());
      made.add(new TcpLoop((IoEventLoop) executor, handlers.get(made.size()), engine, buffers));
    }
    loops = List.copyOf(made);
  }

  MultiThreadIoEventLoopGroup eventLoops() {
    return group;
  }

  TcpLoop of(EventLoop eventLoop) {
    for (TcpLoop loop : loops) {
      if (loop.eventLoop().equals(eventLoop)) {
        return loop;
      }
    }
    throw new IllegalArgumentException("not an event loop of this group");
  }

  Engine engine() {
    return loops.getFirst().engine();
  }

  @Override
  public List<Loop> loops() {
    return List.copyOf(loops);
  }

  @Override
  public Loop next() {
    return loops.get(Math.floorMod(turn.getAndIncrement(), loops.size()));
  }

  @Override
  public void close() {
    boolean ended;
    try {
      try {
        closeSockets();
      } finally {
        group.shutdownGracefully(0, SHUTDOWN_SECONDS, TimeUnit.SECONDS);
      }
      ended = group.awaitTermination(SHUTDOWN_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    if (!ended) {
      throw new IllegalStateException("the loops did not end within " + SHUTDOWN_SECONDS + " s");
    }
  }

  /**
   * Netty does so itself in the last turn of a loop; but with no quiet period a loop that hears of
   * its end in the middle of a turn has none any more, and would leave its sockets open for good.
   */
  private void closeSockets() throws InterruptedException {
    if (group.isShuttingDown()) {
      return;
    }
    // A listener of one loop may have given its last connections to any other.
    onEachLoop(TcpLoop::closeSockets);
    onEachLoop(TcpLoop::closeSockets);
    // What that has put into the loops' lines is done too.
    onEachLoop(loop -> {});
  }

  private void onEachLoop(Consumer<TcpLoop> action) throws InterruptedException {
    List<Future<?>> done = new ArrayList<>();
    for (TcpLoop loop : loops) {
      done.add(loop.eventLoop().submit(() -> action.accept(loop)));
    }
    for (Future<?> one : done) {
      if (!one.await(SHUTDOWN_SECONDS, TimeUnit.SECONDS) || !one.isSuccess()) {
        LOG.warn("sockets of a loop may stay open: {}", one);
      }
    }
  }
}
