package io.jacquard.transport.rdma.verbs;

import com.ibm.disni.verbs.RdmaCm;
import com.ibm.disni.verbs.RdmaCmId;
import com.ibm.disni.verbs.RdmaEventChannel;
import java.io.IOException;

/**
 * DiSNI's connection management with what NVMe/RDMA needs beyond it. In an extended provider
 *
 * <ul>
 *   <li>{@code accept} and {@code connect} honour all of {@link ConnectionParameters},
 *   <li>{@code getCmEvent} answers {@link ConnectionEvent}s (null if there is none in time) and has
 *       acknowledged them,
 *   <li>{@code RdmaEventChannel.getFd} is a descriptor that can be waited for,
 *   <li>addresses are IPv4 or IPv6.
 * </ul>
 *
 * Thread-safe, as librdmacm is.
 */
public abstract class ExtendedCm extends RdmaCm {

  /** Refuses a connect request with private data that tells why. */
  public abstract void reject(RdmaCmId id, byte[] privateData) throws IOException;

  /** The event that is there now, or null; never waits. */
  public ConnectionEvent poll(RdmaEventChannel channel) throws IOException {
    return (ConnectionEvent) getCmEvent(channel, 0);
  }

  /** Tells the connection manager that data has come before its own message did. */
  public abstract void notifyEstablished(RdmaCmId id) throws IOException;

  /** Makes an IPv6 identifier leave IPv4 connections to others; before it is bound. */
  public abstract void onlyItsFamily(RdmaCmId id) throws IOException;
}
