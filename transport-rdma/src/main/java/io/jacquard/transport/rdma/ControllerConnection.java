package io.jacquard.transport.rdma;

import com.ibm.disni.verbs.RdmaCmId;
import io.jacquard.nvme.identity.TransportAddress;
import io.jacquard.nvme.loop.Loop;
import io.jacquard.nvme.transport.Acceptor;
import io.jacquard.nvme.transport.CloseReason;
import io.jacquard.nvme.transport.CloseReason.Kind;
import io.jacquard.nvme.transport.ListenSettings;
import io.jacquard.nvme.transport.QueueConnection;
import io.jacquard.nvme.transport.TransportTraits;
import io.jacquard.transport.rdma.verbs.ConnectionEvent;
import io.jacquard.transport.rdma.verbs.ConnectionParameters;
import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The controller's end of a connection: its making, its time limits and its end. */
final class ControllerConnection implements QueueConnection, CmOwner, QueuePair.User {
  private static final Logger LOG = LoggerFactory.getLogger(ControllerConnection.class);

  /** SGLS: SGLs supported, byte aligned (bits 1:0 = 01b), keyed (2), offsets in capsules (20). */
  private static final int SGLS = 1 | 1 << 2 | 1 << 20;

  /** How long responses that were given before the end may take to leave. */
  private static final long FAREWELL_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final RdmaLoop loop;
  private final CmEvents events;
  private final RdmaCmId id;
  private final ListenSettings settings;
  private final TransportAddress local;
  private final String remote;
  private final TransportTraits traits;
  private final Runnable gone;
  private final Runnable watch = this::watch;
  private final Runnable flush = this::flushInTurn;
  private final Runnable batchEnd = this::batchEndWork;
  private QueuePair pair;
  private ControllerQueue queue;
  private Loop.Timer timer = () -> {};
  private CloseReason closing;
  private boolean established;
  private boolean inBatch;
  private boolean flushDue;
  private boolean ended;
  private long watchNanos;
  private long openedAt;
  private long movedAt;
  private long progress;
  private long seenProgress;

  /**
   * Prepares the controller's end.
   *
   * @param gone told once when nothing of the connection is left
   */
  ControllerConnection(
      RdmaLoop loop, CmEvents events, RdmaCmId id, ListenSettings settings, Runnable gone)
      throws IOException {
    this.loop = loop;
    this.events = events;
    this.id = id;
    this.settings = settings;
    this.gone = gone;
    this.local = Addresses.of(id.getSource());
    this.remote = Addresses.of(id.getDestination()).toString();
    this.traits =
        new TransportTraits(
            settings.inCapsuleBytes(), SGLS, DataDescriptors.MOST, loop.buffers().largest());
  }

  /**
   * Makes the queue pair, posts its receives and accepts; on the loop.
   *
   * @param readsServed RDMA READs that the host serves at a time, 1 or more
   */
  void open(CmRequest request, int readsServed, Acceptor acceptor) throws IOException {
    LoopDevice device = loop.device(id.getVerbs(), LoopDevice.Role.CONTROLLER);
    device.keys().requireComplete();
    ControllerQueueParts parts = new ControllerQueueParts(device, request, settings);
    pair = parts.pair(id, this);
    pair.offerReceives(parts.receiveCount());
    int depth = Math.clamp(device.limits().maxReadsOutstanding(), 1, readsServed);
    queue = new ControllerQueue(this, pair, parts.responses(pair), request.entries(), depth);
    queue.serve(acceptor.accept(this));
    byte[] answer = new CmAccept(0, Math.min(parts.receiveCount(), 0xFFFF)).encode();
    loop.fabric().cm().accept(id, new ConnectionParameters(answer, 0, depth));
    openedAt = loop.nanoTime();
    movedAt = openedAt;
    long shortest =
        Math.min(settings.handshakeTimeout().toNanos(), settings.stallTimeout().toNanos());
    watchNanos = Math.max(shortest / 4, 1_000_000);
    timer = loop.schedule(watch, watchNanos);
    pair.start();
  }

  /** The connection could not be opened and has been rejected. */
  void abandon(IOException why) {
    end(CloseReason.of(Kind.LIMIT, why.getMessage()));
  }

  /** Looks from time to time whether the host keeps its limits. */
  private void watch() {
    if (ended) {
      return;
    }
    timer = loop.schedule(watch, watchNanos);
    long now = loop.nanoTime();
    if (!queue.isBound() && now - openedAt > settings.handshakeTimeout().toNanos()) {
      String detail =
          "no successful Connect within %d ms".formatted(settings.handshakeTimeout().toMillis());
      end(CloseReason.of(Kind.HANDSHAKE, detail));
      return;
    }
    boolean owes = !pair.sends().isIdle();
    if (!owes || progress != seenProgress) {
      movedAt = now;
    } else if (now - movedAt > settings.stallTimeout().toNanos()) {
      String detail =
          "the host took nothing for %d ms".formatted(settings.stallTimeout().toMillis());
      end(CloseReason.of(Kind.CONNECTION_LOST, detail));
    }
    seenProgress = progress;
  }

