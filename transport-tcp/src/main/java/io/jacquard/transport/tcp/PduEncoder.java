package io.jacquard.transport.tcp;

import java.nio.ByteBuffer;

/**
 * Writes PDUs (NVMe/TCP Transport Specification 1.1, 3.6) at given places of little endian buffers,
 * with the digests and the data alignment that the connection has agreed on. Methods answer the
 * number of bytes written. Allocates nothing. Not thread-safe.
 */
public final class PduEncoder {
  private final boolean headerDigest;
  private final boolean dataDigest;
  private final int alignment;
  private final Digest digest = new Digest();

  /**
   * Makes an encoder.
   *
   * @param pda the peer's PDU data alignment, 0's-based dwords
   */
  public PduEncoder(boolean headerDigest, boolean dataDigest, int pda) {
    this.headerDigest = headerDigest;
    this.dataDigest = dataDigest;
    this.alignment = (pda + 1) * 4;
  }

  /** ICReq (3.6.2.2). */
  public static int icReq(ByteBuffer b, int at, int hpda, int digests, int maxR2t) {
    return initialization(b, at, Pdu.IC_REQ, hpda, digests, maxR2t);
  }

  /** ICResp (3.6.2.3). */
  public static int icResp(ByteBuffer b, int at, int cpda, int digests, int maxH2cData) {
    return initialization(b, at, Pdu.IC_RESP, cpda, digests, maxH2cData);
  }

  private static int initialization(
      ByteBuffer b, int at, int type, int pda, int digests, int dword3) {
    common(b, at, type, 0, Pdu.IC_BYTES, 0, Pdu.IC_BYTES);
    for (int i = Pdu.COMMON_BYTES; i < Pdu.IC_BYTES; i += Long.BYTES) {
      b.putLong(at + i, 0);
    }
    b.put(at + Pdu.PDA, (byte) pda);
    b.put(at + Pdu.DGST, (byte) digests);
    b.putInt(at + Pdu.MAXR2T, dword3);
    return Pdu.IC_BYTES;
  }

  /**
   * A termination request (3.6.2.4, 3.6.2.5); it never has digests.
   *
   * @param offending buffer with the header of the PDU that was wrong
   * @param length how many bytes of it to send, 0 to 128
   */
  public static int termReq(
      ByteBuffer b,
      int at,
      int type,
      int fes,
      int fei,
      ByteBuffer offending,
      int from,
      int length) {
    int plen = Pdu.TERM_BYTES + length;
    common(b, at, type, 0, Pdu.TERM_BYTES, 0, plen);
    b.putLong(at + Pdu.FES, 0);
    b.putLong(at + Pdu.FES + Long.BYTES, 0);
    b.putShort(at + Pdu.FES, (short) fes);
    b.putInt(at + Pdu.FEI, fei);
    b.put(at + Pdu.TERM_BYTES, offending, from, length);
    return plen;
  }

  private static void common(
      ByteBuffer b, int at, int type, int flags, int hlen, int pdo, int plen) {
    b.putInt(at, type | flags << 8 | hlen << 16 | pdo << 24);
    b.putInt(at + Pdu.PLEN, plen);
  }

  /** CapsuleResp (3.6.2.7). */
  public int capsuleResp(ByteBuffer b, int at, long result, int sqhd, int cid, int status) {
    plainHeader(b, at, Pdu.CAPSULE_RESP, Pdu.CAPSULE_RESP_BYTES);
    b.putLong(at + Pdu.CQE, result);
    b.putLong(
        at + Pdu.CQE + Long.BYTES,
        (sqhd & 0xFFFFL) | (cid & 0xFFFFL) << 32 | (status & 0x7FFFL) << 49);
    return headerDigest(b, at, Pdu.CAPSULE_RESP_BYTES);
  }

