package io.jacquard.transport.rdma;

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
import io.jacquard.nvme.linux.EventFd;
import io.jacquard.transport.rdma.verbs.DeviceEvents;
import io.jacquard.transport.rdma.verbs.DeviceLimits;
import io.jacquard.transport.rdma.verbs.ExtendedVerbs;
import io.jacquard.transport.rdma.verbs.SharedReceives;
import io.jacquard.transport.rdma.verbs.VerbsException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;

/** The verbs of a {@link SimulatedFabric} that the transport uses. */
final class SimulatedVerbs extends ExtendedVerbs {
  private final SimulatedFabric fabric;
  private final Map<Long, Queue<SimulatedQueuePair.Receive>> shared = new HashMap<>();
  private long nextShared = 1;

  SimulatedVerbs(SimulatedFabric fabric) {
    this.fabric = fabric;
  }

  private record Shared(long handle) implements SharedReceives {}

  Queue<SimulatedQueuePair.Receive> sharedQueue(long handle) {
    return shared.get(handle);
  }

  @Override
  public DeviceLimits limits(IbvContext context) {
    return fabric.limits();
  }

  @Override
  public IbvPd allocPd(IbvContext context) throws IOException {
    synchronized (fabric) {
      fabric.openDomains++;
      return new IbvPd(context);
    }
  }

  @Override
  public int deallocPd(IbvPd pd) {
    synchronized (fabric) {
      fabric.openDomains--;
      return 0;
    }
  }

  @Override
  public IbvCompChannel createCompChannel(IbvContext context) throws IOException {
    synchronized (fabric) {
      if (fabric.failChannels > 0) {
        fabric.failChannels--;
        throw new VerbsException("ibv_create_comp_channel", 24);
      }
      int fault = fabric.unwatchableChannels > 0 ? fabric.unwatchableChannels-- : 0;
      SimulatedCq.Channel made = new SimulatedCq.Channel(EventFd.create(), context, fault > 0);
      fabric.channels.add(made);
      return made;
    }
  }

  @Override
  public int destroyCompChannel(IbvCompChannel channel) throws IOException {
    synchronized (fabric) {
      SimulatedCq.Channel own = (SimulatedCq.Channel) channel;
      fabric.channels.remove(own);
      own.signal.close();
      return 0;
    }
  }

  @Override
  public IbvCQ createCq(IbvContext context, IbvCompChannel channel, int entries, Runnable event)
      throws IOException {
    return new SimulatedCq(context, (SimulatedCq.Channel) channel, entries, event);
  }

  @Override
  public int destroyCQ(IbvCQ cq) {
    return 0;
  }

  @Override
  public int drain(IbvCompChannel channel) throws IOException {
    long entered = fabric.allocation.enter();
    SimulatedCq.Channel own = (SimulatedCq.Channel) channel;
    List<SimulatedCq> events;
    synchronized (fabric) {
      if (own.isLost() && own.events.isEmpty()) {
        throw new IOException("the device is gone");
      }
      if (!own.isLost()) {
        own.signal.drain();
      }
      events = new ArrayList<>(own.events);
      own.events.clear();
    }
    for (int i = 0; i < events.size(); i++) {
      fabric.allocation.leave(entered);
      events.get(i).onEvent().run();
      entered = fabric.allocation.enter();
    }
    fabric.allocation.leave(entered);
    return events.size();
  }

  private final class Register extends SVCRegMr {
    private final IbvPd pd;
    private final long address;
    private final int length;
    private final int access;
    private IbvMr region;

    Register(IbvPd pd, long address, int length, int access) {
      this.pd = pd;
      this.address = address;
      this.length = length;
      this.access = access;
    }

    @Override
    public SVCRegMr execute() throws IOException {
      synchronized (fabric) {
        if (fabric.failRegistrations > 0) {
          fabric.failRegistrations--;
          throw new VerbsException("ibv_reg_mr", 12);
        }
        int key = fabric.register(address, length, access);
        region = new IbvMr(pd.getContext(), address, length, access, key, key, 0);
        return this;
      }
    }

    @Override
    public IbvMr getMr() {
      return region;
    }

    @Override
    public boolean isValid() {
      return true;
    }

    @Override
    public SVCRegMr free() {
      return this;
    }
  }

  @Override
  public SVCRegMr regMr(IbvPd pd, long address, int length, int access) {
    return new Register(pd, address, length, access);
  }

