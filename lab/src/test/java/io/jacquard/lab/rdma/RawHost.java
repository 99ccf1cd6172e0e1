package io.jacquard.lab.rdma;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import com.ibm.disni.verbs.IbvCQ;
import com.ibm.disni.verbs.IbvCompChannel;
import com.ibm.disni.verbs.IbvMr;
import com.ibm.disni.verbs.IbvPd;
import com.ibm.disni.verbs.IbvQP;
import com.ibm.disni.verbs.IbvQPInitAttr;
import com.ibm.disni.verbs.RdmaCm;
import com.ibm.disni.verbs.RdmaCmEvent.EventType;
import com.ibm.disni.verbs.RdmaCmId;
import com.ibm.disni.verbs.RdmaEventChannel;
import com.ibm.disni.verbs.RdmaVerbs;
import io.jacquard.transport.rdma.verbs.ConnectionEvent;
import io.jacquard.transport.rdma.verbs.ConnectionParameters;
import io.jacquard.transport.rdma.verbs.ExtendedVerbs;
import io.jacquard.transport.rdma.verbs.NativeProvider;
import io.jacquard.transport.rdma.verbs.ReceiveRequest;
import io.jacquard.transport.rdma.verbs.ScatterGather;
import io.jacquard.transport.rdma.verbs.SendRequest;
import io.jacquard.transport.rdma.verbs.WorkCompletion;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;

/** A host that says and sends whatever it is told to; its memory is open to the controller. */
final class RawHost implements AutoCloseable {
  static final int MEMORY_BYTES = 1 << 20;

  private static final int RESPONSES = 64;
  private static final int RESPONSE_BYTES = 64;
  private static final int WAIT_MILLIS = 120_000;
  private static final int ACCESS =
      IbvMr.IBV_ACCESS_LOCAL_WRITE | IbvMr.IBV_ACCESS_REMOTE_WRITE | IbvMr.IBV_ACCESS_REMOTE_READ;

  private final RdmaCm cm;
  private final ExtendedVerbs verbs;
  private final RdmaEventChannel events;
  private final RdmaCmId id;
  private final IbvPd pd;
  private final IbvCompChannel channel;
  private final IbvCQ cq;
  private final IbvQP qp;
  private final MemorySegment memory = Arena.ofAuto().allocate(MEMORY_BYTES, 4096);
  private final MemorySegment responses = Arena.ofAuto().allocate(RESPONSES * RESPONSE_BYTES, 64);
  private final MemorySegment request = Arena.ofAuto().allocate(256, 8);
  private final MemorySegment completion = Arena.ofAuto().allocate(WorkCompletion.BYTES, 8);
  private final ArrayDeque<byte[]> received = new ArrayDeque<>();
  private final IbvMr region;
  private final IbvMr responseRegion;

  /** Finds the way to a controller and makes a queue pair for it. */
  RawHost(InetSocketAddress to) throws IOException {
    NativeProvider.install();
    cm = RdmaCm.open();
    verbs = (ExtendedVerbs) RdmaVerbs.open();
    events = cm.createEventChannel();
    id = cm.createId(events, RdmaCm.RDMA_PS_TCP);
    id.resolveAddr(null, to, WAIT_MILLIS);
    expect(EventType.RDMA_CM_EVENT_ADDR_RESOLVED);
    id.resolveRoute(WAIT_MILLIS);
    expect(EventType.RDMA_CM_EVENT_ROUTE_RESOLVED);
    pd = verbs.allocPd(id.getVerbs());
    channel = verbs.createCompChannel(id.getVerbs());
    cq = verbs.createCQ(id.getVerbs(), channel, 256, 0);
    IbvQPInitAttr attributes = new IbvQPInitAttr();
    attributes.setQp_type(IbvQP.IBV_QPT_RC);
    attributes.setSend_cq(cq);
    attributes.setRecv_cq(cq);
    attributes.cap().setMax_send_wr(128);
    attributes.cap().setMax_recv_wr(RESPONSES);
    qp = id.createQP(pd, attributes);
    region = pd.regMr(memory.address(), MEMORY_BYTES, ACCESS).execute().free().getMr();
    responseRegion =
        pd.regMr(responses.address(), RESPONSES * RESPONSE_BYTES, IbvMr.IBV_ACCESS_LOCAL_WRITE)
            .execute()
            .free()
            .getMr();
    verbs.arm(cq);
    for (int i = 0; i < RESPONSES; i++) {
      offer(i);
    }
  }

  private void offer(int response) {
    long at = (long) response * RESPONSE_BYTES;
    ScatterGather.set(
        request, 128, responses.address() + at, RESPONSE_BYTES, responseRegion.getLkey());
    ReceiveRequest.set(request, 0, response, request.address() + 128, 1);
    check(verbs.postReceives(qp, request.address()));
  }

