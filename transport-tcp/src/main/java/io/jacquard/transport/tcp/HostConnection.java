package io.jacquard.transport.tcp;

import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.loop.Loop;
import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.status.Status;
import io.jacquard.nvme.transport.CloseReason;
import io.jacquard.nvme.transport.CloseReason.Kind;
import io.jacquard.nvme.transport.HostChannel;
import io.jacquard.nvme.transport.QueueDial;
import io.netty.channel.ChannelHandlerContext;
import java.nio.ByteBuffer;

/** The host's end of a connection: its initialization and its end. */
final class HostConnection extends Connection implements HostChannel {
  /** Commands with data in their capsules that are worth a system call before the batch ends. */
  private static final int BYTES_PER_FLUSH = 64 << 10;

  private final QueueDial dial;
  private final Events events;
  private HostQueue queue;
  private Loop.Timer timer = () -> {};
  private boolean told;

  HostConnection(QueueDial dial, TcpLoop loop, Events events) {
    super(loop, BYTES_PER_FLUSH);
    this.dial = dial;
    this.events = events;
    stream(PduStream.ofHost(this));
  }

  /** The connection could not be made. */
  void failed(Throwable cause) {
    refused(CloseReason.of(Kind.CONNECTION_LOST, SocketFailure.reason(cause)));
  }

  private void refused(CloseReason why) {
    if (!told) {
      told = true;
      timer.cancel();
      events.closed(why);
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    timer =
        tcpLoop()
            .schedule(
                () -> {
                  if (queue == null) {
                    String detail =
                        "no ICResp from "
                            + dial.to()
                            + " within "
                            + dial.timeout().toMillis()
                            + " ms";
                    end(CloseReason.of(Kind.HANDSHAKE, detail));
                  }
                },
                dial.timeout().toNanos());
    int digests =
        (dial.headerDigest() ? Pdu.DGST_HEADER : 0) | (dial.dataDigest() ? Pdu.DGST_DATA : 0);
    ByteBuffer b = output().room(Pdu.IC_BYTES);
    output().advance(PduEncoder.icReq(b, output().at(), 0, digests, 0));
    output().flush();
  }

  @Override
  public boolean header(int type, ByteBuffer header, int at, int dataLength) throws PduViolation {
    switch (type) {
      case Pdu.CAPSULE_RESP -> queue.response(header, at);
      case Pdu.C2H_DATA -> queue.dataHeader(header, at, dataLength);
      case Pdu.R2T -> queue.r2t(header, at);
      case Pdu.IC_RESP -> initialize(header, at);
      default -> terminationRequested(header, at, dataLength);
    }
    return true;
  }

  /** ICResp (NVMe/TCP Transport Specification 1.1, 3.6.2.3). */
  private void initialize(ByteBuffer header, int at) throws PduViolation {
    int pfv = header.getShort(at + Pdu.PFV) & 0xFFFF;
    if (pfv != 0) {
      throw PduViolation.unsupported(Pdu.PFV, "PDU format version " + pfv);
    }
    int cpda = header.get(at + Pdu.PDA) & 0xFF;
    if (cpda > Pdu.MAX_PDA) {
      throw PduViolation.field(Pdu.PDA, "CPDA " + cpda + " is more than " + Pdu.MAX_PDA);
    }
    int digests = header.get(at + Pdu.DGST) & 0xFF;
    boolean headers = (digests & Pdu.DGST_HEADER) != 0;
    boolean data = (digests & Pdu.DGST_DATA) != 0;
    if (digests > (Pdu.DGST_HEADER | Pdu.DGST_DATA)
        || headers != dial.headerDigest()
        || data != dial.dataDigest()) {
      throw PduViolation.unsupported(
          Pdu.DGST, "the controller agrees to digests " + digests + ", others were asked for");
    }
    long most = header.getInt(at + Pdu.MAXH2CDATA) & 0xFFFF_FFFFL;
    if (most < Pdu.MIN_MAXH2CDATA || most % 4 != 0) {
      throw PduViolation.field(Pdu.MAXH2CDATA, "MAXH2CDATA " + most);
    }
    stream().initialized(headers, data, 0, 0, Integer.MAX_VALUE);
    timer.cancel();
    int chunk = (int) Math.min(most, Integer.MAX_VALUE - 3);
    queue = new HostQueue(this, new PduEncoder(headers, data, cpda), dial, chunk);
    events.opened(this);
  }

  @Override
  public void data(ByteBuffer from, int at, int length) {
    if (!stream().endsTermination()) {
      queue.data(from, at, length);
    }
  }

  @Override
  public void dataEnd(boolean intact) {
    if (stream().endsTermination()) {
      terminatedByPeer();
    } else {
      queue.dataEnd(intact);
    }
  }

  @Override
  IoBuffer landing() {
    return queue == null ? IoBuffer.NONE : queue.landing();
  }

  @Override
  int landingAt() {
    return queue.landingAt();
  }

  @Override
  void batchEnd() {
    // Completions were handed over one by one.
  }

  @Override
  public void sent(Object tag) {
    queue.sent((HostSlot) tag);
    leftOver();
  }

  /** What Netty still holds must not change, so commands end only when it has let go. */
  @Override
  void ended(CloseReason why) {
    timer.cancel();
    // What the peer takes at once leaves, a termination request too.
    output().endBatch();
    if (queue != null && queue.isSending()) {
      context().close();
    } else {
      finish();
    }
  }

  @Override
  void gone() {
    finish();
  }

  private void finish() {
    if (told) {
      return;
    }
    told = true;
    if (queue != null) {
      queue.end();
    }
    events.closed(reason());
  }

  @Override
  int terminationType() {
    return Pdu.H2C_TERM_REQ;
  }

  @Override
  public Loop loop() {
    return tcpLoop();
  }

  @Override
  public boolean isOpen() {
    return !hasEnded();
  }

  @Override
  public int capacity() {
    return queue.capacity();
  }

  @Override
  public int available() {
    return hasEnded() ? 0 : queue.available();
  }

  @Override
  public int commandIdOf(Command command) {
    return queue.commandIdOf(command);
  }

  @Override
  public void submit(Command command) {
    if (hasEnded()) {
      command.complete(Status.HOST_PATHING_ERROR, 0);
    } else {
      queue.submit(command);
    }
  }

  @Override
  public void flush() {
    if (!hasEnded()) {
      output().flush();
    }
  }

  @Override
  public void abort(Command command) {
    queue.abort(command);
  }

  @Override
  public void close() {
    end(CloseReason.of(Kind.DISCONNECTED, "this host closed the queue"));
  }
}
