package io.jacquard.transport.rdma.verbs;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import com.ibm.disni.verbs.IbvCQ;
import com.ibm.disni.verbs.IbvCompChannel;
import com.ibm.disni.verbs.IbvContext;
import com.ibm.disni.verbs.IbvMr;
import com.ibm.disni.verbs.IbvPd;
import com.ibm.disni.verbs.IbvQP;
import com.ibm.disni.verbs.IbvRecvWR;
import com.ibm.disni.verbs.IbvSendWR;
import com.ibm.disni.verbs.IbvWC;
import com.ibm.disni.verbs.SVCDeregMr;
import com.ibm.disni.verbs.SVCPollCq;
import com.ibm.disni.verbs.SVCPostRecv;
import com.ibm.disni.verbs.SVCPostSend;
import com.ibm.disni.verbs.SVCRegMr;
import com.ibm.disni.verbs.SVCReqNotify;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.List;

/** Verbs on libibverbs. */
final class NativeVerbs extends ExtendedVerbs {
  private static final int SRQ_INIT_BYTES = 24;
  private static final int SRQ_MAX_WR = 8;
  private static final int SRQ_MAX_SGE = 12;

  /** For queues that nobody drains: DiSNI's own way takes events one by one. */
  private static final Runnable NOBODY = () -> {};

  @Override
  public DeviceLimits limits(IbvContext context) throws IOException {
    return DeviceAttributes.of((NativeContext) context);
  }

  @Override
  public IbvPd allocPd(IbvContext context) throws IOException {
    NativeContext own = (NativeContext) context;
    own.removal().enter();
    try {
      return new NativePd(VerbsFunctions.ALLOC_PD.pointer(own.address()), own);
    } catch (IOException e) {
      own.removal().leave();
      throw e;
    }
  }

  @Override
  public int deallocPd(IbvPd pd) {
    int error = VerbsFunctions.DEALLOC_PD.tryCall(((NativePd) pd).address());
    if (error == 0 && pd.isOpen()) {
      pd.close();
      ((NativeContext) pd.getContext()).removal().leave();
    }
    return error;
  }

  @Override
  public IbvCompChannel createCompChannel(IbvContext context) throws IOException {
    NativeContext own = (NativeContext) context;
    own.removal().enter();
    try {
      long made = VerbsFunctions.CREATE_COMP_CHANNEL.pointer(own.address());
      return new NativeCompChannel(made, own);
    } catch (IOException e) {
      own.removal().leave();
      throw e;
    }
  }

  @Override
  public int destroyCompChannel(IbvCompChannel channel) {
    ((NativeCompChannel) channel).destroy();
    return 0;
  }

  @Override
  public IbvCQ createCQ(IbvContext context, IbvCompChannel channel, int entries, int vector)
      throws IOException {
    return new NativeCq(context, (NativeCompChannel) channel, entries, vector, NOBODY);
  }

  @Override
  public IbvCQ createCq(IbvContext context, IbvCompChannel channel, int entries, Runnable event)
      throws IOException {
    return new NativeCq(context, (NativeCompChannel) channel, entries, 0, event);
  }

  @Override
  public int destroyCQ(IbvCQ cq) {
    return ((NativeCq) cq).destroy();
  }

  @Override
  public boolean getCqEvent(IbvCompChannel channel, IbvCQ cq, int timeout) throws IOException {
    if (!channel.isOpen()) {
      throw new IOException("the completion channel is closed");
    }
    return Descriptor.await(channel.getFd(), timeout) && ((NativeCompChannel) channel).next();
  }

  @Override
  public int drain(IbvCompChannel channel) throws IOException {
    NativeCompChannel own = (NativeCompChannel) channel;
    int events = 0;
    // What an event leads to may end the channel.
    while (own.isOpen() && own.next()) {
      NativeCq queue = own.last();
      if (queue != null) {
        queue.event();
      }
      events++;
    }
    if (events == 0 && Descriptor.hasFailed(channel.getFd())) {
      throw new IOException("the device is gone");
    }
    return events;
  }

  /** Events are acknowledged when they are taken. */
  @Override
  public int ackCqEvents(IbvCQ cq, int events) {
    return 0;
  }

