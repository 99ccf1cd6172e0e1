package io.jacquard.transport.rdma;

import com.ibm.disni.verbs.RdmaCm;
import com.ibm.disni.verbs.RdmaCmId;
import com.ibm.disni.verbs.RdmaEventChannel;
import io.jacquard.nvme.loop.Loop;
import io.jacquard.transport.rdma.verbs.ConnectionEvent;
import io.jacquard.transport.rdma.verbs.ExtendedCm;
import java.io.IOException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An event channel of the connection manager that a loop watches, and the owners of the identifiers
 * on it. An owner lives on this loop or another; it hears of its events where it lives.
 */
final class CmEvents {
  private static final Logger LOG = LoggerFactory.getLogger(CmEvents.class);

  private final ExtendedCm cm;
  private final RdmaEventChannel channel;
  private final Loop.Watch watch;
  private final ConcurrentMap<RdmaCmId, CmOwner> owners = new ConcurrentHashMap<>();

  /** Opens a channel and watches it; on the loop. */
  CmEvents(ExtendedCm cm, Loop loop) throws IOException {
    this.cm = cm;
    this.channel = open(cm);
    this.watch = loop.watch(channel.getFd(), this::readable);
  }

  private static RdmaEventChannel open(ExtendedCm cm) throws IOException {
    try {
      return cm.createEventChannel();
    } catch (IOException e) {
      throw new IOException(
          "no RDMA on this machine: "
              + e.getMessage()
              + "; load the modules of the connection manager and of a device: modprobe -a rdma_ucm"
              + " rdma_rxe, then for soft-RoCE: rdma link add rxe0 type rxe netdev eth0",
          e);
    }
  }

  /** Makes an identifier; thread-safe. */
  RdmaCmId create(CmOwner owner) throws IOException {
    RdmaCmId id = cm.createId(channel, RdmaCm.RDMA_PS_TCP);
    owners.put(id, owner);
    return id;
  }

  /** Makes {@code owner} hear of an identifier that a connect request brought; thread-safe. */
  void adopt(RdmaCmId id, CmOwner owner) {
    owners.put(id, owner);
  }

  /** Ends an identifier; thread-safe. */
  void destroy(RdmaCmId id) {
    owners.remove(id);
    try {
      int error = cm.destroyCmId(id);
      if (error != 0) {
        LOG.debug("an identifier could not be destroyed: error {}", error);
      }
    } catch (IOException e) {
      LOG.debug("an identifier could not be destroyed", e);
    }
  }

  private void readable() {
    try {
      for (ConnectionEvent e = cm.poll(channel); e != null; e = cm.poll(channel)) {
        dispatch(e);
      }
    } catch (IOException e) {
      LOG.error("the connection manager gives no events", e);
      watch.close();
    }
  }

  private void dispatch(ConnectionEvent event) {
    RdmaCmId id = event.getListenIdPriv() != null ? event.getListenIdPriv() : event.getConnIdPriv();
    CmOwner owner = id == null ? null : owners.get(id);
    if (owner == null) {
      LOG.debug("{} for an identifier that is gone", event);
    } else if (owner.loop().inLoop()) {
      owner.happened(event);
    } else {
      try {
        owner.loop().execute(() -> owner.happened(event));
      } catch (RejectedExecutionException loopEnded) {
        LOG.debug("{} for a loop that has ended", event);
      }
    }
  }

  /** Closes the channel; on the loop, when no identifier is left. */
  void close() {
    watch.close();
    try {
      cm.destroyEventChannel(channel);
    } catch (IOException e) {
      LOG.debug("the event channel could not be closed", e);
    }
  }
}