  private static void check(int error) {
    if (error != 0) {
      throw new IllegalStateException("error " + error);
    }
  }

  /** Asks for a connection; the answer is {@link #event}. */
  void connect(byte[] privateData, int readsServed) throws IOException {
    id.connect(new ConnectionParameters(privateData, readsServed, 1));
  }

  /** The private data of a request. */
  static byte[] request(int format, int queueId, int receives, int sends, int controllerId) {
    ByteBuffer b = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN);
    b.putShort((short) format).putShort((short) queueId).putShort((short) receives);
    b.putShort((short) sends).putShort((short) controllerId);
    return b.array();
  }

  /** Connects a queue as it should be. */
  void connect(int entries) throws IOException {
    connect(request(0, 1, entries, entries - 1, 0), 16);
    expect(EventType.RDMA_CM_EVENT_ESTABLISHED);
  }

  /** Waits for the next event. */
  ConnectionEvent event() throws IOException {
    ConnectionEvent event = (ConnectionEvent) cm.getCmEvent(events, WAIT_MILLIS);
    if (event == null) {
      throw new AssertionError("no event");
    }
    return event;
  }

  ConnectionEvent expect(EventType type) throws IOException {
    ConnectionEvent event = event();
    if (event.type() != type) {
      throw new AssertionError(event + " in place of " + type);
    }
    return event;
  }

  /** Asks for a connection that must be rejected; the status. */
  static int rejection(InetSocketAddress to, byte[] privateData, int readsServed)
      throws IOException {
    try (RawHost host = new RawHost(to)) {
      host.connect(privateData, readsServed);
      return host.rejection();
    }
  }

  /** Waits for the rejection of a request; its status. */
  int rejection() throws IOException {
    byte[] data = expect(EventType.RDMA_CM_EVENT_REJECTED).parameters().privateData();
    ByteBuffer fields = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
    if (fields.getShort(0) != 0) {
      throw new AssertionError("a rejection of format " + fields.getShort(0));
    }
    return fields.getShort(2);
  }

  /**
   * Waits for the end of the connection. It is a reject if the controller has ended it before it
   * heard that the host is ready to use it.
   */
  void expectEnd() throws IOException {
    ConnectionEvent event = event();
    if (event.type() != EventType.RDMA_CM_EVENT_DISCONNECTED
        && event.type() != EventType.RDMA_CM_EVENT_REJECTED) {
      throw new AssertionError(event + " in place of the connection's end");
    }
  }

  /** Memory that the controller may read and write. */
  ByteBuffer memory() {
    return memory.asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  long address() {
    return memory.address();
  }

  int key() {
    return region.getRkey();
  }

  /** Sends a part of the memory as a capsule. */
  void send(int offset, int length) {
    ScatterGather.set(request, 128, memory.address() + offset, length, region.getLkey());
    SendRequest.set(
        request,
        0,
        RESPONSES,
        SendRequest.OP_SEND,
        SendRequest.SIGNALED,
        request.address() + 128,
        length == 0 ? 0 : 1);
    check(verbs.postSends(qp, request.address()));
  }

  /** Waits for the next capsule of the controller. */
  byte[] receive() throws IOException {
    long end = System.nanoTime() + WAIT_MILLIS * 1_000_000L;
    while (received.isEmpty()) {
      if (verbs.poll(cq, 1, completion.address()) == 0) {
        if (System.nanoTime() - end > 0) {
          throw new AssertionError("no response");
        }
        verbs.getCqEvent(channel, cq, 100);
        verbs.arm(cq);
      } else {
        take();
      }
    }
    return received.remove();
  }

  private void take() {
    int status = WorkCompletion.status(completion, 0);
    if (status != WorkCompletion.SUCCESS) {
      throw new IllegalStateException(WorkCompletion.describe(status));
    }
    int response = (int) WorkCompletion.id(completion, 0);
    if (response < RESPONSES) {
      long at = (long) response * RESPONSE_BYTES;
      int length = WorkCompletion.length(completion, 0);
      received.add(responses.asSlice(at, length).toArray(JAVA_BYTE));
      offer(response);
    }
  }

  void disconnect() throws IOException {
    id.disconnect();
  }

  @Override
  public void close() throws IOException {
    id.destroyQP();
    verbs.destroyCQ(cq);
    verbs.destroyCompChannel(channel);
    region.deregMr().execute().free();
    responseRegion.deregMr().execute().free();
    verbs.deallocPd(pd);
    id.destroyId();
    cm.destroyEventChannel(events);
  }
}
