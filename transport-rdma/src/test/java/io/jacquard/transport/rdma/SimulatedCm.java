package io.jacquard.transport.rdma;

import com.ibm.disni.verbs.IbvPd;
import com.ibm.disni.verbs.IbvQP;
import com.ibm.disni.verbs.IbvQPInitAttr;
import com.ibm.disni.verbs.RdmaCmEvent;
import com.ibm.disni.verbs.RdmaCmEvent.EventType;
import com.ibm.disni.verbs.RdmaCmId;
import com.ibm.disni.verbs.RdmaConnParam;
import com.ibm.disni.verbs.RdmaEventChannel;
import io.jacquard.nvme.linux.EventFd;
import io.jacquard.transport.rdma.verbs.ConnectionEvent;
import io.jacquard.transport.rdma.verbs.ConnectionParameters;
import io.jacquard.transport.rdma.verbs.ExtendedCm;
import io.jacquard.transport.rdma.verbs.VerbsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.Queue;

/** Connections within a {@link SimulatedFabric}: by port, whatever the address. */
final class SimulatedCm extends ExtendedCm {
  static final int NOBODY = 8;
  static final int STALE = 10;
  static final int CONSUMER = 28;
  private static final byte[] NOTHING = {};

  private final SimulatedFabric fabric;
  private int nextPort = 20_000;
  int staleConnections;
  int failEvents;
  boolean silent;
  EventType failResolving;
  byte[] acceptInstead;

  SimulatedCm(SimulatedFabric fabric) {
    this.fabric = fabric;
  }

  private static final class Channel extends RdmaEventChannel {
    private final EventFd signal;
    private final Queue<ConnectionEvent> events = new ArrayDeque<>();

    Channel(EventFd signal) throws IOException {
      super(signal.fd());
      this.signal = signal;
    }
  }

  /** A connection identifier. */
  final class Id extends RdmaCmId {
    private final Channel channel;
    private Id peer;
    private InetSocketAddress local = new InetSocketAddress("127.0.0.1", 0);
    private InetSocketAddress remote = local;
    private ConnectionParameters request;
    private SimulatedQueuePair pair;
    private boolean connected;

    Id(Channel channel) throws IOException {
      super(channel, fabric.context());
      this.channel = channel;
      fabric.ids.add(this);
    }

