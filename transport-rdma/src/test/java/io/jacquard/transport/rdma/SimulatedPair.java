package io.jacquard.transport.rdma;

import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.command.CommandState;
import io.jacquard.nvme.command.NvmOpcode;
import io.jacquard.nvme.identity.TransportAddress;
import io.jacquard.nvme.identity.TransportType;
import io.jacquard.nvme.loop.Loop;
import io.jacquard.nvme.loop.LoopGroup;
import io.jacquard.nvme.loop.LoopSettings;
import io.jacquard.nvme.transport.CloseReason;
import io.jacquard.nvme.transport.HostChannel;
import io.jacquard.nvme.transport.ListenSettings;
import io.jacquard.nvme.transport.Listener;
import io.jacquard.nvme.transport.QueueConnection;
import io.jacquard.nvme.transport.QueueDial;
import io.jacquard.nvme.transport.QueueHandler;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A listener and hosts on a {@link SimulatedFabric}, each on a loop of its own. */
final class SimulatedPair implements AutoCloseable {
  static final int LARGEST = 64 << 10;
  private static final long LOOK_NANOS = 50_000;

  final SimulatedFabric fabric;
  final RdmaTransport transport = new RdmaTransport();
  final LoopGroup controllerLoops;
  final LoopGroup hostLoops;
  final Listener listener;
  final BlockingQueue<Handler> handlers = new LinkedBlockingQueue<>();
  volatile boolean hold;
  volatile boolean failAccepting;

  /** The host's side of a queue. */
  static final class Host implements HostChannel.Events {
    final CompletableFuture<HostChannel> opened = new CompletableFuture<>();
    final CompletableFuture<CloseReason> closed = new CompletableFuture<>();

    @Override
    public void opened(HostChannel channel) {
      opened.complete(channel);
    }

    @Override
    public void closed(CloseReason reason) {
      closed.complete(reason);
    }
  }

  /** The controller's side: reads give what was written last. */
  final class Handler implements QueueHandler {
    final QueueConnection connection;

    /** Address of the data of the last command, and whether it came on the connection's loop. */
    volatile long dataAddress;

    volatile boolean onLoop;
    final Queue<Command> held = new ArrayDeque<>();
    final CompletableFuture<CloseReason> closed = new CompletableFuture<>();
    private final byte[] last = new byte[LARGEST];

    Handler(QueueConnection connection) {
      this.connection = connection;
      connection.bind(1, 1024, false);
    }

    @Override
    public int arrived(Command command, int dataBytes) {
      return 0;
    }

    @Override
    public void execute(Command command) {
      command.moveTo(CommandState.EXECUTING);
      dataAddress = command.data().address();
      onLoop = connection.loop().inLoop();
      if (hold) {
        held.add(command);
      } else {
        finish(command);
      }
    }

    int heldCommands() {
      try {
        return on(connection.loop(), held::size);
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }

    /** Answers all that is held; on the connection's loop. */
    void finishAll() {
      for (Command command = held.poll(); command != null; command = held.poll()) {
        finish(command);
      }
    }

    void finish(Command command) {
      if (command.sqe().opcode() == NvmOpcode.WRITE) {
        command.data().bytes().get(0, last, 0, command.length());
      } else if (command.length() > 0) {
        command.data().bytes().put(0, last, 0, command.length());
      }
      command.complete(0, 0);
    }

    @Override
    public void dropped(Command command, int status) {}

    @Override
    public void batchEnd() {}

    @Override
    public void closed(CloseReason reason) {
      closed.complete(reason);
      held.forEach(command -> command.complete(0, 0));
      held.clear();
    }
  }

  SimulatedPair() throws IOException {
    this(64L << 20);
  }

  SimulatedPair(long bufferBytes) throws IOException {
    fabric = SimulatedFabric.install();
    LoopSettings settings =
        new LoopSettings(1, LoopSettings.AUTO, Duration.ZERO, bufferBytes, LARGEST);
    controllerLoops = transport.openLoops(settings);
    hostLoops = transport.openLoops(settings);
    listener =
        transport.listen(
            TransportAddress.of(TransportType.RDMA, "127.0.0.1", 0),
            ListenSettings.defaults(),
            controllerLoops,
            connection -> {
              if (failAccepting) {
                throw new IllegalStateException("a bug of the one who accepts");
              }
              Handler handler = new Handler(connection);
              handlers.add(handler);
              return handler;
            });
  }

  Host dial(int entries) {
    return dial(listener.address(), entries, Duration.ofSeconds(30));
  }

  Host dial(TransportAddress to, int entries, Duration timeout) {
    Host host = new Host();
    transport.dial(queue(to, entries, timeout), hostLoops.next(), host);
    return host;
  }

  static QueueDial queue(TransportAddress to, int entries, Duration timeout) {
    return new QueueDial(to, Optional.empty(), 1, entries, 8192, false, false, timeout);
  }

  void submit(Host host, Command... commands) throws Exception {
    HostChannel channel = get(host.opened);
    channel
        .loop()
        .execute(
            () -> {
              for (Command command : commands) {
                channel.submit(command);
              }
              channel.flush();
            });
  }

  int run(Host host, HostCommand command) throws Exception {
    submit(host, command);
    return command.status();
  }

  void close(Host host) throws Exception {
    HostChannel channel = get(host.opened);
    channel.loop().execute(channel::close);
    get(host.closed);
  }

  Handler handler() throws InterruptedException {
    Handler handler = handlers.poll(30, TimeUnit.SECONDS);
    if (handler == null) {
      throw new AssertionError("nobody connected");
    }
    return handler;
  }

  static <T> T get(CompletableFuture<T> future) throws Exception {
    return future.get(30, TimeUnit.SECONDS);
  }

  static <T> T on(Loop loop, Callable<T> question) throws Exception {
    CompletableFuture<T> answer = new CompletableFuture<>();
    loop.execute(
        () -> {
          try {
            answer.complete(question.call());
          } catch (Exception e) {
            answer.completeExceptionally(e);
          }
        });
    return get(answer);
  }

  static void await(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("never: " + what);
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  /** Ends everything and sees that nothing is left. */
  @Override
  public void close() throws Exception {
    listener.close();
    await("all connections are gone", () -> listener.connections() == 0);
    await("all queue pairs are gone", () -> fabric.openQueuePairs() == 0);
    await("all identifiers are gone", () -> fabric.openIds() == 0);
    for (LoopGroup group : List.of(hostLoops, controllerLoops)) {
      Loop loop = group.next();
      if (on(loop, loop.buffers()::heldBytes) != 0) {
        throw new AssertionError("a loop holds buffers");
      }
      group.close();
    }
    if (fabric.registrations() != 0) {
      throw new AssertionError(fabric.registrations() + " registrations are left");
    }
  }
}
