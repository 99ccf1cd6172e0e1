package io.jacquard.transport.rdma;

import com.ibm.disni.verbs.RdmaCmId;
import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.loop.Loop;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.transport.CloseReason;
import io.jacquard.nvme.transport.CloseReason.Kind;
import io.jacquard.nvme.transport.HostChannel;
import io.jacquard.nvme.transport.QueueDial;
import io.jacquard.nvme.transport.queue.AddressResolution;
import io.jacquard.transport.rdma.verbs.ConnectionEvent;
import io.jacquard.transport.rdma.verbs.ConnectionParameters;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The host's end of a connection: resolving, connecting, and its end. Confined to the loop. */
final class HostConnection
    implements HostChannel, AddressResolution.Connector, CmOwner, QueuePair.User {
  private static final Logger LOG = LoggerFactory.getLogger(HostConnection.class);

  /** Beside the commands: what {@link QueuePair} needs for its end. */
  private static final int OTHER_REQUESTS = 2;

  private static final long TRY_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final QueueDial dial;
  private final RdmaLoop loop;
  private final Events listener;
  private final Runnable flush = this::flushInTurn;
  private final long deadline;
  private InetSocketAddress to;
  private InetSocketAddress from;
  private CmEvents events;
  private RdmaCmId id;
  private QueuePair pair;
  private HostQueue queue;
  private Loop.Timer timer = () -> {};
  private CloseReason reason;
  private boolean tryAgain;
  private boolean inBatch;
  private boolean flushDue;
  private boolean told;

  HostConnection(QueueDial dial, RdmaLoop loop, Events listener) {
    this.dial = dial;
    this.loop = loop;
    this.listener = listener;
    this.deadline = loop.nanoTime() + dial.timeout().toNanos();
  }

  @Override
  public void connect(InetSocketAddress destination, InetSocketAddress source) {
    to = destination;
    from = source;
    loop.enter(this);
    timer =
        loop.schedule(
            () ->
                end(
                    CloseReason.of(
                        Kind.HANDSHAKE, "no answer within " + dial.timeout().toMillis() + " ms")),
            Math.max(deadline - loop.nanoTime(), 0));
    resolve();
  }

  @Override
  public void unresolved(IOException why) {
    reason = CloseReason.of(Kind.CONNECTION_LOST, why.getMessage());
    tell();
  }

  private int remainingMillis() {
    long nanos = Math.max(deadline - loop.nanoTime(), 0);
    return Math.clamp(TimeUnit.NANOSECONDS.toMillis(nanos), 1, Integer.MAX_VALUE);
  }

  private void resolve() {
    attempt(
        () -> {
          events = loop.events();
          id = events.create(this);
          loop.fabric().cm().resolveAddr(id, from, to, remainingMillis());
        });
  }

  /** A step that may fail. */
  private interface Step {
    void run() throws IOException;
  }

  private void attempt(Step step) {
    try {
      step.run();
    } catch (IOException e) {
      end(CloseReason.of(Kind.CONNECTION_LOST, e.getMessage()));
    }
  }

  @Override
  public void happened(ConnectionEvent event) {
    LOG.debug("{}: {}", dial.to(), event);
    if (!event.getConnIdPriv().equals(id)) {
      return; // of an attempt that has been given up
    }
    switch (event.type()) {
      case RDMA_CM_EVENT_ADDR_RESOLVED -> attempt(() -> id.resolveRoute(remainingMillis()));
      case RDMA_CM_EVENT_ROUTE_RESOLVED -> attempt(this::connectPair);
      case RDMA_CM_EVENT_ESTABLISHED -> attempt(() -> established(event.parameters()));
      case RDMA_CM_EVENT_REJECTED -> rejected(event);
      case RDMA_CM_EVENT_DISCONNECTED ->
          end(CloseReason.of(Kind.PEER_CLOSED, "the controller disconnected"));
      case RDMA_CM_EVENT_DEVICE_REMOVAL ->
          end(CloseReason.of(Kind.CONNECTION_LOST, "the RDMA device was removed"));
      case RDMA_CM_EVENT_ADDR_CHANGE ->
          end(CloseReason.of(Kind.CONNECTION_LOST, "the address moved to another device"));
      case RDMA_CM_EVENT_ADDR_ERROR,
          RDMA_CM_EVENT_ROUTE_ERROR,
          RDMA_CM_EVENT_CONNECT_ERROR,
          RDMA_CM_EVENT_UNREACHABLE ->
          end(CloseReason.of(Kind.CONNECTION_LOST, ConnectFailure.describe(event)));
      default -> {}
    }
  }

  /** There will be nothing to be heard any more. */
  void loopEnds() {
    tryAgain = false;
    end(CloseReason.of(Kind.CONNECTION_LOST, "the loop has ended"));
  }

  /** The way is known: makes the queue pair, posts its receives, and connects. */
  private void connectPair() throws IOException {
    LoopDevice device = loop.device(id.getVerbs(), LoopDevice.Role.HOST);
    device.keys().requireComplete();
    ReceiveBuffers receives = ReceiveBuffers.own(device, Capsule.RESPONSE_BYTES, 0, dial.entries());
    int requests = dial.entries() + OTHER_REQUESTS;
    pair = new QueuePair(device, id, this, requests, 2, 0, receives);
    pair.offerReceives(dial.entries());
    byte[] request = CmRequest.of(dial.queueId(), dial.entries()).encode();
    int served = Math.max(device.limits().maxReadsServed(), 1);
    loop.fabric().cm().connect(id, new ConnectionParameters(request, served, 1));
  }

  private void established(ConnectionParameters controller) throws IOException {
    if (queue != null || reason != null) {
      return;
    }
    CmAccept accept = CmAccept.decode(controller.privateData());
    if (accept.recordFormat() != 0) {
      String detail = "the controller accepted in the unknown format " + accept.recordFormat();
      end(CloseReason.of(Kind.PROTOCOL_ERROR, detail));
      return;
    }
    int capacity = dial.entries() - 1;
    if (accept.controllerReceives() > 0) {
      capacity = Math.min(capacity, accept.controllerReceives());
    }
    queue = new HostQueue(this, pair, dial, capacity);
    timer.cancel();
    pair.start();
    listener.opened(this);
  }

  private void rejected(ConnectionEvent event) {
    tryAgain = ConnectFailure.isStale(event);
    end(ConnectFailure.rejected(event));
  }

  @Override
  public void received(int buffer, int length, int flags) {
    inBatch = true;
    if (reason == null) {
      queue.response(buffer, length, flags);
    }
  }

  @Override
  public void sent(int number, boolean success) {
    inBatch = true;
    if (reason == null && success) {
      queue.sent(number);
    }
  }

  @Override
  public void read(int number, boolean success) {
    throw new IllegalStateException("a host reads nothing by itself");
  }

  @Override
  public void fenced() {
    throw new IllegalStateException("a host has no fences");
  }

  @Override
  public void batchEnd() {
    inBatch = false;
    pair.flush();
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
    flush();
  }

  @Override
  public void broken(String why) {
    end(CloseReason.of(Kind.CONNECTION_LOST, why));
  }

  @Override
  public void failed(Throwable bug) {
    LOG.error("queue to {} failed", dial.to(), bug);
    end(CloseReason.of(Kind.BUG, bug.toString()));
  }

  @Override
  public void communicationEstablished() {
    // That is for the side that was connected to.
  }

  @Override
  public void failed(String what) {
    try {
      loop.execute(() -> end(CloseReason.of(Kind.CONNECTION_LOST, what)));
    } catch (RejectedExecutionException loopEnded) {
      LOG.debug("{} ended with its loop", dial.to());
    }
  }

  /** Ends the connection, or the attempt to make it. */
  void end(CloseReason why) {
    if (reason != null) {
      return;
    }
    reason = why;
    LOG.debug("{}: {}", dial.to(), why);
    if (pair == null) {
      drained();
    } else if (queue == null) {
      pair.destroy();
    } else {
      pair.end();
      try {
        loop.fabric().cm().disconnect(id);
      } catch (IOException e) {
        LOG.debug("{}: {}", dial.to(), e.getMessage());
      }
    }
  }

  @Override
  public void drained() {
    if (id != null) {
      events.destroy(id);
      id = null;
    }
    pair = null;
    if (tryAgain && deadline - loop.nanoTime() > TRY_AGAIN_NANOS) {
      tryAgain = false;
      reason = null;
      loop.schedule(this::resolveAgain, TRY_AGAIN_NANOS);
    } else {
      tell();
    }
  }

  private void resolveAgain() {
    if (reason == null) {
      resolve();
    }
  }

  private void tell() {
    if (told) {
      return;
    }
    told = true;
    timer.cancel();
    loop.leave(this);
    if (queue != null) {
      queue.end();
    }
    listener.closed(reason);
  }

  @Override
  public Loop loop() {
    return loop;
  }

  @Override
  public boolean isOpen() {
    return reason == null;
  }

  @Override
  public int capacity() {
    return queue.capacity();
  }

  @Override
  public int available() {
    return reason == null ? queue.available() : 0;
  }

  @Override
  public int commandIdOf(Command command) {
    return queue.commandIdOf(command);
  }

  @Override
  public void submit(Command command) {
    if (reason == null) {
      queue.submit(command);
    } else {
      command.complete(Status.HOST_PATHING_ERROR, 0);
    }
  }

  @Override
  public void flush() {
    if (reason == null) {
      pair.flush();
    }
  }

  @Override
  public void abort(Command command) {
    if (reason == null) {
      queue.abort(command);
    }
  }

  @Override
  public void close() {
    end(CloseReason.of(Kind.DISCONNECTED, "this host closed the queue"));
  }
}