    void post(EventType type, int status, Id listener, ConnectionParameters parameters) {
      try {
        Channel to = listener == null ? channel : listener.channel;
        to.events.add(new ConnectionEvent(type, status, listener, this, parameters));
        to.signal.signal();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    void post(EventType type, int status) {
      post(type, status, null, new ConnectionParameters(NOTHING, 0, 0));
    }

    void deviceRemoved() {
      post(EventType.RDMA_CM_EVENT_DEVICE_REMOVAL, 0);
    }
  }

  @Override
  public RdmaEventChannel createEventChannel() throws IOException {
    return new Channel(EventFd.create());
  }

  @Override
  public RdmaCmId createId(RdmaEventChannel channel, short space) throws IOException {
    synchronized (fabric) {
      return new Id((Channel) channel);
    }
  }

  @Override
  public IbvQP createQP(RdmaCmId id, IbvPd pd, IbvQPInitAttr attributes) throws IOException {
    synchronized (fabric) {
      if (fabric.failQueuePairs > 0) {
        fabric.failQueuePairs--;
        throw new VerbsException("rdma_create_qp", 12);
      }
      Id own = (Id) id;
      own.pair = new SimulatedQueuePair(fabric, attributes);
      return own.pair;
    }
  }

  @Override
  public void onlyItsFamily(RdmaCmId id) {}

  @Override
  public void bindAddr(RdmaCmId id, SocketAddress address) {
    InetSocketAddress socket = (InetSocketAddress) address;
    synchronized (fabric) {
      int port = socket.getPort() == 0 ? nextPort++ : socket.getPort();
      ((Id) id).local = new InetSocketAddress(socket.getAddress(), port);
    }
  }

  @Override
  public void listen(RdmaCmId id, int backlog) throws IOException {
    synchronized (fabric) {
      Id own = (Id) id;
      if (fabric.listeners.putIfAbsent(own.local.getPort(), own) != null) {
        throw new VerbsException("rdma_bind_addr", 98);
      }
    }
  }

  @Override
  public void resolveAddr(RdmaCmId id, SocketAddress from, SocketAddress to, int timeout) {
    synchronized (fabric) {
      Id own = (Id) id;
      own.remote = (InetSocketAddress) to;
      own.local = new InetSocketAddress("127.0.0.1", nextPort++);
      resolve(own, EventType.RDMA_CM_EVENT_ADDR_ERROR, EventType.RDMA_CM_EVENT_ADDR_RESOLVED);
    }
  }

  @Override
  public void resolveRoute(RdmaCmId id, int timeout) {
    synchronized (fabric) {
      resolve((Id) id, EventType.RDMA_CM_EVENT_ROUTE_ERROR, EventType.RDMA_CM_EVENT_ROUTE_RESOLVED);
    }
  }

  private void resolve(Id id, EventType failure, EventType success) {
    if (silent) {
      return;
    }
    boolean fails = failResolving == failure;
    id.post(fails ? failure : success, fails ? -19 : 0);
  }

  @Override
  public ConnectionEvent getCmEvent(RdmaEventChannel channel, int timeout) throws IOException {
    synchronized (fabric) {
      if (failEvents > 0) {
        failEvents--;
        throw new VerbsException("rdma_get_cm_event", 12);
      }
      Channel own = (Channel) channel;
      own.signal.drain();
      return own.events.poll();
    }
  }

  @Override
  public void connect(RdmaCmId id, RdmaConnParam parameters) throws IOException {
    synchronized (fabric) {
      Id client = (Id) id;
      Id listener = fabric.listeners.get(client.remote.getPort());
      ConnectionParameters asked = (ConnectionParameters) parameters;
      if (listener == null || staleConnections > 0) {
        int why = listener == null ? NOBODY : STALE;
        staleConnections -= listener == null ? 0 : 1;
        client.post(EventType.RDMA_CM_EVENT_REJECTED, why);
        return;
      }
      Id server = new Id(listener.channel);
      server.peer = client;
      client.peer = server;
      server.local = listener.local;
      server.remote = client.local;
      // Each side sees the other's limits from its own side.
      server.request =
          new ConnectionParameters(
              asked.privateData(), asked.initiatorDepth(), asked.responderResources());
      server.post(EventType.RDMA_CM_EVENT_CONNECT_REQUEST, 0, listener, server.request);
    }
  }

  @Override
  public void accept(RdmaCmId id, RdmaConnParam parameters) {
    synchronized (fabric) {
      Id server = (Id) id;
      Id client = server.peer;
      server.connected = true;
      client.connected = true;
      server.pair.connect(client.pair);
      ConnectionParameters answer = (ConnectionParameters) parameters;
      byte[] data = acceptInstead == null ? answer.privateData() : acceptInstead;
      client.post(
          EventType.RDMA_CM_EVENT_ESTABLISHED, 0, null, new ConnectionParameters(data, 0, 0));
      server.post(EventType.RDMA_CM_EVENT_ESTABLISHED, 0);
    }
  }

  @Override
  public void reject(RdmaCmId id, byte[] privateData) {
    synchronized (fabric) {
      Id client = ((Id) id).peer;
      client.post(
          EventType.RDMA_CM_EVENT_REJECTED,
          CONSUMER,
          null,
          new ConnectionParameters(privateData, 0, 0));
    }
  }

  @Override
  public void notifyEstablished(RdmaCmId id) {}

  @Override
  public int disconnect(RdmaCmId id) {
    synchronized (fabric) {
      Id own = (Id) id;
      if (!own.connected) {
        return 22;
      }
      own.connected = false;
      own.pair.toError();
      if (own.peer.connected) {
        own.peer.post(EventType.RDMA_CM_EVENT_DISCONNECTED, 0);
      }
      return 0;
    }
  }

  @Override
  public int ackCmEvent(RdmaCmEvent event) {
    return 0;
  }

  @Override
  public int destroyCmId(RdmaCmId id) {
    synchronized (fabric) {
      Id own = (Id) id;
      disconnect(own);
      own.close();
      fabric.ids.remove(own);
      fabric.listeners.values().remove(own);
      return 0;
    }
  }

  @Override
  public int destroyQP(RdmaCmId id) {
    synchronized (fabric) {
      ((Id) id).pair.destroy();
      return 0;
    }
  }

  @Override
  public int destroyEp(RdmaCmId id) {
    throw new UnsupportedOperationException("not used");
  }

  @Override
  public int destroyEventChannel(RdmaEventChannel channel) throws IOException {
    ((Channel) channel).signal.close();
    return 0;
  }

  @Override
  public SocketAddress getSrcAddr(RdmaCmId id) {
    return ((Id) id).local;
  }

  @Override
  public SocketAddress getDstAddr(RdmaCmId id) {
    return ((Id) id).remote;
  }
}
