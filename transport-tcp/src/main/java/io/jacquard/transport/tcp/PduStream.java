package io.jacquard.transport.tcp;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Takes a received byte stream apart into PDUs (NVMe/TCP Transport Specification 1.1, 3.6): a state
 * machine that may be fed with any pieces of the stream.
 *
 * <p>A header that lies in one piece is read where it is; one that is split is put together in a
 * small buffer. Data is never collected: each piece goes to the {@link Sink}. Checks the common
 * header, the header digest and the data digest; the meaning of the rest is the sink's. Allocates
 * nothing. Knows nothing of sockets or Netty. Not thread-safe.
 */
public final class PduStream {

  /** What becomes of the PDUs. */
  public interface Sink {
    /**
     * A header is complete and its common part and digest are right.
     *
     * @param type PDU type, one that this side may receive
     * @param at where the PDU starts in {@code header}
     * @param dataLength bytes of data that follow
     * @return false to be asked again with the same header at the next {@link PduStream#feed}
     */
    boolean header(int type, ByteBuffer header, int at, int dataLength) throws PduViolation;

    /** A piece of the data, in order. */
    void data(ByteBuffer from, int at, int length);

    /**
     * The PDU is complete. Not called for PDUs without data.
     *
     * @param intact false if the data digest is wrong
     */
    void dataEnd(boolean intact);
  }

  private enum State {
    HEADER,
    DEFERRED,
    PAD,
    DATA,
    DIGEST
  }

  private final Sink sink;
  private final int initialize;
  private final int terminate;
  private final int allowed;
  private final Digest digest = new Digest();
  private final ByteBuffer side =
      ByteBuffer.allocate(Pdu.MAX_HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);

  private boolean stopped;
  private boolean initialized;
  private boolean headerDigest;
  private boolean dataDigest;
  private int alignment = 4;
  private int maxCapsuleData;
  private int maxTransferData;

  private State state = State.HEADER;
  private int have;
  private int type;
  private int headerBytes;
  private int dataLength;
  private int padLeft;
  private int dataLeft;
  private ByteBuffer headerIn = side;
  private int headerAt;
  private int headerSeen;

  private PduStream(Sink sink, int initialize, int terminate, int... others) {
    this.sink = sink;
    this.initialize = initialize;
    this.terminate = terminate;
    int mask = 1 << initialize | 1 << terminate;
    for (int other : others) {
      mask |= 1 << other;
    }
    this.allowed = mask;
  }

  /** The stream that a controller receives. */
  public static PduStream ofController(Sink sink) {
    return new PduStream(sink, Pdu.IC_REQ, Pdu.H2C_TERM_REQ, Pdu.CAPSULE_CMD, Pdu.H2C_DATA);
  }

  /** The stream that a host receives. */
  public static PduStream ofHost(Sink sink) {
    return new PduStream(
        sink, Pdu.IC_RESP, Pdu.C2H_TERM_REQ, Pdu.CAPSULE_RESP, Pdu.C2H_DATA, Pdu.R2T);
  }

  /**
   * Applies what the initialization of the connection has settled. Called by the sink when it gets
   * the ICReq or ICResp.
   *
   * @param pda alignment of received data as this side asked for it, 0's-based dwords
   * @param capsuleData most data in a command capsule
   * @param transferData most data in a data PDU
   */
  public void initialized(
      boolean headerDigests, boolean dataDigests, int pda, int capsuleData, int transferData) {
    initialized = true;
    headerDigest = headerDigests;
    dataDigest = dataDigests;
    alignment = (pda + 1) * 4;
    maxCapsuleData = capsuleData;
    maxTransferData = transferData;
  }

  /** After a violation: the buffer with the header that was wrong. */
  ByteBuffer offender() {
    return headerIn;
  }

  /** After a violation: where the header that was wrong starts. */
  int offenderAt() {
    return headerAt;
  }

  /** After a violation: how much of the header that was wrong was looked at, in bytes. */
  int offenderBytes() {
    return headerSeen;
  }

  /** After a violation: true if a termination request was wrong, which must not be answered. */
  boolean offenderIsTermination() {
    return type == terminate;
  }

  /** In {@link Sink#dataEnd}: true if a termination request has ended. */
  boolean endsTermination() {
    return type == terminate;
  }

