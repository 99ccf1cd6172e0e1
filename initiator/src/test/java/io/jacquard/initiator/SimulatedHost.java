package io.jacquard.initiator;

import static org.assertj.core.api.Assertions.assertThat;

import io.jacquard.nvme.identity.HostId;
import io.jacquard.nvme.identity.TransportAddress;
import io.jacquard.nvme.loop.FixedLoops;
import io.jacquard.nvme.loop.ManualLoop;
import io.jacquard.nvme.transport.ListenSettings;
import io.jacquard.nvme.transport.Listener;
import io.jacquard.nvme.transport.loopback.LoopbackTransport;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** A host and a {@link ScriptedController} on one loop that a test turns by hand. */
final class SimulatedHost implements AutoCloseable {
  private static final AtomicInteger NAMES = new AtomicInteger();

  final ManualLoop loop = new ManualLoop();
  final FixedLoops loops = new FixedLoops(List.of(loop), () -> {});
  final LoopbackTransport transport = new LoopbackTransport();
  final ScriptedController controller = new ScriptedController();
  final TransportAddress address =
      TransportAddress.parse("loop://simulated-" + NAMES.incrementAndGet());
  final List<ControllerState> states = new ArrayList<>();
  private Listener listener;

  SimulatedHost() throws IOException {
    controller.namespaces.put(1, new ScriptedNamespace(512, 4096));
    listen();
  }

  void listen() throws IOException {
    listener = transport.listen(address, ListenSettings.defaults(), loops, controller);
  }

  void stopListening() {
    listener.close();
  }

  ConnectOptions.Builder options() {
    return ConnectOptions.to(address, ScriptedController.NQN)
        .host(HostIdentity.of(new HostId(new UUID(1, 2))))
        .transport(transport)
        .loops(loops)
        .ioQueues(2)
        .queueSize(16)
        .keepAlive(Duration.ZERO);
  }

  CompletableFuture<RemoteController> connecting(UnaryOperator<ConnectOptions.Builder> change)
      throws IOException {
    CompletableFuture<RemoteController> future =
        Initiator.connectAsync(change.apply(options()).build());
    loop.runReady();
    return future;
  }

  RemoteController connect(UnaryOperator<ConnectOptions.Builder> change) throws IOException {
    CompletableFuture<RemoteController> future = connecting(change);
    assertThat(future).isCompleted();
    RemoteController live = future.join();
    live.addListener(
        new ControllerListener() {
          @Override
          public void stateChanged(ControllerState from, ControllerState to, String why) {
            states.add(to);
          }
        });
    return live;
  }

  RemoteController connect() throws IOException {
    return connect(builder -> builder);
  }

  /** The failure of a future that must have failed by now. */
  static InitiatorException failure(CompletableFuture<?> future) {
    assertThat(future).isCompletedExceptionally();
    return Failure.of(future.handle((value, thrown) -> thrown).join());
  }

  void advance(Duration time) {
    loop.advance(time.toNanos());
  }

  void run() {
    loop.runReady();
  }

  @Override
  public void close() {
    listener.close();
  }
}