  @Override
  public SVCDeregMr deregMr(IbvMr mr) {
    return new SVCDeregMr() {
      @Override
      public SVCDeregMr execute() throws IOException {
        synchronized (fabric) {
          if (fabric.regions.remove(mr.getLkey()) == null) {
            throw new IOException("the memory is not registered");
          }
          return this;
        }
      }

      @Override
      public boolean isValid() {
        return true;
      }

      @Override
      public SVCDeregMr free() {
        return this;
      }
    };
  }

  @Override
  public SharedReceives createSharedReceives(IbvPd pd, int requests, int elements) {
    synchronized (fabric) {
      long handle = nextShared++;
      shared.put(handle, new ArrayDeque<>());
      return new Shared(handle);
    }
  }

  @Override
  public void destroySharedReceives(SharedReceives receives) {
    synchronized (fabric) {
      shared.remove(receives.handle());
    }
  }

  @Override
  public int postSends(IbvQP qp, long chain) {
    long entered = fabric.allocation.enter();
    synchronized (fabric) {
      if (fabric.failPosts > 0) {
        fabric.failPosts--;
        return 12;
      }
      int error = ((SimulatedQueuePair) qp).postSends(chain);
      fabric.allocation.leave(entered);
      return error;
    }
  }

  @Override
  public int postReceives(IbvQP qp, long chain) {
    long entered = fabric.allocation.enter();
    synchronized (fabric) {
      int error = ((SimulatedQueuePair) qp).postReceives(chain);
      fabric.allocation.leave(entered);
      return error;
    }
  }

  @Override
  public int postReceives(SharedReceives receives, long chain) {
    long entered = fabric.allocation.enter();
    synchronized (fabric) {
      Queue<SimulatedQueuePair.Receive> queue = shared.get(receives.handle());
      for (SimulatedQueuePair.Receive more : SimulatedQueuePair.receives(chain)) {
        if (queue.contains(more)) {
          throw new IllegalStateException("a buffer is posted twice");
        }
        queue.add(more);
      }
      List.copyOf(fabric.queuePairs).forEach(SimulatedQueuePair::resume);
      fabric.allocation.leave(entered);
      return 0;
    }
  }

  @Override
  public int poll(IbvCQ cq, int most, long completions) {
    long entered = fabric.allocation.enter();
    synchronized (fabric) {
      int taken = ((SimulatedCq) cq).poll(most, completions);
      fabric.allocation.leave(entered);
      return taken;
    }
  }

  @Override
  public int arm(IbvCQ cq) {
    long entered = fabric.allocation.enter();
    synchronized (fabric) {
      ((SimulatedCq) cq).arm();
      fabric.allocation.leave(entered);
      return 0;
    }
  }

  @Override
  public void toError(IbvQP qp) {
    synchronized (fabric) {
      ((SimulatedQueuePair) qp).toError();
    }
  }

  @Override
  public void hear(IbvQP qp, DeviceEvents events) {
    ((SimulatedQueuePair) qp).events = events;
  }

  @Override
  public void forget(IbvQP qp) {}

  @Override
  public void hearRemoval(IbvContext device, Runnable removed) {
    synchronized (fabric) {
      fabric.removals.add(removed);
    }
  }

  @Override
  public void forgetRemoval(IbvContext device, Runnable removed) {
    synchronized (fabric) {
      fabric.removals.remove(removed);
    }
  }

  private static UnsupportedOperationException unused() {
    return new UnsupportedOperationException("the transport does not use this");
  }

  @Override
  public IbvCQ createCQ(IbvContext context, IbvCompChannel channel, int entries, int vector) {
    throw unused();
  }

  @Override
  public boolean getCqEvent(IbvCompChannel channel, IbvCQ cq, int timeout) {
    throw unused();
  }

  @Override
  public SVCRegMr regMr(IbvPd pd, ByteBuffer buffer, int access) {
    throw unused();
  }

  @Override
  public int queryOdpSupport(IbvContext context) {
    throw unused();
  }

  @Override
  public int expPrefetchMr(IbvMr mr, long address, int length) {
    throw unused();
  }

  @Override
  public SVCPostSend postSend(IbvQP qp, List<IbvSendWR> requests, List<IbvSendWR> refused) {
    throw unused();
  }

  @Override
  public SVCPostRecv postRecv(IbvQP qp, List<IbvRecvWR> requests, List<IbvRecvWR> refused) {
    throw unused();
  }

  @Override
  public SVCPollCq pollCQ(IbvCQ cq, IbvWC[] completions, int most) {
    throw unused();
  }

  @Override
  public SVCReqNotify reqNotifyCQ(IbvCQ cq, boolean solicitedOnly) {
    throw unused();
  }

  @Override
  public int ackCqEvents(IbvCQ cq, int events) {
    throw unused();
  }
}
