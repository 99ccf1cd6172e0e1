package io.jacquard.transport.rdma.verbs;

import com.ibm.disni.verbs.RdmaCmEvent;
import com.ibm.disni.verbs.RdmaCmId;
import java.io.IOException;

/**
 * A connection event with its status and the other side's parameters, both of which DiSNI drops.
 */
public final class ConnectionEvent extends RdmaCmEvent {
  private static final EventType[] TYPES = EventType.values();

  private final ConnectionParameters parameters;

  /**
   * Makes an event.
   *
   * @param listener the listening identifier of a connect request, otherwise null as DiSNI has it
   * @param parameters the other side's; its READ limits are seen from this side
   */
  public ConnectionEvent(
      EventType type,
      int status,
      RdmaCmId listener,
      RdmaCmId connection,
      ConnectionParameters parameters)
      throws IOException {
    super(type.ordinal(), listener, connection);
    this.status = status;
    this.conn = parameters;
    this.parameters = parameters;
  }

  /** What happened. */
  public EventType type() {
    return TYPES[getEvent()];
  }

  /** The other side's parameters; empty private data where an event has none. */
  public ConnectionParameters parameters() {
    return parameters;
  }

  /** For logs. */
  @Override
  public String toString() {
    return type() + " (status " + getStatus() + ")";
  }
}
