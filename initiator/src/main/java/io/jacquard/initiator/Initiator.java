package io.jacquard.initiator;

import io.jacquard.nvme.discovery.DiscoveryLog;
import io.jacquard.nvme.identity.TransportAddress;
import io.jacquard.nvme.loop.LoopGroup;
import io.jacquard.nvme.transport.Transport;
import io.jacquard.nvme.transport.Transports;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;

/**
 * The way in: connects to controllers of NVMe subsystems over a network.
 *
 * <pre>{@code
 * try (RemoteController controller = Initiator.connect("tcp://10.0.0.1:4420/nqn.2014-08.com.example:disk")) {
 *   RemoteNamespace disk = controller.namespace(1).orElseThrow();
 *   disk.write(0, data);
 *   disk.flush();
 * }
 * }</pre>
 */
public final class Initiator {
  private static final Set<String> CONNECTED = ConcurrentHashMap.newKeySet();

  private Initiator() {}

  /**
   * Connects with default options, and waits.
   *
   * @param uri as in {@link ConnectOptions#to(String)}
   */
  public static RemoteController connect(String uri) throws IOException {
    return connect(ConnectOptions.to(uri).build());
  }

  /** Connects, and waits until the controller is live and its namespaces are known. */
  public static RemoteController connect(ConnectOptions options) throws IOException {
    CompletableFuture<RemoteController> connecting = connectAsync(options);
    try {
      return connecting.get();
    } catch (ExecutionException e) {
      throw Failure.of(e);
    } catch (InterruptedException e) {
      connecting.thenAccept(RemoteController::closeAsync);
      Thread.currentThread().interrupt();
      InterruptedIOException interrupted = new InterruptedIOException("interrupted in connect");
      interrupted.initCause(e);
      throw interrupted;
    }
  }

  /**
   * Asks a discovery service which subsystems there are, and waits.
   *
   * @param uri {@code tcp://host}, with port 8009 unless given
   */
  public static DiscoveryLog discover(String uri) throws IOException {
    return discover(ConnectOptions.to(uri).keepAlive(Duration.ZERO).build());
  }

  /** Asks a discovery service which subsystems there are, and waits. */
  public static DiscoveryLog discover(ConnectOptions options) throws IOException {
    try (RemoteController service = connect(options)) {
      return service.discoveryLog();
    }
  }

  /**
   * Asks a discovery service, then those it refers to, and so on, and waits.
   *
   * @throws IOException if the first cannot be asked; for others the answer has the reason
   */
  public static List<Discovery> discoverAll(ConnectOptions options) throws IOException {
    return Discovery.follow(options);
  }

  /**
   * Connects. Asks the name service before it returns, if the address is a name.
   *
   * @return done when the controller is live and its namespaces are known; on a loop
   * @throws UnknownHostException if the address's name is not known
   * @throws IllegalArgumentException if there is no such transport or engine
   */
  public static CompletableFuture<RemoteController> connectAsync(ConnectOptions options)
      throws IOException {
    TransportAddress address = options.address().resolve();
    ConnectOptions resolved = options.withTarget(address, options.subsystem());
    String key = resolved.uri() + " as " + resolved.host().nqn();
    boolean first = CONNECTED.add(key);
    if (!first && !options.duplicateConnect()) {
      throw new DuplicateConnectException(
          "this program is connected to "
              + key
              + " already; close that connection, or allow"
              + " duplicates");
    }
    CompletableFuture<RemoteController> connecting;
    try {
      connecting = start(resolved);
    } catch (RuntimeException e) {
      forget(first, key);
      throw e;
    }
    connecting.whenComplete(
        (controller, failure) -> {
          if (failure != null) {
            forget(first, key);
          } else {
            controller.dead().thenRun(() -> forget(first, key));
          }
        });
    return connecting;
  }

  private static void forget(boolean owner, String key) {
    if (owner) {
      CONNECTED.remove(key);
    }
  }

  private static CompletableFuture<RemoteController> start(ConnectOptions options) {
    Transport transport =
        options.transport().orElseGet(() -> Transports.of(options.address().type()));
    LoopGroup loops = options.loops().orElseGet(() -> transport.openLoops(options.loopSettings()));
    RemoteController controller = new RemoteController(options, transport, loops);
    CompletableFuture<RemoteController> connected =
        controller.start().thenApply(done -> controller);
    connected.whenComplete(
        (live, failure) -> {
          if (failure != null) {
            controller.closeAsync();
          }
        });
    return connected;
  }
}
