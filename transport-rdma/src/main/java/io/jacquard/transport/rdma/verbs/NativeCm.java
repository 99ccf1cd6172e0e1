package io.jacquard.transport.rdma.verbs;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import com.ibm.disni.verbs.IbvContext;
import com.ibm.disni.verbs.IbvPd;
import com.ibm.disni.verbs.IbvQP;
import com.ibm.disni.verbs.IbvQPInitAttr;
import com.ibm.disni.verbs.RdmaCmEvent;
import com.ibm.disni.verbs.RdmaCmEvent.EventType;
import com.ibm.disni.verbs.RdmaCmId;
import com.ibm.disni.verbs.RdmaConnParam;
import com.ibm.disni.verbs.RdmaEventChannel;
import io.jacquard.nvme.linux.Errno;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.net.SocketAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Connection management on librdmacm. */
final class NativeCm extends ExtendedCm {
  private static final int RDMA_OPTION_ID = 0;
  private static final int RDMA_OPTION_ID_AFONLY = 2;
  private static final int IBV_EVENT_COMM_EST = 4;

  private final ConcurrentMap<Long, NativeCmId> ids = new ConcurrentHashMap<>();

  @Override
  public RdmaEventChannel createEventChannel() throws IOException {
    return new NativeEventChannel(CmFunctions.CREATE_EVENT_CHANNEL.pointer());
  }

