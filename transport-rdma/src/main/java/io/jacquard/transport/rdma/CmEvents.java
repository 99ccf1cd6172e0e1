package io.jacquard.transport.rdma;

import com.ibm.disni.verbs.RdmaCm;
import com.ibm.disni.verbs.RdmaCmEvent.EventType;
import com.ibm.disni.verbs.RdmaCmId;
import com.ibm.disni.verbs.RdmaEventChannel;
import io.jacquard.nvme.loop.Loop;
import io.jacquard.transport.rdma.verbs.ConnectionEvent;
import io.jacquard.transport.rdma.verbs.ExtendedCm;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An event channel of the connection manager that a loop watches, and the owners of the identifiers
 * on it. An owner lives on this loop or another; it hears of its events where it lives.
 */
final class CmEvents {
  private static final Logger LOG = LoggerFactory.getLogger(CmEvents.class);

  /** How long a channel that gives no events is left alone. */
  private static final long AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final ExtendedCm cm;
  private final Loop loop;
  private final RdmaEventChannel channel;
  private Loop.Watch watch;
  private boolean closed;
  private final ConcurrentMap<RdmaCmId, CmOwner> owners = new ConcurrentHashMap<>();

  /** Opens a channel and watches it; on the loop. */
  CmEvents(ExtendedCm cm, Loop loop) throws IOException {
    this.cm = cm;
    this.loop = loop;
    this.channel = open(cm);
    try {
      this.watch = loop.watch(channel.getFd(), this::readable);
    } catch (IOException e) {
      cm.destroyEventChannel(channel);
      throw e;
    }
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
      // Of one event that could not be taken, or of a moment without memory: others will come.
      LOG.warn("the connection manager gave no event, is asked again: {}", e.getMessage());
      watch.close();
      watchSoon();
    }
  }

  private void watchSoon() {
    loop.schedule(this::watchAgain, AGAIN_NANOS);
  }

  private void watchAgain() {
    if (closed) {
      return;
    }
    try {
      watch = loop.watch(channel.getFd(), this::readable);
    } catch (IOException e) {
      LOG.warn("the connection manager cannot be waited for: {}", e.getMessage());
      watchSoon();
    }
  }

  private void dispatch(ConnectionEvent event) {
    RdmaCmId id = event.getListenIdPriv() != null ? event.getListenIdPriv() : event.getConnIdPriv();
    CmOwner owner = id == null ? null : owners.get(id);
    if (owner == null) {
      LOG.debug("{} for an identifier that is gone", event);
      drop(event);
    } else if (owner.loop().inLoop()) {
      owner.happened(event);
    } else {
      try {
        owner.loop().execute(() -> owner.happened(event));
      } catch (RejectedExecutionException loopEnded) {
        LOG.debug("{} for a loop that has ended", event);
        drop(event);
      }
    }
  }

  /** Nobody takes an event: who asks for a connection is refused. */
  private void drop(ConnectionEvent event) {
    if (event.type() == EventType.RDMA_CM_EVENT_CONNECT_REQUEST) {
      destroy(event.getConnIdPriv());
    }
  }

  /** Ends all identifiers that are left, and the channel; on the loop, which ends. */
  void close() {
    closed = true;
    List.copyOf(owners.keySet()).forEach(this::destroy);
    watch.close();
    try {
      cm.destroyEventChannel(channel);
    } catch (IOException e) {
      LOG.debug("the event channel could not be closed", e);
    }
  }
}
