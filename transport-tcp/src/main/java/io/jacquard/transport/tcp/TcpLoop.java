package io.jacquard.transport.tcp;

import io.jacquard.nvme.loop.FdWatcher;
import io.jacquard.nvme.loop.Loop;
import io.jacquard.nvme.memory.BufferPool;
import io.jacquard.nvme.transport.queue.BufferLine;
import io.netty.channel.IoEventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** A loop on one of Netty's event loops. */
final class TcpLoop implements Loop {
  private final IoEventLoop eventLoop;
  private final PollingIoHandler handler;
  private final Engine engine;
  private final BufferPool buffers;
  private final LoopMemory memory = new LoopMemory();
  private final BufferLine bufferLine;

  TcpLoop(IoEventLoop eventLoop, PollingIoHandler handler, Engine engine, BufferPool buffers) {
    this.eventLoop = eventLoop;
    this.handler = handler;
    this.engine = engine;
    this.buffers = buffers;
    this.bufferLine = BufferLine.withCapsules(buffers);
  }

  IoEventLoop eventLoop() {
    return eventLoop;
  }

  Engine engine() {
    return engine;
  }

  LoopMemory memory() {
    return memory;
  }

  BufferLine bufferLine() {
    return bufferLine;
  }

  /** Closes all sockets; on the loop, whose last work it is. */
  void closeSockets() {
    handler.prepareToDestroy();
  }

  @Override
  public boolean inLoop() {
    return eventLoop.inEventLoop();
  }

  @Override
  public void execute(Runnable task) {
    eventLoop.execute(task);
  }

  @Override
  public Timer schedule(Runnable task, long delayNanos) {
    ScheduledFuture<?> future = eventLoop.schedule(task, delayNanos, TimeUnit.NANOSECONDS);
    return () -> future.cancel(false);
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public BufferPool buffers() {
    return buffers;
  }

  @Override
  public void addPoller(Poller poller) {
    handler.add(poller);
  }

  @Override
  public void removePoller(Poller poller) {
    handler.remove(poller);
  }

  @Override
  public Watch watch(int fd, Runnable readable) throws IOException {
    return engine == Engine.EPOLL
        ? EpollWatch.start(eventLoop, fd, readable)
        : FdWatcher.watch(this, fd, readable);
  }

  @Override
  public String toString() {
    return "tcp loop on " + engine;
  }
}