  @Override
  public SVCRegMr regMr(IbvPd pd, ByteBuffer buffer, int access) {
    // DiSNI registers all of a buffer, wherever its position is.
    MemorySegment all = MemorySegment.ofBuffer(buffer.duplicate().clear());
    return new RegisterCall((NativePd) pd, all.address(), Math.toIntExact(all.byteSize()), access);
  }

  @Override
  public SVCRegMr regMr(IbvPd pd, long address, int length, int access) {
    return new RegisterCall((NativePd) pd, address, length, access);
  }

  @Override
  public SVCDeregMr deregMr(IbvMr mr) {
    return new DeregisterCall((NativeMr) mr);
  }

  /** On-demand paging is not used. */
  @Override
  public int queryOdpSupport(IbvContext context) {
    return 0;
  }

  @Override
  public int expPrefetchMr(IbvMr mr, long address, int length) throws IOException {
    throw new IOException("on-demand paging is not supported");
  }

  @Override
  public SVCPostSend postSend(IbvQP qp, List<IbvSendWR> requests, List<IbvSendWR> refused) {
    return new PostSendCall((NativeQp) qp, requests);
  }

  @Override
  public SVCPostRecv postRecv(IbvQP qp, List<IbvRecvWR> requests, List<IbvRecvWR> refused) {
    return new PostReceiveCall((NativeQp) qp, requests);
  }

  @Override
  public SVCPollCq pollCQ(IbvCQ cq, IbvWC[] completions, int most) {
    return new PollCall((NativeCq) cq, completions, most);
  }

  @Override
  public SVCReqNotify reqNotifyCQ(IbvCQ cq, boolean solicitedOnly) {
    return new NotifyCall((NativeCq) cq, solicitedOnly);
  }

  @Override
  public SharedReceives createSharedReceives(IbvPd pd, int requests, int elements)
      throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attributes = arena.allocate(SRQ_INIT_BYTES, Long.BYTES);
      attributes.set(JAVA_INT, SRQ_MAX_WR, requests);
      attributes.set(JAVA_INT, SRQ_MAX_SGE, elements);
      NativePd own = (NativePd) pd;
      long srq = VerbsFunctions.CREATE_SRQ.pointer(own.address(), attributes.address());
      return new NativeSharedReceives(srq, ((NativeContext) pd.getContext()).operations());
    }
  }

  @Override
  public void destroySharedReceives(SharedReceives receives) throws IOException {
    VerbsFunctions.DESTROY_SRQ.call(receives.handle());
  }

  @Override
  public int postSends(IbvQP qp, long chain) {
    return ((NativeQp) qp).postSends(chain);
  }

  @Override
  public int postReceives(IbvQP qp, long chain) {
    return ((NativeQp) qp).postReceives(chain);
  }

  @Override
  public int postReceives(SharedReceives receives, long chain) {
    return ((NativeSharedReceives) receives).post(chain);
  }

  @Override
  public int poll(IbvCQ cq, int most, long completions) {
    return ((NativeCq) cq).poll(most, completions);
  }

  @Override
  public int arm(IbvCQ cq) {
    return ((NativeCq) cq).requestNotification(false);
  }

  @Override
  public void toError(IbvQP qp) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      VerbsFunctions.MODIFY_QP.call(
          ((NativeQp) qp).address(),
          QueuePairAttributes.state(IbvQP.IBV_QPS_ERR, arena).address(),
          QueuePairAttributes.MASK_STATE);
    }
  }

  @Override
  public void hear(IbvQP qp, DeviceEvents events) {
    NativeQp own = (NativeQp) qp;
    ((NativeContext) own.getContext()).events().add(own.address(), events);
  }

  @Override
  public void forget(IbvQP qp) {
    NativeQp own = (NativeQp) qp;
    ((NativeContext) own.getContext()).events().remove(own.address());
  }

  @Override
  public void hearRemoval(IbvContext device, Runnable removed) {
    ((NativeContext) device).removal().hear(removed);
  }

  @Override
  public void forgetRemoval(IbvContext device, Runnable removed) {
    ((NativeContext) device).removal().forget(removed);
  }
}
