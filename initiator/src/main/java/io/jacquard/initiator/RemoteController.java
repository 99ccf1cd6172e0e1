package io.jacquard.initiator;

import io.jacquard.nvme.command.AdminOpcode;
import io.jacquard.nvme.command.AsyncEvent;
import io.jacquard.nvme.command.GetLogPage;
import io.jacquard.nvme.command.Identify;
import io.jacquard.nvme.discovery.DiscoveryLog;
import io.jacquard.nvme.feature.FeatureSelect;
import io.jacquard.nvme.identify.IdentifyController;
import io.jacquard.nvme.loop.Loop;
import io.jacquard.nvme.loop.LoopGroup;
import io.jacquard.nvme.property.ControllerCapabilities;
import io.jacquard.nvme.property.Version;
import io.jacquard.nvme.transport.Transport;
import io.jacquard.nvme.wire.Sqe;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connected controller: an NVM subsystem's, or a discovery controller. Thread-safe. Made by
 * {@link Initiator#connect}. What is said of futures and waiting at {@link RemoteNamespace} is true
 * here.
 *
 * <p>Admin commands wait while the connection is down; those on their way when it is lost fail with
 * {@link PathLostException} and are not repeated.
 */
public final class RemoteController implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RemoteController.class);

  private final ConnectOptions options;
  private final Lifecycle lifecycle;
  private final LoopGroup loops;
  private final AdminCommands admin;
  private final NamespaceDirectory directory;
  private final List<ControllerListener> listeners = new CopyOnWriteArrayList<>();
  private final CompletableFuture<Void> ready = new CompletableFuture<>();
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private final AtomicBoolean closing = new AtomicBoolean();

  RemoteController(ConnectOptions options, Transport transport, LoopGroup loops) {
    this.options = options;
    this.loops = loops;
    this.lifecycle = new Lifecycle(options, transport, loops, new Events());
    this.admin =
        new AdminCommands(lifecycle.lanes().admin(), options.timeouts().admin().toNanos(), false);
    long ioTimeout = options.timeouts().io().toNanos();
    this.directory =
        new NamespaceDirectory(
            admin,
            lifecycle::association,
            nsid -> new RemoteNamespace(lifecycle, nsid, ioTimeout),
            change -> tell(l -> l.namespaceChanged(change)));
  }

  /** Connects; done when the namespaces are known. */
  CompletableFuture<Void> start() {
    lifecycle.start().whenComplete((done, failure) -> failReady(failure));
    return ready;
  }

  private void failReady(Throwable failure) {
    if (failure != null) {
      ready.completeExceptionally(failure);
    }
  }

  /** Done when the controller is dead. */
  CompletableFuture<Void> dead() {
    return lifecycle.dead();
  }

  /** The options of the connection. */
  public ConnectOptions options() {
    return options;
  }

  /** A listener that fails must not stop the connection, which others use too. */
  private void tell(Consumer<ControllerListener> news) {
    for (ControllerListener listener : listeners) {
      try {
        news.accept(listener);
      } catch (RuntimeException bug) {
        LOG.error("{}: a listener failed", options.uri(), bug);
      }
    }
  }

  /** The state of the connection now. */
  public ControllerState state() {
    return lifecycle.state();
  }

  /** Tells {@code listener} of everything from now on. */
  public void addListener(ControllerListener listener) {
    listeners.add(listener);
  }

  /** Tells {@code listener} no more. */
  public void removeListener(ControllerListener listener) {
    listeners.remove(listener);
  }

  /** Identify Controller, as of the last connect. */
  public IdentifyController identify() {
    return lifecycle.association().identify();
  }

  /** CNTLID, as of the last connect. */
  public int controllerId() {
    return lifecycle.association().controllerId();
  }

  /** CAP, as of the last connect. */
  public ControllerCapabilities capabilities() {
    return lifecycle.association().capabilities();
  }

  /** VS, as of the last connect. */
  public Version version() {
    return lifecycle.association().version();
  }

  /** I/O queues in use; 0 for a discovery controller. */
  public int ioQueues() {
    return lifecycle.association().ioQueues();
  }

  /** The active namespaces that this host can use, by NSID. Kept up to date. */
  public List<RemoteNamespace> namespaces() {
    return directory.all();
  }

  /**
   * A namespace.
   *
   * @param nsid 1 to 4294967294
   */
  public Optional<RemoteNamespace> namespace(long nsid) {
    return Optional.ofNullable(directory.get((int) nsid));
  }

  /** Asks the controller for its namespaces again; usually an event causes that. */
  public CompletableFuture<Void> rescanAsync() {
    CompletableFuture<Void> done = new CompletableFuture<>();
    try {
      adminLoop().execute(() -> rescan(done));
    } catch (RejectedExecutionException e) {
      done.completeExceptionally(new PathLostException("the controller is closed", e));
    }
    return done;
  }

  private void rescan(CompletableFuture<Void> done) {
    directory
        .scan()
        .whenComplete(
            (scanned, failure) -> {
              if (failure == null) {
                done.complete(null);
              } else {
                done.completeExceptionally(Failure.of(failure));
              }
            });
  }

  /** The loops that carry this controller's queues, for {@link RemoteNamespace#open}. */
  public List<Loop> loops() {
    return lifecycle.lanes().io().stream().map(Lane::loop).distinct().toList();
  }

  /** What happened since the controller was made. */
  public ControllerStatistics statistics() {
    return ControllerStatistics.of(lifecycle.lanes(), lifecycle.counters());
  }

  /** Sends Identify. The buffer of 4096 bytes is direct and little-endian. */
  public CompletableFuture<ByteBuffer> identifyAsync(Identify command) {
    return admin.identify(command);
  }

  /** Sends Identify, and waits. */
  public ByteBuffer identify(Identify command) throws IOException {
    return await(identifyAsync(command));
  }

  /** Reads a log page, or part of it; at most what one command may transfer. */
  public CompletableFuture<ByteBuffer> logPageAsync(GetLogPage command) {
    return admin.logPage(command);
  }

  /** Reads a log page, or part of it, and waits. */
  public ByteBuffer logPage(GetLogPage command) throws IOException {
    return await(logPageAsync(command));
  }

  /** Reads all of a discovery controller's log, unchanged from its first to its last entry. */
  public CompletableFuture<DiscoveryLog> discoveryLogAsync() {
    return new DiscoveryReader(admin, IdentifyCheck.maxTransfer(lifecycle.association())).read();
  }

  /** Like {@link #discoveryLogAsync}, and waits. */
  public DiscoveryLog discoveryLog() throws IOException {
    return await(discoveryLogAsync());
  }

  /**
   * The current value of a feature that fits the completion: CQE dword 0.
   *
   * @param fid one of {@link io.jacquard.nvme.feature.FeatureId}
   * @param nsid the namespace for features of namespaces, else 0
   */
  public CompletableFuture<Long> getFeatureAsync(int fid, long nsid) {
    return admin.getFeatures(fid, FeatureSelect.CURRENT, (int) nsid);
  }

  /** Like {@link #getFeatureAsync}, and waits. */
  public long getFeature(int fid, long nsid) throws IOException {
    return await(getFeatureAsync(fid, nsid));
  }

  /** Sets a feature of the controller that fits dword 11; returns CQE dword 0. */
  public CompletableFuture<Long> setFeatureAsync(int fid, int dword11) {
    return admin.setFeatures(fid, dword11);
  }

  /** Reads a property, such as {@link io.jacquard.nvme.property.Property#CSTS}. */
  public CompletableFuture<Long> propertyAsync(int offset) {
    return admin.getProperty(offset);
  }

  /** Like {@link #propertyAsync}, and waits. */
  public long property(int offset) throws IOException {
    return await(propertyAsync(offset));
  }

  /**
   * Sends any admin command.
   *
   * @param sqe opcode, flags, NSID and command dwords; copied
   * @param data the data, or an empty buffer; the opcode says which way it goes
   * @return CQE dwords 0 and 1
   */
  public CompletableFuture<Long> adminAsync(Sqe sqe, ByteBuffer data) {
    int mostCopied = adminLoop().buffers().largest();
    return admin.send(
        AdminOpcode.nameOf(sqe.opcode()),
        Sqe.allocate().copyFrom(sqe),
        Payload.of(sqe, data, mostCopied));
  }

  /** Like {@link #adminAsync}, and waits. */
  public long admin(Sqe sqe, ByteBuffer data) throws IOException {
    return await(adminAsync(sqe, data));
  }

  /** Gives the connection up and makes it anew, as after an error; nothing if there is none. */
  public void reset() {
    PathLostException why =
        new PathLostException("this program asked for a reset of the connection");
    try {
      adminLoop().execute(() -> lifecycle.reset(why, false));
    } catch (RejectedExecutionException e) {
      LOG.debug("{}: no reset of a closed controller", options.uri());
    }
  }

  /** Shuts the controller down and disconnects; done when everything is given back. */
  public CompletableFuture<Void> closeAsync() {
    if (closing.compareAndSet(false, true)) {
      CompletableFuture<Void> dead = lifecycle.close();
      if (options.loops().isPresent()) {
        dead.thenRun(() -> closed.complete(null));
      } else {
        // The loops wait for their own threads, so another one closes them.
        dead.thenRun(() -> Thread.ofVirtual().start(this::closeLoops));
      }
    }
    return closed;
  }

  private void closeLoops() {
    loops.close();
    closed.complete(null);
  }

  /** Shuts the controller down and disconnects, and waits. Requests under way fail. */
  @Override
  public void close() {
    if (lifecycle.lanes().inLoop()) {
      closeAsync();
    } else {
      closeAsync().join();
    }
  }

  private Loop adminLoop() {
    return lifecycle.lanes().admin().loop();
  }

  <T> T await(CompletableFuture<T> future) throws IOException {
    return Blocking.await(future, lifecycle.lanes());
  }

  private boolean hasNamespaces() {
    return lifecycle.association().ioQueues() > 0;
  }

  /** Looks at what the life of the connection means for namespaces and listeners. */
  private final class Events implements LifecycleEvents {
    @Override
    public void stateChanged(ControllerState from, ControllerState to, String why) {
      tell(l -> l.stateChanged(from, to, why));
    }

    @Override
    public void live(Association found) {
      if (!hasNamespaces()) {
        ready.complete(null);
        return;
      }
      directory
          .scan()
          .whenComplete(
              (done, failure) -> {
                if (failure == null) {
                  ready.complete(null);
                } else if (!ready.completeExceptionally(Failure.of(failure))) {
                  LOG.warn("{}: {}", options.uri(), Failure.of(failure).getMessage());
                }
              });
    }

    @Override
    public void asyncEvent(AsyncEvent event) {
      LOG.debug("{}: {}", options.uri(), event);
      tell(l -> l.asyncEvent(event));
      if (event.equals(AsyncEvent.NAMESPACE_ATTRIBUTE_CHANGED)) {
        clear(event).thenCompose(cleared -> directory.scan()).exceptionally(this::report);
      } else if (event.equals(AsyncEvent.ANA_CHANGE)) {
        clear(event).exceptionally(this::report);
      }
    }

    /** Reads the log page of an event, so that the controller may send the next of its kind. */
    private CompletableFuture<Void> clear(AsyncEvent event) {
      return admin.logPage(GetLogPage.of(event.lid(), 0, 4096)).thenApply(page -> null);
    }

    private Void report(Throwable failure) {
      LOG.warn("{}: after an event: {}", options.uri(), Failure.of(failure).getMessage());
      return null;
    }
  }
}
