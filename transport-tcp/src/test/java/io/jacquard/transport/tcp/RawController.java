package io.jacquard.transport.tcp;

import io.jacquard.nvme.identity.TransportAddress;
import io.jacquard.nvme.loop.Loop;
import io.jacquard.nvme.loop.LoopGroup;
import io.jacquard.nvme.transport.QueueDial;
import io.jacquard.nvme.wire.Cqe;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/** A controller that says whatever a test wants to a host of ours. */
final class RawController implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 30_000;

  final TcpTransport transport = new TcpTransport();
  final LoopGroup loops = transport.openLoops(TcpFixture.loopSettings("auto"));
  final TcpFixture.HostSide host = new TcpFixture.HostSide();
  final PduEncoder encoder;
  private final ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  private final Socket socket;

  RawController(boolean headerDigest, boolean dataDigest, int inCapsule) throws IOException {
    this(headerDigest, dataDigest, inCapsule, Duration.ofSeconds(20));
  }

  RawController(boolean headerDigest, boolean dataDigest, int inCapsule, Duration timeout)
      throws IOException {
    encoder = new PduEncoder(headerDigest, dataDigest, 0);
    server.setSoTimeout(TIMEOUT_MILLIS);
    QueueDial dial =
        new QueueDial(
            TransportAddress.tcp("127.0.0.1", server.getLocalPort()),
            Optional.empty(),
            1,
            8,
            inCapsule,
            headerDigest,
            dataDigest,
            timeout);
    transport.dial(dial, loops.next(), host);
    socket = server.accept();
    socket.setSoTimeout(TIMEOUT_MILLIS);
    socket.setTcpNoDelay(true);
  }

  /** Reads the ICReq and answers it. */
  RawController initialize(int cpda, int digests, int maxH2cData) throws IOException {
    read();
    send(icResp(cpda, digests, maxH2cData));
    return this;
  }

  static ByteBuffer icResp(int cpda, int digests, int maxH2cData) {
    ByteBuffer b = RawHost.buffer(Pdu.IC_BYTES);
    PduEncoder.icResp(b, 0, cpda, digests, maxH2cData);
    return b;
  }

  RawController send(ByteBuffer bytes) throws IOException {
    byte[] copy = new byte[bytes.limit()];
    bytes.get(0, copy);
    try {
      socket.getOutputStream().write(copy);
    } catch (SocketException closedByPeer) {
      socket.shutdownInput();
    }
    return this;
  }

  ByteBuffer response(int cid, int status, long result) {
    ByteBuffer b = RawHost.buffer(Pdu.MAX_HEADER_BYTES);
    return b.limit(encoder.capsuleResp(b, 0, result, 0, cid, status));
  }

  ByteBuffer r2t(int cid, int ttag, int offset, int length) {
    ByteBuffer b = RawHost.buffer(Pdu.MAX_HEADER_BYTES);
    return b.limit(encoder.r2t(b, 0, cid, ttag, offset, length));
  }

  ByteBuffer data(int flags, int cid, int offset, byte[] data) {
    int at = encoder.dataOffset(Pdu.DATA_BYTES);
    ByteBuffer b = RawHost.buffer(at + data.length + encoder.dataTrailer());
    encoder.dataHeader(b, 0, Pdu.C2H_DATA, flags, cid, 0, offset, data.length);
    b.put(at, data);
    encoder.dataDigest(b, at + data.length, b, at, data.length);
    return b.clear();
  }

  /** One whole PDU of the host. */
  ByteBuffer read() throws IOException {
    byte[] common = socket.getInputStream().readNBytes(Pdu.COMMON_BYTES);
    if (common.length < Pdu.COMMON_BYTES) {
      throw new EOFException("the host closed");
    }
    int plen = RawHost.buffer(Pdu.COMMON_BYTES).put(0, common).getInt(Pdu.PLEN);
    byte[] rest = socket.getInputStream().readNBytes(plen - Pdu.COMMON_BYTES);
    return RawHost.buffer(plen).put(0, common).put(Pdu.COMMON_BYTES, rest);
  }

  ByteBuffer readUntil(int type) throws IOException {
    ByteBuffer pdu;
    do {
      pdu = read();
    } while (pdu.get(Pdu.TYPE) != type);
    return pdu;
  }

  boolean atEnd() throws IOException {
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketException reset) {
      return true;
    }
  }

  static int cidOf(ByteBuffer capsule) {
    return capsule.getShort(Pdu.SQE + 2) & 0xFFFF;
  }

  static Cqe cqe(ByteBuffer response) {
    return new Cqe().wrap(response, Pdu.CQE);
  }

  void awaitNothingHeld() throws Exception {
    for (Loop loop : loops.loops()) {
      TcpLoop tcp = (TcpLoop) loop;
      long deadline = System.nanoTime() + Duration.ofSeconds(TcpFixture.SECONDS).toNanos();
      while (TcpFixture.on(tcp, () -> tcp.memory().outstanding()) != 0) {
        if (System.nanoTime() > deadline) {
          throw new AssertionError("memory is still held");
        }
      }
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
    server.close();
    loops.close();
  }
}
