package io.jacquard.transport.rdma;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * Why a controller refuses a queue pair: the status in its private data (NVMe RDMA Transport
 * Specification, "RDMA_CM_REJECT Private Data Format").
 */
enum CmReject {
  /** The private data is too short. */
  INVALID_LENGTH(1, "invalid length of the private data"),
  /** RECFMT is not known. */
  INVALID_FORMAT(2, "invalid record format"),
  /** QID. */
  INVALID_QUEUE_ID(3, "invalid queue ID"),
  /** HSQSIZE. */
  INVALID_HSQSIZE(4, "invalid host send queue size (HSQSIZE)"),
  /** HRQSIZE. */
  INVALID_HRQSIZE(5, "invalid host receive queue size (HRQSIZE)"),
  /** No connection, memory or queue pair is left. */
  NO_RESOURCES(6, "no resources"),
  /** The host serves no RDMA READs, without which nothing can be written. */
  INVALID_IRD(7, "invalid inbound RDMA READ depth (IRD)"),
  /** The host wants more RDMA READs served than can be. */
  INVALID_ORD(8, "invalid outbound RDMA READ depth (ORD)"),
  /** CNTLID. */
  INVALID_CONTROLLER_ID(9, "invalid controller ID");

  /** Size on the wire. */
  static final int BYTES = 4;

  private static final int RECFMT = 0;
  private static final int STS = 2;

  private final int code;
  private final String text;

  CmReject(int code, String text) {
    this.code = code;
    this.text = text;
  }

  /** The value on the wire. */
  int code() {
    return code;
  }

  byte[] encode() {
    ByteBuffer b = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
    b.putShort(RECFMT, (short) 0);
    b.putShort(STS, (short) code);
    return b.array();
  }

  /** Reads private data; empty if it tells no reason. */
  static Optional<CmReject> decode(byte[] privateData) {
    if (privateData.length < BYTES) {
      return Optional.empty();
    }
    ByteBuffer b = ByteBuffer.wrap(privateData).order(ByteOrder.LITTLE_ENDIAN);
    int status = b.getShort(STS) & 0xFFFF;
    for (CmReject reason : values()) {
      if (reason.code == status && b.getShort(RECFMT) == 0) {
        return Optional.of(reason);
      }
    }
    return Optional.empty();
  }

  @Override
  public String toString() {
    return text;
  }
}