  @Override
  public RdmaCmId createId(RdmaEventChannel channel, short space) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment id = arena.allocate(JAVA_LONG);
      CmFunctions.CREATE_ID.call(address(channel), id.address(), 0, space & 0xFFFF);
      return adopt(id.get(JAVA_LONG, 0), channel);
    }
  }

  private NativeCmId adopt(long address, RdmaEventChannel channel) throws IOException {
    NativeCmId made = new NativeCmId(address, channel);
    ids.put(address, made);
    return made;
  }

  @Override
  public IbvQP createQP(RdmaCmId id, IbvPd pd, IbvQPInitAttr attributes) throws IOException {
    NativeCmId own = open(id);
    try (Arena arena = Arena.ofConfined()) {
      CmFunctions.CREATE_QP.call(
          own.address(),
          ((NativePd) pd).address(),
          QueuePairAttributes.write(attributes, arena).address());
    }
    NativeQp qp = new NativeQp(own.qpAddress(), own.getVerbs(), pd, attributes);
    own.queuePair(qp);
    return qp;
  }

  @Override
  public void onlyItsFamily(RdmaCmId id) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment yes = arena.allocate(JAVA_INT);
      yes.set(JAVA_INT, 0, 1);
      CmFunctions.SET_OPTION.call(
          open(id).address(), RDMA_OPTION_ID, RDMA_OPTION_ID_AFONLY, yes.address(), Integer.BYTES);
    }
  }

  @Override
  public void bindAddr(RdmaCmId id, SocketAddress address) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment to = SocketAddresses.write(address, arena);
      CmFunctions.BIND_ADDR.call(open(id).address(), to.address());
    }
  }

  @Override
  public void listen(RdmaCmId id, int backlog) throws IOException {
    CmFunctions.LISTEN.call(open(id).address(), backlog);
  }

  @Override
  public void resolveAddr(RdmaCmId id, SocketAddress from, SocketAddress to, int timeout)
      throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      long source = from == null ? 0 : SocketAddresses.write(from, arena).address();
      long destination = SocketAddresses.write(to, arena).address();
      CmFunctions.RESOLVE_ADDR.call(open(id).address(), source, destination, timeout);
    }
  }

  @Override
  public void resolveRoute(RdmaCmId id, int timeout) throws IOException {
    CmFunctions.RESOLVE_ROUTE.call(open(id).address(), timeout);
  }

  @Override
  public RdmaCmEvent getCmEvent(RdmaEventChannel channel, int timeout) throws IOException {
    if (!channel.isOpen()) {
      throw new IOException("the event channel is closed");
    }
    if (!Descriptor.await(channel.getFd(), timeout)) {
      return null;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment pointer = arena.allocate(JAVA_LONG);
      int error;
      do {
        error = CmFunctions.GET_CM_EVENT.tryCall(address(channel), pointer.address());
      } while (error == Errno.EINTR);
      if (error == Errno.EAGAIN) {
        return null;
      }
      if (error != 0) {
        throw new VerbsException("rdma_get_cm_event", error);
      }
      return take(new NativeCmEvent(pointer.get(JAVA_LONG, 0)), channel);
    }
  }

  /** Copies an event, gives it back, and finds or makes the identifiers that it names. */
  private ConnectionEvent take(NativeCmEvent event, RdmaEventChannel channel) throws IOException {
    try {
      NativeCmId listener = ids.get(event.listener());
      NativeCmId connection = ids.get(event.connection());
      if (event.type() == EventType.RDMA_CM_EVENT_DEVICE_REMOVAL && connection != null) {
        connection.deviceRemoved();
      }
      if (connection == null && event.isConnectRequest()) {
        connection = adopt(event.connection(), channel);
      }
      return new ConnectionEvent(
          event.type(), event.status(), listener, connection, event.parameters());
    } finally {
      CmFunctions.ACK_CM_EVENT.run(event.address());
    }
  }

  /** Events are acknowledged when they are taken. */
  @Override
  public int ackCmEvent(RdmaCmEvent event) {
    return 0;
  }

  @Override
  public void connect(RdmaCmId id, RdmaConnParam parameters) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      CmFunctions.CONNECT.call(open(id).address(), write(id, parameters, arena));
    } finally {
      Reference.reachabilityFence(parameters); // whose private data C reads by its address
    }
  }

  @Override
  public void accept(RdmaCmId id, RdmaConnParam parameters) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      CmFunctions.ACCEPT.call(open(id).address(), write(id, parameters, arena));
    } finally {
      Reference.reachabilityFence(parameters); // as in connect
    }
  }

  /** Where DiSNI's own parameters leave no choice, the device's limits are asked for. */
  private long write(RdmaCmId id, RdmaConnParam parameters, Arena arena) throws IOException {
    int served = parameters.getResponder_resources() & 0xFF;
    int outstanding = parameters.getInitiator_depth() & 0xFF;
    if (!(parameters instanceof ConnectionParameters)) {
      IbvContext context = id.getVerbs();
      DeviceLimits limits = DeviceAttributes.of((NativeContext) context);
      served = Math.min(limits.maxReadsServed(), 255);
      outstanding = Math.min(limits.maxReadsOutstanding(), 255);
    }
    return NativeCmEvent.writeParameters(parameters, served, outstanding, arena).address();
  }

  @Override
  public void reject(RdmaCmId id, byte[] privateData) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment data = arena.allocateFrom(JAVA_BYTE, privateData);
      CmFunctions.REJECT.call(open(id).address(), data.address(), privateData.length);
    }
  }

  @Override
  public void notifyEstablished(RdmaCmId id) throws IOException {
    CmFunctions.NOTIFY.call(open(id).address(), IBV_EVENT_COMM_EST);
  }

  @Override
  public int disconnect(RdmaCmId id) throws IOException {
    return CmFunctions.DISCONNECT.tryCall(open(id).address());
  }

  @Override
  public int destroyEventChannel(RdmaEventChannel channel) {
    if (channel.isOpen()) {
      channel.close();
      CmFunctions.DESTROY_EVENT_CHANNEL.run(address(channel));
    }
    return 0;
  }

  @Override
  public int destroyCmId(RdmaCmId id) throws IOException {
    NativeCmId own = open(id);
    // Out of the map first: C may give the address to the next identifier at once.
    ids.remove(own.address());
    own.close();
    return CmFunctions.DESTROY_ID.tryCall(own.address());
  }

  @Override
  public int destroyQP(RdmaCmId id) throws IOException {
    NativeCmId own = open(id);
    IbvQP qp = own.getQp();
    if (qp != null && qp.isOpen()) {
      qp.close();
      CmFunctions.DESTROY_QP.run(own.address());
    }
    return 0;
  }

  @Override
  public int destroyEp(RdmaCmId id) throws IOException {
    destroyQP(id);
    return destroyCmId(id);
  }

  @Override
  public SocketAddress getSrcAddr(RdmaCmId id) throws IOException {
    return open(id).source();
  }

  @Override
  public SocketAddress getDstAddr(RdmaCmId id) throws IOException {
    return open(id).destination();
  }

  private static long address(RdmaEventChannel channel) {
    return ((NativeEventChannel) channel).address();
  }

  private static NativeCmId open(RdmaCmId id) throws IOException {
    if (!id.isOpen()) {
      throw new IOException("the connection identifier is closed");
    }
    return (NativeCmId) id;
  }
}
