package io.jacquard.transport.rdma.verbs;

import com.ibm.disni.verbs.RdmaConnParam;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Parameters of a connection with the fields that DiSNI's class has but does not let be set ({@code
 * struct rdma_conn_param}). Immutable, but for DiSNI's own setters.
 */
public final class ConnectionParameters extends RdmaConnParam {
  /** Retry and receiver-not-ready retry count that mean: as often, and for as long, as possible. */
  private static final byte RETRY_MOST = 7;

  private final MemorySegment data;

  /**
   * Makes parameters.
   *
   * @param privateData at most 255 bytes for the other side
   * @param responderResources RDMA READs of the other side that this side serves at a time
   * @param initiatorDepth RDMA READs that this side has outstanding at a time
   */
  public ConnectionParameters(byte[] privateData, int responderResources, int initiatorDepth) {
    if (privateData.length > 255) {
      throw new IllegalArgumentException(privateData.length + " bytes of private data");
    }
    data = Arena.ofAuto().allocate(Math.max(privateData.length, 1));
    MemorySegment.copy(privateData, 0, data, ValueLayout.JAVA_BYTE, 0, privateData.length);
    private_data_addr = data.address();
    private_data_len = (byte) privateData.length;
    responder_resources = (byte) Math.clamp(responderResources, 0, 255);
    initiator_depth = (byte) Math.clamp(initiatorDepth, 0, 255);
    flow_control = 1;
    retry_count = RETRY_MOST;
    rnr_retry_count = RETRY_MOST;
  }

  /** A copy of the private data. */
  public byte[] privateData() {
    return data.asSlice(0, private_data_len & 0xFF).toArray(ValueLayout.JAVA_BYTE);
  }

  /** RDMA READs that are served at a time, 0 to 255. */
  public int responderResources() {
    return responder_resources & 0xFF;
  }

  /** RDMA READs that are outstanding at a time, 0 to 255. */
  public int initiatorDepth() {
    return initiator_depth & 0xFF;
  }
}
