package io.jacquard.transport.tcp;

import io.jacquard.nvme.command.FabricsCommandType;
import io.jacquard.nvme.identity.TransportAddress;
import io.jacquard.nvme.wire.Sqe;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A socket that sends whatever a test wants, right or wrong, and reads PDUs. */
final class RawHost implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 30_000;

  final Socket socket = new Socket();
  final boolean headerDigest;
  final boolean dataDigest;
  final PduEncoder encoder;

  RawHost(TransportAddress to, boolean headerDigest, boolean dataDigest) throws IOException {
    this.headerDigest = headerDigest;
    this.dataDigest = dataDigest;
    this.encoder = new PduEncoder(headerDigest, dataDigest, 0);
    socket.setTcpNoDelay(true);
    socket.connect(new InetSocketAddress(to.traddr(), to.port()), TIMEOUT_MILLIS);
    socket.setSoTimeout(TIMEOUT_MILLIS);
  }

  static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  ByteBuffer icReq() {
    ByteBuffer b = buffer(Pdu.IC_BYTES);
    PduEncoder.icReq(b, 0, 0, (headerDigest ? 1 : 0) | (dataDigest ? 2 : 0), 0);
    return b;
  }

  /**
   * A capsule; the SGL is set for data in the capsule if there is some, else for {@code length}.
   */
  ByteBuffer capsule(int opcode, int cid, int length, byte[] inCapsule) {
    Sqe sqe = Sqe.allocate();
    sqe.buffer().put(Sqe.OPC, (byte) opcode);
    sqe.buffer().put(Sqe.FLAGS, (byte) (Sqe.PSDT_SGL << 6));
    sqe.cid(cid);
    if (inCapsule.length > 0) {
      sqe.sgl1().setInCapsule(0, inCapsule.length);
    } else {
      sqe.sgl1().setTransport(length);
    }
    return capsule(sqe, inCapsule);
  }

  ByteBuffer capsule(Sqe sqe, byte[] inCapsule) {
    int offset = encoder.dataOffset(Pdu.CAPSULE_CMD_BYTES);
    ByteBuffer b = buffer(offset + inCapsule.length + encoder.dataTrailer());
    int at = encoder.capsuleCmd(b, 0, sqe.buffer(), sqe.offset(), inCapsule.length);
    if (inCapsule.length > 0) {
      b.put(at, inCapsule);
      at += inCapsule.length;
      at += encoder.dataDigest(b, at, b, offset, inCapsule.length);
    }
    return b.limit(at);
  }

  ByteBuffer connect(int cid, int entries, boolean flowControl) {
    Sqe sqe = Sqe.allocate();
    sqe.buffer().put(Sqe.OPC, (byte) FabricsCommandType.OPCODE);
    sqe.buffer().put(Sqe.FLAGS, (byte) (Sqe.PSDT_SGL << 6));
    sqe.buffer().put(Sqe.FCTYPE, (byte) FabricsCommandType.CONNECT);
    sqe.cid(cid);
    sqe.cdw10(1 << 16);
    sqe.cdw11(entries - 1 | (flowControl ? 0 : 1 << 18));
    sqe.sgl1().setInCapsule(0, 1024);
    return capsule(sqe, new byte[1024]);
  }

  ByteBuffer data(int flags, int cid, int ttag, int offset, byte[] data) {
    int at = encoder.dataOffset(Pdu.DATA_BYTES);
    ByteBuffer b = buffer(at + data.length + encoder.dataTrailer());
    encoder.dataHeader(b, 0, Pdu.H2C_DATA, flags, cid, ttag, offset, data.length);
    b.put(at, data);
    encoder.dataDigest(b, at + data.length, b, at, data.length);
    return b.clear();
  }

  /** Sends what is between 0 and the limit; what the peer no longer takes is lost. */
  RawHost send(ByteBuffer bytes) throws IOException {
    byte[] copy = new byte[bytes.limit()];
    bytes.get(0, copy);
    return send(copy);
  }

  RawHost send(byte[] bytes) throws IOException {
    try {
      socket.getOutputStream().write(bytes);
    } catch (SocketException closedByPeer) {
      // The controller may close as soon as it has seen enough.
      socket.shutdownInput();
    }
    return this;
  }

  /** ICReq and ICResp. */
  RawHost initialize() throws IOException {
    send(icReq());
    ByteBuffer response = read();
    if (response.get(Pdu.TYPE) != Pdu.IC_RESP) {
      throw new IOException("no ICResp but " + Pdu.nameOf(response.get(Pdu.TYPE)));
    }
    return this;
  }

  /** As far as commands may follow. */
  RawHost connected(int entries, boolean flowControl) throws IOException {
    initialize();
    send(connect(0xC0C0, entries, flowControl));
    ByteBuffer response = read();
    if (response.get(Pdu.TYPE) != Pdu.CAPSULE_RESP) {
      throw new IOException("Connect was answered by " + Pdu.nameOf(response.get(Pdu.TYPE)));
    }
    return this;
  }

  /** One whole PDU. */
  ByteBuffer read() throws IOException {
    InputStream in = socket.getInputStream();
    ByteBuffer common = buffer(Pdu.COMMON_BYTES);
    fill(in, common.array(), 0);
    int plen = common.getInt(Pdu.PLEN);
    ByteBuffer pdu = buffer(plen);
    pdu.put(0, common.array());
    fill(in, pdu.array(), Pdu.COMMON_BYTES);
    return pdu;
  }

  private static void fill(InputStream in, byte[] bytes, int from) throws IOException {
    int n = in.readNBytes(bytes, from, bytes.length - from);
    if (n < bytes.length - from) {
      throw new EOFException("the peer closed after " + n + " bytes");
    }
  }

  /** Reads PDUs until there is one of {@code type}. */
  ByteBuffer readUntil(int type) throws IOException {
    ByteBuffer pdu;
    do {
      pdu = read();
    } while (pdu.get(Pdu.TYPE) != type);
    return pdu;
  }

  /** True if the peer has closed and nothing more came. */
  boolean atEnd() throws IOException {
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketException reset) {
      return true;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
