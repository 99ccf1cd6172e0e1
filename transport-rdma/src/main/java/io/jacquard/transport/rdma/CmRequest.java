package io.jacquard.transport.rdma;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The private data with which a host asks for a queue pair (NVMe RDMA Transport Specification,
 * "RDMA_CM_REQUEST Private Data Format").
 *
 * @param recordFormat RECFMT, 0
 * @param queueId QID, 0 for the admin queue
 * @param hostReceives HRQSIZE: responses that the host has room for, 1's based
 * @param hostSends HSQSIZE: size of the submission queue, 0's based
 * @param controllerId CNTLID: of an I/O queue the controller that it is for
 */
record CmRequest(int recordFormat, int queueId, int hostReceives, int hostSends, int controllerId) {
  /** Size on the wire. */
  static final int BYTES = 32;

  private static final int RECFMT = 0;
  private static final int QID = 2;
  private static final int HRQSIZE = 4;
  private static final int HSQSIZE = 6;
  private static final int CNTLID = 8;

  /** The request for a queue of so many entries. */
  static CmRequest of(int queueId, int entries) {
    return new CmRequest(0, queueId, Math.min(entries, 0xFFFF), entries - 1, 0);
  }

  /** Reads private data of at least {@link #BYTES}. */
  static CmRequest decode(byte[] privateData) {
    ByteBuffer b = ByteBuffer.wrap(privateData).order(ByteOrder.LITTLE_ENDIAN);
    return new CmRequest(
        b.getShort(RECFMT) & 0xFFFF,
        b.getShort(QID) & 0xFFFF,
        b.getShort(HRQSIZE) & 0xFFFF,
        b.getShort(HSQSIZE) & 0xFFFF,
        b.getShort(CNTLID) & 0xFFFF);
  }

  byte[] encode() {
    ByteBuffer b = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
    b.putShort(RECFMT, (short) recordFormat);
    b.putShort(QID, (short) queueId);
    b.putShort(HRQSIZE, (short) hostReceives);
    b.putShort(HSQSIZE, (short) hostSends);
    b.putShort(CNTLID, (short) controllerId);
    return b.array();
  }

  /** The size of the submission queue. */
  int entries() {
    return hostSends + 1;
  }
}
