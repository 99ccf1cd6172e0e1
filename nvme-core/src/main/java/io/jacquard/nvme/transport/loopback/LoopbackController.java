package io.jacquard.nvme.transport.loopback;

import io.jacquard.nvme.command.CommandState;
import io.jacquard.nvme.identity.TransportAddress;
import io.jacquard.nvme.loop.Loop;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.transport.Acceptor;
import io.jacquard.nvme.transport.CloseReason;
import io.jacquard.nvme.transport.ListenSettings;
import io.jacquard.nvme.transport.QueueConnection;
import io.jacquard.nvme.transport.QueueDial;
import io.jacquard.nvme.transport.QueueHandler;
import io.jacquard.nvme.transport.TransportTraits;
import io.jacquard.nvme.transport.queue.UnservedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The controller's end of a loopback queue pair. */
final class LoopbackController implements QueueConnection {
  private static final Logger LOG = LoggerFactory.getLogger(LoopbackController.class);

  /** SGLS: SGLs supported, byte aligned, with offsets in capsules (bits 1:0 and 20). */
  private static final int SGLS = 1 | 1 << 20;

  /** Nobody handles commands: before the acceptor has spoken and after the end. */
  private static final QueueHandler CLOSED = new UnservedQueue();

  private final LoopbackListener listener;
  private final Loop loop;
  private final LoopbackHost host;
  private final TransportTraits traits;
  private final Runnable batchEnd = this::batchEnd;
  private final Loop.Timer handshake;
  private QueueHandler handler = CLOSED;
  private boolean batchEndDue;
  private boolean closed;

  LoopbackController(
      LoopbackListener listener,
      ListenSettings settings,
      Loop loop,
      LoopbackHost host,
      QueueDial dial) {
    this.listener = listener;
    this.loop = loop;
    this.host = host;
    this.traits = new TransportTraits(settings.inCapsuleBytes(), SGLS, 1, loop.buffers().largest());
    this.handshake =
        loop.schedule(
            () ->
                end(
                    CloseReason.of(
                        CloseReason.Kind.HANDSHAKE,
                        "no Connect within " + settings.handshakeTimeout())),
            settings.handshakeTimeout().toNanos());
  }

  void open(Acceptor acceptor) {
    handler = acceptor.accept(this);
    hostLoop().execute(host::opened);
  }

  Loop hostLoop() {
    return host.loop();
  }

  void deliver(LoopbackSlot slot) {
    slot.moveTo(CommandState.RECEIVED);
    if (closed || slot.dataBytes() > traits.largestTransfer()) {
      slot.complete(closed ? Status.ABORTED_SQ_DELETION : Status.withDnr(Status.INVALID_FIELD), 0);
      return;
    }
    guarded(() -> arrived(slot));
  }

  private void arrived(LoopbackSlot slot) {
    int refusal = handler.arrived(slot, slot.dataBytes());
    if (refusal != 0) {
      slot.complete(refusal, 0);
    } else if (slot.takeBuffer()) {
      execute(slot);
    } else {
      slot.moveTo(CommandState.WAIT_BUFFER);
      loop.buffers().whenAvailable(slot);
    }
  }

  /** Tries again for a slot in line for a buffer; true if it is served. */
  boolean resume(LoopbackSlot slot) {
    if (closed) {
      slot.complete(Status.ABORTED_SQ_DELETION, 0);
      return true;
    }
    if (!slot.takeBuffer()) {
      return false;
    }
    guarded(() -> execute(slot));
    return true;
  }

  private void execute(LoopbackSlot slot) {
    slot.moveTo(CommandState.READY);
    handler.execute(slot);
    completed();
  }

  /** Something was handed over or completed: the batch ends with this turn of the loop. */
  void completed() {
    if (!batchEndDue) {
      batchEndDue = true;
      loop.execute(batchEnd);
    }
  }

  private void batchEnd() {
    batchEndDue = false;
    guarded(handler::batchEnd);
  }

  /** A bug in the handler ends this queue and no other. */
  private void guarded(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException bug) {
      LOG.error("queue from {} failed", remoteAddress(), bug);
      end(CloseReason.of(CloseReason.Kind.BUG, bug.toString()));
    }
  }

  private void end(CloseReason reason) {
    if (closed) {
      return;
    }
    closed = true;
    handshake.cancel();
    QueueHandler last = handler;
    handler = CLOSED;
    listener.connectionClosed();
    // The host hears of the end before anything that the handler now completes: no late answers.
    hostLoop().execute(() -> host.connectionClosed(reason));
    last.closed(reason);
  }

  @Override
  public Loop loop() {
    return loop;
  }

  @Override
  public TransportAddress localAddress() {
    return listener.address();
  }

  @Override
  public String remoteAddress() {
    return "loop:host";
  }

  @Override
  public TransportTraits traits() {
    return traits;
  }

  @Override
  public void bind(int queueId, int entries, boolean flowControl) {
    handshake.cancel();
  }

  @Override
  public void close(CloseReason reason) {
    loop.execute(() -> end(reason));
  }
}
