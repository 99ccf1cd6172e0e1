package io.jacquard.transport.tcp;

import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.transport.CloseReason;
import io.jacquard.nvme.transport.CloseReason.Kind;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What both ends of a TCP connection have in common: feeding the PDU stream, pausing, termination
 * requests and an end in good order. Confined to the loop.
 */
abstract class Connection extends ChannelInboundHandlerAdapter
    implements PduStream.Sink, Output.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

  /**
   * How long the peer may take for the last bytes and to close its side, after which the connection
   * is closed; the specification gives it 30 s at most (NVMe/TCP 1.1, 3.4.1 "Transport Errors").
   */
  private static final long LINGER_NANOS = 2_000_000_000L;

  /** With so much of a command's data to come it is received straight to its place. */
  private static final int DIRECT_BYTES = 32 << 10;

  private final TcpLoop loop;
  private final boolean directReceive;
  private final Output output;
  private final ArrayDeque<Window> backlog = new ArrayDeque<>();
  private PduStream stream;
  private ChannelHandlerContext context;
  private CloseReason reason;
  private boolean paused;
  private boolean outputShut;
  private boolean closed;
  private boolean goneDue;
  private long received;
  private int terminationStatus;
  private int terminationInformation;

  /**
   * Makes an end of a connection.
   *
   * @param enough see {@link Output}
   */
  Connection(TcpLoop loop, int enough) {
    this.loop = loop;
    // io_uring receives at some later time, when the command may have ended.
    this.directReceive = loop.engine() != Engine.IO_URING;
    this.output = new Output(loop, this, enough);
  }

  /** What this side does at the end: nothing may be sent or received any more. */
  abstract void ended(CloseReason why);

  /** The socket is closed and Netty holds no memory of this connection; called once, last. */
  abstract void gone();

  /** All that was received has been handed over. */
  abstract void batchEnd();

  /** The buffer to which the data ahead in the stream goes; {@link IoBuffer#NONE} if to none. */
  abstract IoBuffer landing();

  /** Where in {@link #landing} the data ahead in the stream goes. */
  abstract int landingAt();

  /** Which termination request this side sends. */
  abstract int terminationType();

  final void stream(PduStream pdus) {
    stream = pdus;
  }

  final PduStream stream() {
    return stream;
  }

  final TcpLoop tcpLoop() {
    return loop;
  }

  final Output output() {
    return output;
  }

  final ChannelHandlerContext context() {
    return context;
  }

  /** Counts received bytes. */
  final long received() {
    return received;
  }

  /** True once {@link #end} was called: whatever comes now goes nowhere. */
  final boolean hasEnded() {
    return reason != null;
  }

  final CloseReason reason() {
    return reason;
  }

  /** Where to receive the next bytes. */
  final Window receiveWindow() {
    int ahead = stream.dataAhead();
    if (ahead >= DIRECT_BYTES && directReceive && backlog.isEmpty() && !paused && !hasEnded()) {
      IoBuffer buffer = landing();
      if (!buffer.isNone()) {
        int at = landingAt();
        return loop.memory().landing(buffer, at, at + ahead);
      }
    }
    return loop.memory().receive();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
    output.open(ctx);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    Window window = (Window) message;
    received += window.readableBytes();
    if (hasEnded()) {
      window.release();
    } else if (paused || !backlog.isEmpty()) {
      backlog.addLast(window);
    } else {
      output.beginBatch();
      feed(window);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    endBatch();
  }

  private void endBatch() {
    if (!hasEnded()) {
      try {
        batchEnd();
      } catch (RuntimeException bug) {
        bug(bug);
      }
    }
    output.endBatch();
  }

  /** Takes PDUs out of {@code window}; keeps it if the stream had to stop. */
  private void feed(Window window) {
    try {
      int at = stream.feed(window.memory(), window.readerIndex(), window.writerIndex());
      window.readerIndex(at);
    } catch (PduViolation violation) {
      terminate(violation);
    } catch (RuntimeException bug) {
      bug(bug);
    }
    if (window.isReadable() && !hasEnded()) {
      backlog.addFirst(window);
    } else {
      window.release();
    }
  }

  /** Stops reading from the socket, and feeding what was read. */
  final void pause() {
    paused = true;
    context.channel().config().setAutoRead(false);
  }

  /** Goes on after {@link #pause}; called from the loop's task queue, not from within a PDU. */
  final void resume() {
    if (!paused || hasEnded()) {
      return;
    }
    paused = false;
    output.beginBatch();
    if (backlog.isEmpty()) {
      offerAgain();
    }
    while (!paused && !hasEnded() && !backlog.isEmpty()) {
      feed(backlog.removeFirst());
    }
    endBatch();
    if (!paused && !hasEnded()) {
      context.channel().config().setAutoRead(true);
    }
  }

  /** A header that was deferred as the last thing in its block. */
  private void offerAgain() {
    try {
      stream.feed(ByteBuffer.allocate(0), 0, 0);
    } catch (PduViolation violation) {
      terminate(violation);
    } catch (RuntimeException bug) {
      bug(bug);
    }
  }

  final boolean isPaused() {
    return paused;
  }

  /** Tells the peer what it did wrong, unless it was a termination request, and ends. */
  final void terminate(PduViolation violation) {
    String detail = PduViolation.nameOf(violation.status()) + ": " + violation.getMessage();
    if (!stream.offenderIsTermination()) {
      int length = stream.offenderBytes();
      ByteBuffer b = output.room(Pdu.TERM_BYTES + length);
      output.advance(
          PduEncoder.termReq(
              b,
              output.at(),
              terminationType(),
              violation.status(),
              violation.information(),
              stream.offender(),
              stream.offenderAt(),
              length));
    }
    end(CloseReason.of(Kind.PROTOCOL_ERROR, detail));
  }

  /** Runs work outside of a batch; a bug in it ends this connection and no other. */
  final void guarded(Runnable work) {
    output.beginBatch();
    try {
      work.run();
    } catch (RuntimeException bug) {
      bug(bug);
    }
    output.endBatch();
  }

  private void bug(RuntimeException bug) {
    log(bug);
    end(CloseReason.of(Kind.BUG, bug.toString()));
  }

  private void log(Throwable bug) {
    LOG.error("connection with {} failed", context.channel().remoteAddress(), bug);
  }

  /** The peer sends a termination request; {@link #data} and {@link #dataEnd} may follow. */
  final void terminationRequested(ByteBuffer header, int at, int dataLength) {
    terminationStatus = header.getShort(at + Pdu.FES) & 0xFFFF;
    terminationInformation = header.getInt(at + Pdu.FEI);
    if (dataLength == 0) {
      terminatedByPeer();
    }
  }

  /** The peer's termination request is complete. */
  final void terminatedByPeer() {
    end(
        CloseReason.of(
            Kind.TERMINATED_BY_PEER,
            PduViolation.nameOf(terminationStatus)
                + String.format(" (FEI %xh)", terminationInformation)));
  }

  /**
   * Ends the connection: what was given to the output is sent if the peer takes it soon, what comes
   * in is thrown away. Harmless when repeated.
   */
  final void end(CloseReason why) {
    if (hasEnded()) {
      return;
    }
    reason = why;
    stream.stop();
    backlog.forEach(Window::release);
    backlog.clear();
    try {
      ended(why);
    } catch (RuntimeException bug) {
      // The connection must be closed whatever happens to those who are told.
      log(bug);
    }
    if (closed || !context.channel().isActive()) {
      output.discard();
      context.close();
      return;
    }
    loop.schedule(context::close, LINGER_NANOS);
    output.endBatch();
    context.channel().config().setAutoRead(true);
    shutOutputIfDrained();
  }

  /** Says to the peer that no more comes, once everything has left. */
  private void shutOutputIfDrained() {
    if (!hasEnded() || outputShut || closed || !output.drained()) {
      return;
    }
    outputShut = true;
    loop.execute(
        () -> {
          if (!closed && context.channel() instanceof DuplexChannel duplex) {
            duplex.shutdownOutput();
          }
        });
  }

  @Override
  public void blockSent() {
    leftOver();
  }

  /** Something has left: look whether the connection waits for that to end. */
  final void leftOver() {
    if (!hasEnded()) {
      return;
    }
    shutOutputIfDrained();
    goneIfDrained();
  }

  private void goneIfDrained() {
    if (closed && !goneDue && output.drained()) {
      goneDue = true;
      loop.execute(this::gone);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    boolean midway = !stream.atBoundary();
    end(
        midway
            ? CloseReason.of(Kind.CONNECTION_LOST, "the peer closed in the middle of a PDU")
            : CloseReason.of(Kind.PEER_CLOSED, "the peer closed the connection"));
    closed = true;
    output.discard();
    goneIfDrained();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof IOException) {
      end(CloseReason.of(Kind.CONNECTION_LOST, SocketFailure.reason(cause)));
    } else {
      log(cause);
      end(CloseReason.of(Kind.BUG, cause.toString()));
    }
    ctx.close();
  }
}
