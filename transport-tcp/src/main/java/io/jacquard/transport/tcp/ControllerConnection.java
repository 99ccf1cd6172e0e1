package io.jacquard.transport.tcp;

import io.jacquard.nvme.identity.TransportAddress;
import io.jacquard.nvme.identity.TransportType;
import io.jacquard.nvme.loop.Loop;
import io.jacquard.nvme.memory.IoBuffer;
import io.jacquard.nvme.transport.Acceptor;
import io.jacquard.nvme.transport.CloseReason;
import io.jacquard.nvme.transport.CloseReason.Kind;
import io.jacquard.nvme.transport.ListenSettings;
import io.jacquard.nvme.transport.QueueConnection;
import io.jacquard.nvme.transport.TransportTraits;
import io.netty.channel.ChannelHandlerContext;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The controller's end of a connection: its initialization, its time limits and its end. */
final class ControllerConnection extends Connection implements QueueConnection {
  /** Responses worth a system call while commands of the same batch are still being handled. */
  private static final int RESPONSES_PER_FLUSH = 32;

  /** SGLS: SGLs supported, byte aligned (bits 1:0 = 01b), with offsets in capsules (bit 20). */
  private static final int SGLS = 1 | 1 << 20;

  /** MSDBD: one data block descriptor in a capsule. */
  private static final int DESCRIPTORS = 1;

  /** A host that leaves so many blocks unread is not read from until most of them are gone. */
  private static final int MANY_BLOCKS = 32;

  private static final int FEW_BLOCKS = 8;

  private static final Logger LOG = LoggerFactory.getLogger(ControllerConnection.class);

  private final ListenSettings settings;
  private final Acceptor acceptor;
  private final TransportTraits traits;
  private final Runnable closed;
  private final Runnable watch = this::watch;
  private final Runnable resume = this::resumeIfPossible;
  private final long watchNanos;
  private TransportAddress local = TransportAddress.tcp("0.0.0.0", 0);
  private String remote = "";
  private ControllerQueue queue;
  private Loop.Timer timer = () -> {};
  private long openedAt;
  private long movedAt;
  private long seenProgress;
  private long seenReceived;
  private boolean bufferWanted;
  private boolean resumeDue;

  ControllerConnection(TcpLoop loop, ListenSettings settings, Acceptor acceptor, Runnable closed) {
    super(loop, RESPONSES_PER_FLUSH * Pdu.CAPSULE_RESP_BYTES);
    this.settings = settings;
    this.acceptor = acceptor;
    this.closed = closed;
    this.traits =
        new TransportTraits(settings.inCapsuleBytes(), SGLS, DESCRIPTORS, loop.buffers().largest());
    long shortest =
        Math.min(settings.handshakeTimeout().toNanos(), settings.stallTimeout().toNanos());
    this.watchNanos = Math.max(shortest / 4, 1_000_000);
    stream(PduStream.ofController(this));
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    local = addressOf(ctx.channel().localAddress());
    remote = addressOf(ctx.channel().remoteAddress()).toString();
    openedAt = tcpLoop().nanoTime();
    movedAt = openedAt;
    timer = tcpLoop().schedule(watch, watchNanos);
  }

  private static TransportAddress addressOf(SocketAddress socket) {
    return TransportAddress.ofSocketAddress(TransportType.TCP, (InetSocketAddress) socket);
  }

  /** Looks from time to time whether the host keeps its limits. */
  private void watch() {
    if (hasEnded()) {
      return;
    }
    timer = tcpLoop().schedule(watch, watchNanos);
    long now = tcpLoop().nanoTime();
    if ((queue == null || !queue.isBound())
        && now - openedAt > settings.handshakeTimeout().toNanos()) {
      String missing = queue == null ? "no ICReq within " : "no successful Connect within ";
      end(CloseReason.of(Kind.HANDSHAKE, missing + settings.handshakeTimeout().toMillis() + " ms"));
      return;
    }
    boolean owes = !output().drained();
    boolean owed = !isPaused() && (!stream().atBoundary() || transfersOpen() > 0);
    boolean moved =
        (!owes || output().progress() != seenProgress) && (!owed || received() != seenReceived);
    seenProgress = output().progress();
    seenReceived = received();
    if (moved) {
      movedAt = now;
    } else if (now - movedAt > settings.stallTimeout().toNanos()) {
      String what = owes ? "the host took nothing for " : "the host sent no more data for ";
      end(CloseReason.of(Kind.CONNECTION_LOST, what + settings.stallTimeout().toMillis() + " ms"));
    }
  }

