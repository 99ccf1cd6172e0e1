package io.jacquard.lab.golden;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * A message of the connection manager (InfiniBand Architecture 1, "Communication Management
 * Messages").
 *
 * @param kind what it says
 * @param localId the sender's name for the connection
 * @param remoteId the receiver's, once it has told
 * @param queuePair the sender's, of a request or an acceptance
 * @param port that the host asks for, of a request
 * @param privateData the consumer's
 */
record CmMessage(
    Kind kind, int localId, int remoteId, int queuePair, int port, byte[] privateData) {

  /** Those that carry private data of NVMe. */
  enum Kind {
    REQUEST,
    ACCEPT,
    REJECT
  }

  private static final int DETH_BYTES = 8;
  private static final int MAD_BYTES = 256;
  private static final int MANAGEMENT_CLASS = 1;
  private static final int CLASS_CM = 7;
  private static final int ATTRIBUTE = 16;
  private static final int REQUEST = 0x0010;
  private static final int REJECT = 0x0012;
  private static final int ACCEPT = 0x0013;
  private static final int LOCAL_ID = 24;
  private static final int REMOTE_ID = 28;
  private static final int REQUEST_SERVICE = 32;
  private static final int REQUEST_QP = 56;
  private static final int ACCEPT_QP = 36;
  private static final int REQUEST_DATA = 164;
  private static final int ACCEPT_DATA = 60;
  private static final int REJECT_DATA = 108;

  /** What the RDMA connection manager puts before the consumer's data of a request. */
  private static final int CMA_HEADER_BYTES = 36;

  /** Reads a datagram to the connection manager, if it is one of the three. */
  static Optional<CmMessage> parse(byte[] datagram) {
    if (datagram.length < DETH_BYTES + MAD_BYTES) {
      return Optional.empty();
    }
    ByteBuffer mad = ByteBuffer.wrap(datagram, DETH_BYTES, MAD_BYTES).slice();
    if (mad.get(MANAGEMENT_CLASS) != CLASS_CM) {
      return Optional.empty();
    }
    return switch (mad.getShort(ATTRIBUTE)) {
      case REQUEST ->
          Optional.of(
              message(
                  mad,
                  Kind.REQUEST,
                  mad.getInt(REQUEST_QP) >>> 8,
                  (int) mad.getLong(REQUEST_SERVICE) & 0xFFFF,
                  REQUEST_DATA + CMA_HEADER_BYTES));
      case ACCEPT ->
          Optional.of(message(mad, Kind.ACCEPT, mad.getInt(ACCEPT_QP) >>> 8, 0, ACCEPT_DATA));
      case REJECT -> Optional.of(message(mad, Kind.REJECT, 0, 0, REJECT_DATA));
      default -> Optional.empty();
    };
  }

  private static CmMessage message(ByteBuffer mad, Kind kind, int queuePair, int port, int data) {
    return new CmMessage(
        kind,
        mad.getInt(LOCAL_ID),
        mad.getInt(REMOTE_ID),
        queuePair,
        port,
        Arrays.copyOfRange(mad.array(), DETH_BYTES + data, DETH_BYTES + MAD_BYTES));
  }
}
