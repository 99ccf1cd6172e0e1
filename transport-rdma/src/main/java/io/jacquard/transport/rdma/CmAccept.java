package io.jacquard.transport.rdma;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The private data with which a controller accepts (NVMe RDMA Transport Specification,
 * "RDMA_CM_ACCEPT Private Data Format").
 *
 * @param recordFormat RECFMT, 0
 * @param controllerReceives CRQSIZE: commands that the controller has room for
 */
record CmAccept(int recordFormat, int controllerReceives) {
  /** Size on the wire. */
  static final int BYTES = 32;

  private static final int RECFMT = 0;
  private static final int CRQSIZE = 2;

  /** Reads private data; what is missing counts as zero, as controllers leave it out. */
  static CmAccept decode(byte[] privateData) {
    ByteBuffer b = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
    b.put(0, privateData, 0, Math.min(privateData.length, BYTES));
    return new CmAccept(b.getShort(RECFMT) & 0xFFFF, b.getShort(CRQSIZE) & 0xFFFF);
  }

  byte[] encode() {
    ByteBuffer b = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
    b.putShort(RECFMT, (short) recordFormat);
    b.putShort(CRQSIZE, (short) controllerReceives);
    return b.array();
  }
}