  private int transfersOpen() {
    return queue == null ? 0 : queue.transfersOpen();
  }

  @Override
  public boolean header(int type, ByteBuffer header, int at, int dataLength) throws PduViolation {
    switch (type) {
      case Pdu.CAPSULE_CMD -> {
        return queue.capsule(header, at, dataLength);
      }
      case Pdu.H2C_DATA -> queue.dataHeader(header, at, dataLength);
      case Pdu.IC_REQ -> initialize(header, at);
      default -> terminationRequested(header, at, dataLength);
    }
    return true;
  }

  /** ICReq (NVMe/TCP Transport Specification 1.1, 3.6.2.2). */
  private void initialize(ByteBuffer header, int at) throws PduViolation {
    int pfv = header.getShort(at + Pdu.PFV) & 0xFFFF;
    if (pfv != 0) {
      throw PduViolation.unsupported(Pdu.PFV, "PDU format version " + pfv);
    }
    int hpda = header.get(at + Pdu.PDA) & 0xFF;
    if (hpda > Pdu.MAX_PDA) {
      throw PduViolation.field(Pdu.PDA, "HPDA " + hpda + " is more than " + Pdu.MAX_PDA);
    }
    int digests = header.get(at + Pdu.DGST) & 0xFF;
    if ((digests & ~(Pdu.DGST_HEADER | Pdu.DGST_DATA)) != 0) {
      throw PduViolation.unsupported(Pdu.DGST, "digests " + digests);
    }
    boolean headers = (digests & Pdu.DGST_HEADER) != 0;
    boolean data = (digests & Pdu.DGST_DATA) != 0;
    int capsules = Math.max(Pdu.ADMIN_CAPSULE_DATA, settings.inCapsuleBytes());
    int maxH2cData = settings.transferBytesPerRequest();
    stream().initialized(headers, data, 0, capsules, maxH2cData);
    ByteBuffer b = output().room(Pdu.IC_BYTES);
    output().advance(PduEncoder.icResp(b, output().at(), 0, digests, maxH2cData));
    queue = new ControllerQueue(this, new PduEncoder(headers, data, hpda), settings);
    queue.serve(acceptor.accept(this));
  }

  @Override
  public void data(ByteBuffer from, int at, int length) {
    if (queue != null) {
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
    if (queue != null) {
      queue.batchEnd();
    }
  }

  /** A capsule's data waits for a buffer. */
  void pauseForBuffer() {
    bufferWanted = true;
    pause();
  }

  /** The buffer is there, or no longer wanted. */
  void bufferSettled() {
    bufferWanted = false;
    resumeSoon();
  }

  private void resumeSoon() {
    if (!resumeDue) {
      resumeDue = true;
      tcpLoop().execute(resume);
    }
  }

  private void resumeIfPossible() {
    resumeDue = false;
    if (!bufferWanted && output().blocksOnTheWay() <= FEW_BLOCKS) {
      resume();
    }
  }

  /** More is to be sent: a host that takes nothing is not read from. */
  void outputGrew() {
    if (!isPaused() && output().blocksOnTheWay() > MANY_BLOCKS) {
      pause();
    }
  }

  @Override
  public void blockSent() {
    super.blockSent();
    if (isPaused() && !bufferWanted && output().blocksOnTheWay() <= FEW_BLOCKS) {
      resumeSoon();
    }
  }

  @Override
  public void sent(Object tag) {
    queue.buffers().release((IoBuffer) tag, false);
    leftOver();
  }

  @Override
  void ended(CloseReason why) {
    timer.cancel();
    if (queue != null) {
      queue.end(why);
    }
  }

  @Override
  void gone() {
    closed.run();
  }

  @Override
  int terminationType() {
    return Pdu.C2H_TERM_REQ;
  }

  @Override
  public Loop loop() {
    return tcpLoop();
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
    try {
      tcpLoop().execute(() -> end(reason));
    } catch (RejectedExecutionException loopEnded) {
      LOG.debug("{} ended with its loop", remote);
    }
  }
}
