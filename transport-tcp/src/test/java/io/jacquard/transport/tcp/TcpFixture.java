package io.jacquard.transport.tcp;

import io.jacquard.nvme.identity.TransportAddress;
import io.jacquard.nvme.loop.Loop;
import io.jacquard.nvme.loop.LoopGroup;
import io.jacquard.nvme.loop.LoopSettings;
import io.jacquard.nvme.transport.Acceptor;
import io.jacquard.nvme.transport.CloseReason;
import io.jacquard.nvme.transport.HostChannel;
import io.jacquard.nvme.transport.ListenSettings;
import io.jacquard.nvme.transport.Listener;
import io.jacquard.nvme.transport.QueueConnection;
import io.jacquard.nvme.transport.QueueDial;
import io.netty.util.ResourceLeakDetector;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A listening controller with memory and a host's loops, for tests. */
final class TcpFixture implements AutoCloseable {
  static final int SECONDS = 30;

  static {
    // Netty has no buffer of its own on the I/O path; if it gets one, none may be lost.
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
  }

  final TcpTransport transport = new TcpTransport();
  final LoopGroup loops;
  final LoopGroup hostLoops;
  final Listener listener;
  final ByteBuffer memory = ByteBuffer.allocateDirect(8 << 20);
  final List<MemoryController> controllers = new CopyOnWriteArrayList<>();

  TcpFixture(LoopSettings loopSettings, ListenSettings settings) throws IOException {
    this(loopSettings, settings, "127.0.0.1");
  }

  TcpFixture(LoopSettings loopSettings, ListenSettings settings, String host) throws IOException {
    loops = transport.openLoops(loopSettings);
    hostLoops = transport.openLoops(loopSettings.withCount(1).withEngine(LoopSettings.AUTO));
    listener =
        transport.listen(TransportAddress.tcp(host, 0), settings, loops, this::memoryController);
  }

  /** With another controller. */
  TcpFixture(LoopSettings loopSettings, ListenSettings settings, Acceptor acceptor)
      throws IOException {
    loops = transport.openLoops(loopSettings);
    hostLoops = transport.openLoops(loopSettings.withCount(1).withEngine(LoopSettings.AUTO));
    listener = transport.listen(TransportAddress.tcp("127.0.0.1", 0), settings, loops, acceptor);
  }

  private MemoryController memoryController(QueueConnection connection) {
    MemoryController controller = new MemoryController(connection, memory);
    controllers.add(controller);
    return controller;
  }

  static LoopSettings loopSettings(String engine) {
    return new LoopSettings(1, engine, Duration.ZERO, 16L << 20, 1 << 20);
  }

  QueueDial dial(boolean headerDigest, boolean dataDigest, int inCapsule) {
    return new QueueDial(
        listener.address(),
        Optional.empty(),
        1,
        64,
        inCapsule,
        headerDigest,
        dataDigest,
        Duration.ofSeconds(SECONDS));
  }

  /** Opens a channel and waits for it. */
  HostSide open(QueueDial dial) throws Exception {
    HostSide host = new HostSide();
    transport.dial(dial, hostLoops.next(), host);
    host.channel.get(SECONDS, TimeUnit.SECONDS);
    return host;
  }

  /** Opens a channel and sends Connect. */
  HostSide connect(QueueDial dial, boolean flowControl) throws Exception {
    HostSide host = open(dial);
    HostCommand connect = HostCommand.connect(dial.queueId(), dial.entries(), flowControl);
    connect.on(host.channel()).status.get(SECONDS, TimeUnit.SECONDS);
    return host;
  }

  /** Waits until {@code condition} holds. */
  static void await(String what, BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not within " + SECONDS + " s: " + what);
      }
      LockSupport.parkNanos(1_000_000);
    }
  }

  /** Runs something on a loop and waits for its value. */
  static <T> T on(Loop loop, java.util.concurrent.Callable<T> task) throws Exception {
    CompletableFuture<T> future = new CompletableFuture<>();
    loop.execute(
        () -> {
          try {
            future.complete(task.call());
          } catch (Exception e) {
            future.completeExceptionally(e);
          }
        });
    return future.get(SECONDS, TimeUnit.SECONDS);
  }

  /**
   * Waits until no loop holds a buffer, block or window, but for the receive block that an open
   * connection may have: io_uring is given one before data comes.
   */
  void awaitNothingHeld() throws Exception {
    for (LoopGroup group : List.of(loops, hostLoops)) {
      for (Loop loop : group.loops()) {
        TcpLoop tcp = (TcpLoop) loop;
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (on(tcp, () -> held(tcp)) != 0) {
          if (System.nanoTime() > deadline) {
            throw new AssertionError("memory is still held");
          }
        }
      }
    }
  }

  private long held(TcpLoop loop) {
    long buffers = loop.buffers().heldBytes() + loop.bufferLine().reserveHeld();
    return buffers + Math.max(0, loop.memory().outstanding() - listener.connections());
  }

  @Override
  public void close() {
    listener.close();
    hostLoops.close();
    loops.close();
  }

  /** Hears of a dialled channel. */
  static final class HostSide implements HostChannel.Events {
    final CompletableFuture<HostChannel> channel = new CompletableFuture<>();
    final CompletableFuture<CloseReason> closed = new CompletableFuture<>();

    HostChannel channel() {
      return channel.join();
    }

    @Override
    public void opened(HostChannel opened) {
      channel.complete(opened);
    }

    @Override
    public void closed(CloseReason reason) {
      channel.completeExceptionally(new IllegalStateException(reason.toString()));
      if (!closed.complete(reason)) {
        throw new IllegalStateException("closed twice: " + reason);
      }
    }
  }
}