  @Override
  public void happened(ConnectionEvent event) {
    LOG.debug("{}: {}", remote, event);
    switch (event.type()) {
      case RDMA_CM_EVENT_ESTABLISHED -> established = true;
      case RDMA_CM_EVENT_DISCONNECTED ->
          end(CloseReason.of(Kind.PEER_CLOSED, "the host disconnected"));
      case RDMA_CM_EVENT_DEVICE_REMOVAL ->
          end(CloseReason.of(Kind.CONNECTION_LOST, "the RDMA device was removed"));
      case RDMA_CM_EVENT_ADDR_CHANGE ->
          end(CloseReason.of(Kind.CONNECTION_LOST, "the address moved to another device"));
      case RDMA_CM_EVENT_CONNECT_ERROR, RDMA_CM_EVENT_UNREACHABLE, RDMA_CM_EVENT_REJECTED ->
          end(CloseReason.of(Kind.HANDSHAKE, "the host did not complete the connection: " + event));
      default -> {}
    }
  }

  @Override
  public void received(int buffer, int length, int flags) {
    inBatch = true;
    // The host may send as soon as it has our answer; its own message can come later.
    if (closing == null) {
      queue.capsule(buffer, length);
    } else {
      pair.repost(buffer);
    }
  }

  @Override
  public void sent(int number, boolean success) {
    progress++;
    queue.sent(number);
  }

  @Override
  public void read(int number, boolean success) {
    progress++;
    inBatch = true;
    queue.read(number, success);
  }

  @Override
  public void fenced() {
    farewell();
  }

  @Override
  public void batchEnd() {
    inBatch = false;
    guarded(batchEnd);
    if (closing != null) {
      farewell();
    }
  }

  private void batchEndWork() {
    if (!ended) {
      queue.batchEnd();
    }
    queue.flush();
  }

  /** Something is to be posted: with the batch that is being handled, or in a turn of its own. */
  void flushSoon() {
    if (!inBatch && !flushDue) {
      flushDue = true;
      loop.execute(flush);
    }
  }

  private void flushInTurn() {
    flushDue = false;
    queue.flush();
  }

  /** A bug in what serves this connection ends it and no other. */
  void guarded(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException | OutOfMemoryError bug) {
      failed(bug);
    }
  }

  @Override
  public void failed(Throwable bug) {
    LOG.error("queue from {} failed", remote, bug);
    end(CloseReason.of(Kind.BUG, bug.toString()));
  }

  @Override
  public void broken(String why) {
    end(CloseReason.of(Kind.CONNECTION_LOST, why));
  }

  @Override
  public void communicationEstablished() {
    run(
        () -> {
          if (!established && !ended) {
            try {
              loop.fabric().cm().notifyEstablished(id);
            } catch (IOException e) {
              LOG.debug("{}: {}", remote, e.getMessage());
            }
          }
        });
  }

  @Override
  public void failed(String what) {
    run(() -> end(CloseReason.of(Kind.CONNECTION_LOST, what)));
  }

  private void run(Runnable work) {
    try {
      loop.execute(work);
    } catch (RejectedExecutionException loopEnded) {
      LOG.debug("{} ended with its loop", remote);
    }
  }

  /** Ends the connection when the responses given so far have left, or after a while. */
  private void leave(CloseReason reason) {
    if (ended || closing != null) {
      return;
    }
    closing = reason;
    queue.flush();
    if (pair.sends().hasUnsignaled() && pair.sends().hasRoom(1)) {
      pair.fence();
    }
    loop.schedule(() -> end(reason), FAREWELL_NANOS);
    farewell();
  }

  private void farewell() {
    if (closing != null && pair.sends().isIdle() && !queue.hasUnsent()) {
      end(closing);
    }
  }

  /** Ends the connection at once. */
  void end(CloseReason reason) {
    if (ended) {
      return;
    }
    ended = true;
    timer.cancel();
    CloseReason why = closing != null ? closing : reason;
    LOG.debug("{}: {}", remote, why);
    if (pair == null) {
      drained();
      return;
    }
    if (queue != null) {
      guarded(() -> queue.end(why));
    }
    if (openedAt == 0) {
      pair.destroy();
      return;
    }
    pair.end();
    try {
      // Also when the host has disconnected: it waits for the answer.
      loop.fabric().cm().disconnect(id);
    } catch (IOException e) {
      LOG.debug("{}: {}", remote, e.getMessage());
    }
  }

  @Override
  public void drained() {
    if (queue != null) {
      queue.drained();
    }
    events.destroy(id);
    gone.run();
  }

  @Override
  public Loop loop() {
    return loop;
  }

  @Override
  public TransportAddress localAddress() {
    return local;
  }

  @Override
  public String remoteAddress() {
    return remote;
  }

  @Override
  public TransportTraits traits() {
    return traits;
  }

  @Override
  public void bind(int queueId, int entries, boolean flowControl) {
    queue.bind(queueId, entries, flowControl);
  }

  @Override
  public void close(CloseReason reason) {
    run(() -> leave(reason));
  }
}