  /** Bytes of data that come next in the stream; 0 if something else comes next. */
  int dataAhead() {
    return state == State.DATA ? dataLeft : 0;
  }

  /** Takes nothing from now on; may be called by the sink. */
  void stop() {
    stopped = true;
  }

  /** True between PDUs. */
  public boolean atBoundary() {
    return state == State.HEADER && have == 0;
  }

  /**
   * Takes the bytes {@code from} to {@code to - 1}; the buffer is little endian. Resets position
   * and limit of the buffer.
   *
   * @return where it stopped: {@code to}, or earlier if the sink has deferred a header
   * @throws PduViolation if the peer broke a rule; the stream must not be fed again
   */
  public int feed(ByteBuffer in, int from, int to) throws PduViolation {
    int at = from;
    if (state == State.DEFERRED && !offer(side, 0)) {
      return at;
    }
    while (at < to && !stopped) {
      switch (state) {
        case HEADER -> at = header(in, at, to);
        case PAD -> {
          int n = Math.min(padLeft, to - at);
          padLeft -= n;
          at += n;
          if (padLeft == 0) {
            state = State.DATA;
          }
        }
        case DATA -> at += data(in, at, Math.min(dataLeft, to - at));
        case DIGEST -> at = digest(in, at, to);
        case DEFERRED -> {
          return at;
        }
      }
    }
    return at;
  }

  private int header(ByteBuffer in, int from, int to) throws PduViolation {
    int at = from;
    if (have == 0 && to - at >= Pdu.COMMON_BYTES) {
      common(in, at);
      if (to - at >= headerBytes) {
        complete(in, at);
        return at + headerBytes;
      }
    }
    if (have < Pdu.COMMON_BYTES) {
      at = collect(in, at, to, Pdu.COMMON_BYTES);
      if (have < Pdu.COMMON_BYTES) {
        return at;
      }
      common(side, 0);
    }
    at = collect(in, at, to, headerBytes);
    if (have == headerBytes) {
      have = 0;
      complete(side, 0);
    }
    return at;
  }

  private int collect(ByteBuffer in, int at, int to, int need) {
    int n = Math.min(need - have, to - at);
    side.put(have, in, at, n);
    have += n;
    return at + n;
  }

  /** Checks the common header (3.6.2.1) in the order of its fields. */
  private void common(ByteBuffer b, int at) throws PduViolation {
    headerIn = b;
    headerAt = at;
    headerSeen = Pdu.COMMON_BYTES;
    type = b.get(at + Pdu.TYPE) & 0xFF;
    if (type > Pdu.R2T || (allowed & 1 << type) == 0) {
      throw PduViolation.field(Pdu.TYPE, Pdu.nameOf(type) + " is not for this side");
    }
    if (type != terminate && initialized == (type == initialize)) {
      throw PduViolation.of(
          PduViolation.SEQUENCE_ERROR,
          Pdu.nameOf(type) + (initialized ? " after" : " before") + " initialization");
    }
    int hlen = b.get(at + Pdu.HLEN) & 0xFF;
    boolean plain = type == initialize || type == terminate;
    int flags = b.get(at + Pdu.FLAGS);
    if (!plain && (flags & Pdu.HDGSTF) != 0 != headerDigest) {
      throw PduViolation.field(Pdu.FLAGS, "HDGSTF does not say what was agreed");
    }
    if (!plain && (flags & Pdu.DDGSTF) != 0 && !dataDigest) {
      throw PduViolation.field(Pdu.FLAGS, "DDGSTF is set and no data digest was agreed");
    }
    if (hlen != Pdu.headerBytes(type)) {
      throw PduViolation.field(Pdu.HLEN, "HLEN " + hlen + " in " + Pdu.nameOf(type));
    }
    headerBytes = hlen + (!plain && headerDigest ? Pdu.DIGEST_BYTES : 0);
    length(flags, b.get(at + Pdu.PDO) & 0xFF, b.getInt(at + Pdu.PLEN) & 0xFFFF_FFFFL);
  }

