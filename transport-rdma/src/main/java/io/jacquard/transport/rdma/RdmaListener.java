package io.jacquard.transport.rdma;

import com.ibm.disni.verbs.RdmaCmId;
import io.jacquard.nvme.identity.TransportAddress;
import io.jacquard.nvme.linux.Errno;
import io.jacquard.nvme.loop.Loop;
import io.jacquard.nvme.loop.LoopGroup;
import io.jacquard.nvme.transport.Acceptor;
import io.jacquard.nvme.transport.ListenSettings;
import io.jacquard.nvme.transport.Listener;
import io.jacquard.transport.rdma.verbs.ConnectionEvent;
import io.jacquard.transport.rdma.verbs.VerbsException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A listening identifier. Its events come on the first loop; its connections live on all. */
final class RdmaListener implements Listener, CmOwner {
  private static final Logger LOG = LoggerFactory.getLogger(RdmaListener.class);

  private static final int BACKLOG = 128;
  private static final long LISTEN_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final LoopGroup loops;
  private final RdmaLoop loop;
  private final ListenSettings settings;
  private final Acceptor acceptor;
  private final AtomicInteger connections = new AtomicInteger();
  private CmEvents events;
  private RdmaCmId id;
  private TransportAddress address;
  private boolean closed;

  RdmaListener(
      TransportAddress at,
      ListenSettings settings,
      LoopGroup loops,
      RdmaLoop first,
      Acceptor acceptor)
      throws IOException {
    this.loops = loops;
    this.loop = first;
    this.settings = settings;
    this.acceptor = acceptor;
    InetSocketAddress socket = at.toSocketAddress();
    onLoop(
        () -> {
          events = loop.events();
          listen(socket, at);
        });
  }

  /** Work for the loop that may fail. */
  private interface Work {
    void run() throws IOException;
  }

  private void onLoop(Work work) throws IOException {
    CompletableFuture<Void> done = new CompletableFuture<>();
    loop.execute(
        () -> {
          try {
            work.run();
            done.complete(null);
          } catch (IOException | RuntimeException e) {
            done.completeExceptionally(e);
          }
        });
    try {
      done.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      throw e;
    }
  }

  private void listen(InetSocketAddress socket, TransportAddress at) throws IOException {
    RdmaCmId made = events.create(this);
    try {
      if (socket.getAddress().isAnyLocalAddress()) {
        loop.fabric().cm().onlyItsFamily(made);
      }
      made.bindAddr(socket);
      made.listen(BACKLOG);
      address = Addresses.of(made.getSource());
      id = made;
    } catch (IOException e) {
      events.destroy(made);
      throw new IOException("cannot listen on " + at + ": " + reason(e), e);
    }
  }

  private static String reason(IOException e) {
    if (!(e instanceof VerbsException failure)) {
      return e.getMessage();
    }
    return switch (failure.errno()) {
      case Errno.ENODEV, Errno.EADDRNOTAVAIL ->
          "no RDMA device has this address; see the devices with: rdma link";
      case Errno.EADDRINUSE -> "the port is taken; choose another, or 0 for any";
      default -> e.getMessage();
    };
  }

  @Override
  public void happened(ConnectionEvent event) {
    switch (event.type()) {
      case RDMA_CM_EVENT_CONNECT_REQUEST -> requested(event);
      case RDMA_CM_EVENT_DEVICE_REMOVAL, RDMA_CM_EVENT_ADDR_CHANGE -> listenAgain(event);
      default -> LOG.debug("{}: {}", address, event);
    }
  }

  private void requested(ConnectionEvent event) {
    RdmaCmId host = event.getConnIdPriv();
    Optional<CmReject> refusal = CmRequestCheck.check(event.parameters());
    if (refusal.isEmpty() && (closed || connections.get() >= settings.maxConnections())) {
      refusal = Optional.of(CmReject.NO_RESOURCES);
    }
    if (refusal.isPresent()) {
      reject(host, refusal.get());
      events.destroy(host);
      return;
    }
    connections.incrementAndGet();
    RdmaLoop home = (RdmaLoop) loops.next();
    try {
      home.execute(() -> connect(home, host, event));
    } catch (RejectedExecutionException ended) {
      connections.decrementAndGet();
      LOG.debug("{}: a host comes when the loops end", address);
      reject(host, CmReject.NO_RESOURCES);
      events.destroy(host);
    }
  }

  /** On the loop where the connection is to live. */
  private void connect(RdmaLoop home, RdmaCmId host, ConnectionEvent event) {
    ControllerConnection connection;
    try {
      connection =
          new ControllerConnection(home, events, host, settings, connections::decrementAndGet);
    } catch (IOException e) {
      connections.decrementAndGet();
      LOG.warn("{}: {}", address, e.getMessage());
      reject(host, CmReject.NO_RESOURCES);
      events.destroy(host);
      return;
    }
    events.adopt(host, connection);
    try {
      CmRequest request = CmRequest.decode(event.parameters().privateData());
      connection.open(request, event.parameters().initiatorDepth(), acceptor);
    } catch (IOException e) {
      LOG.warn("{}: a host cannot be served: {}", address, e.getMessage());
      reject(host, CmReject.NO_RESOURCES);
      connection.abandon(e);
    } catch (RuntimeException | OutOfMemoryError bug) {
      reject(host, CmReject.NO_RESOURCES);
      connection.failed(bug);
    }
  }

  private void reject(RdmaCmId host, CmReject reason) {
    try {
      LOG.warn("{}: {} refused: {}", address, Addresses.of(host.getDestination()), reason);
      loop.fabric().cm().reject(host, reason.encode());
    } catch (IOException e) {
      LOG.debug("{}: the refusal could not be sent", address, e);
    }
  }

  /** The device is gone or the address has moved: tries until there is one with the address. */
  private void listenAgain(ConnectionEvent event) {
    LOG.warn("{}: {}; listens again when the address is there", address, event);
    events.destroy(id);
    id = null;
    tryToListen();
  }

  private void tryToListen() {
    if (closed || id != null) {
      return;
    }
    try {
      listen(address.toSocketAddress(), address);
      LOG.info("{}: listens again", address);
    } catch (IOException e) {
      loop.schedule(this::tryToListen, LISTEN_AGAIN_NANOS);
    }
  }

  @Override
  public Loop loop() {
    return loop;
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
    try {
      onLoop(
          () -> {
            closed = true;
            if (id != null) {
              events.destroy(id);
              id = null;
            }
          });
    } catch (IOException e) {
      throw new IllegalStateException("closing does not fail", e);
    }
  }
}