  /** R2T (3.6.2.10). */
  public int r2t(ByteBuffer b, int at, int cid, int ttag, int offset, int length) {
    plainHeader(b, at, Pdu.R2T, Pdu.DATA_BYTES);
    b.putInt(at + Pdu.CCCID, (cid & 0xFFFF) | ttag << 16);
    b.putInt(at + Pdu.R2TO, offset);
    b.putLong(at + Pdu.R2TL, length & 0xFFFF_FFFFL);
    return headerDigest(b, at, Pdu.DATA_BYTES);
  }

  private void plainHeader(ByteBuffer b, int at, int type, int hlen) {
    int flags = headerDigest ? Pdu.HDGSTF : 0;
    common(b, at, type, flags, hlen, 0, hlen + (headerDigest ? Pdu.DIGEST_BYTES : 0));
  }

  /** Header bytes, digest and padding in front of the data of a PDU with this header length. */
  public int dataOffset(int hlen) {
    int end = hlen + (headerDigest ? Pdu.DIGEST_BYTES : 0);
    return (end + alignment - 1) / alignment * alignment;
  }

  /** Bytes behind the data of a PDU. */
  public int dataTrailer() {
    return dataDigest ? Pdu.DIGEST_BYTES : 0;
  }

  /**
   * Header of H2CData (3.6.2.8) or C2HData (3.6.2.9), with padding up to the data.
   *
   * @param flags {@link Pdu#LAST_PDU} and {@link Pdu#SUCCESS}
   */
  public int dataHeader(
      ByteBuffer b, int at, int type, int flags, int cid, int ttag, int offset, int length) {
    int pdo = dataHeader(b, at, type, flags, Pdu.DATA_BYTES, length);
    b.putInt(at + Pdu.CCCID, (cid & 0xFFFF) | ttag << 16);
    b.putInt(at + Pdu.DATAO, offset);
    b.putLong(at + Pdu.DATAL, length & 0xFFFF_FFFFL);
    headerDigest(b, at, Pdu.DATA_BYTES);
    return pdo;
  }

  /**
   * Header of a command capsule (3.6.2.6) with the SQE that {@code sqe} holds, and padding up to
   * the data if there is any.
   */
  public int capsuleCmd(ByteBuffer b, int at, ByteBuffer sqe, int sqeAt, int dataLength) {
    int pdo;
    if (dataLength == 0) {
      plainHeader(b, at, Pdu.CAPSULE_CMD, Pdu.CAPSULE_CMD_BYTES);
      pdo = 0;
    } else {
      pdo = dataHeader(b, at, Pdu.CAPSULE_CMD, 0, Pdu.CAPSULE_CMD_BYTES, dataLength);
    }
    b.put(at + Pdu.SQE, sqe, sqeAt, Pdu.CAPSULE_CMD_BYTES - Pdu.SQE);
    return Math.max(pdo, headerDigest(b, at, Pdu.CAPSULE_CMD_BYTES));
  }

  private int dataHeader(ByteBuffer b, int at, int type, int more, int hlen, int length) {
    int flags = more | (headerDigest ? Pdu.HDGSTF : 0) | (dataDigest ? Pdu.DDGSTF : 0);
    int pdo = dataOffset(hlen);
    common(b, at, type, flags, hlen, pdo, pdo + length + dataTrailer());
    for (int i = hlen; i < pdo; i++) {
      b.put(at + i, (byte) 0);
    }
    return pdo;
  }

  private int headerDigest(ByteBuffer b, int at, int hlen) {
    if (!headerDigest) {
      return hlen;
    }
    b.putInt(at + hlen, digest.of(b, at, hlen));
    return hlen + Pdu.DIGEST_BYTES;
  }

  /**
   * The data digest, if agreed on, of {@code length} bytes of {@code data}, written to {@code b}.
   */
  public int dataDigest(ByteBuffer b, int at, ByteBuffer data, int from, int length) {
    if (!dataDigest) {
      return 0;
    }
    b.putInt(at, digest.of(data, from, length));
    return Pdu.DIGEST_BYTES;
  }
}