  private void length(int flags, int pdo, long plen) throws PduViolation {
    if (plen < headerBytes || plen > headerBytes && !mayHaveData(type)) {
      throw PduViolation.field(Pdu.PLEN, "PLEN " + plen + " in " + Pdu.nameOf(type));
    }
    padLeft = 0;
    dataLength = 0;
    if (plen == headerBytes) {
      if (type == Pdu.H2C_DATA || type == Pdu.C2H_DATA) {
        throw PduViolation.field(Pdu.PLEN, Pdu.nameOf(type) + " without data");
      }
      return;
    }
    if (type == terminate) {
      if (plen - headerBytes > Pdu.MAX_TERM_DATA) {
        throw PduViolation.field(Pdu.PLEN, "PLEN " + plen + " in " + Pdu.nameOf(type));
      }
      dataLength = (int) plen - headerBytes;
      return;
    }
    if (dataDigest && (flags & Pdu.DDGSTF) == 0) {
      throw PduViolation.field(Pdu.FLAGS, "DDGSTF is clear and data digests were agreed");
    }
    if (pdo < headerBytes || pdo % alignment != 0) {
      throw PduViolation.field(Pdu.PDO, "PDO " + pdo + " in " + Pdu.nameOf(type));
    }
    long length = plen - pdo - (dataDigest ? Pdu.DIGEST_BYTES : 0);
    if (length <= 0) {
      throw PduViolation.field(Pdu.PLEN, "PLEN " + plen + " leaves no data after PDO " + pdo);
    }
    int most = type == Pdu.CAPSULE_CMD ? maxCapsuleData : maxTransferData;
    if (length > most) {
      throw PduViolation.of(
          PduViolation.LIMIT_EXCEEDED,
          Pdu.nameOf(type) + " with " + length + " bytes of data, at most " + most + " may be");
    }
    padLeft = pdo - headerBytes;
    dataLength = (int) length;
  }

  private static boolean mayHaveData(int type) {
    return switch (type) {
      case Pdu.CAPSULE_CMD, Pdu.H2C_DATA, Pdu.C2H_DATA, Pdu.H2C_TERM_REQ, Pdu.C2H_TERM_REQ -> true;
      default -> false;
    };
  }

  /** The header with its digest is there. */
  private void complete(ByteBuffer b, int at) throws PduViolation {
    int hlen = Pdu.headerBytes(type);
    headerIn = b;
    headerAt = at;
    headerSeen = hlen;
    if (headerBytes > hlen) {
      int received = b.getInt(at + hlen);
      int computed = digest.of(b, at, hlen);
      if (received != computed) {
        throw PduViolation.headerDigest(received, computed);
      }
    }
    if (type == Pdu.H2C_DATA || type == Pdu.C2H_DATA) {
      long datal = b.getInt(at + Pdu.DATAL) & 0xFFFF_FFFFL;
      if (datal != dataLength) {
        throw PduViolation.field(
            Pdu.DATAL, "DATAL " + datal + " with " + dataLength + " bytes of data");
      }
    }
    offer(b, at);
  }

  @SuppressWarnings("ReferenceEquality") // the very buffer is meant
  private boolean offer(ByteBuffer b, int at) throws PduViolation {
    if (!sink.header(type, b, at, dataLength)) {
      if (b != side) {
        side.put(0, b, at, headerBytes);
        headerIn = side;
        headerAt = 0;
      }
      state = State.DEFERRED;
      return false;
    }
    dataLeft = dataLength;
    digest.start();
    if (dataLength == 0) {
      state = State.HEADER;
    } else {
      state = padLeft > 0 ? State.PAD : State.DATA;
    }
    return true;
  }

  private int data(ByteBuffer in, int at, int n) {
    boolean digested = dataDigest && type != terminate;
    if (digested) {
      digest.update(in, at, n);
    }
    sink.data(in, at, n);
    dataLeft -= n;
    if (dataLeft == 0) {
      if (digested) {
        state = State.DIGEST;
      } else {
        end(true);
      }
    }
    return n;
  }

  private int digest(ByteBuffer in, int from, int to) {
    int at = collect(in, from, to, Pdu.DIGEST_BYTES);
    if (have == Pdu.DIGEST_BYTES) {
      end(side.getInt(0) == digest.value());
    }
    return at;
  }

  private void end(boolean intact) {
    have = 0;
    state = State.HEADER;
    sink.dataEnd(intact);
  }
}
