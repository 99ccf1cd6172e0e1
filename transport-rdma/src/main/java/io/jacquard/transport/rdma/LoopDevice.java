package io.jacquard.transport.rdma;

import com.ibm.disni.verbs.IbvCQ;
import com.ibm.disni.verbs.IbvCompChannel;
import com.ibm.disni.verbs.IbvContext;
import com.ibm.disni.verbs.IbvMr;
import com.ibm.disni.verbs.IbvPd;
import io.jacquard.nvme.loop.Loop;
import io.jacquard.nvme.memory.IoMemory;
import io.jacquard.nvme.transport.queue.BufferLine;
import io.jacquard.transport.rdma.verbs.DeviceLimits;
import io.jacquard.transport.rdma.verbs.ExtendedVerbs;
import io.jacquard.transport.rdma.verbs.WorkCompletion;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A device as one loop uses it in one role: a protection domain with the loop's slabs, a channel on
 * which the events of all its completion queues come, and the polling of those that are busy.
 *
 * <p>A queue that has had completions is polled until none has come for the loop's spinning time;
 * only then it asks for an event again, looks once more, and sleeps. Confined to the loop.
 */
final class LoopDevice {
  private static final Logger LOG = LoggerFactory.getLogger(LoopDevice.class);

  /** Completions that are taken at a time. */
  static final int BATCH = 32;

  /** What the queue pairs of a protection domain let the other side do. */
  enum Role {
    /** A controller moves all data itself. */
    CONTROLLER(IbvMr.IBV_ACCESS_LOCAL_WRITE),
    /** A host's data is read and written by controllers. */
    HOST(
        IbvMr.IBV_ACCESS_LOCAL_WRITE
            | IbvMr.IBV_ACCESS_REMOTE_WRITE
            | IbvMr.IBV_ACCESS_REMOTE_READ);

    private final int access;

    Role(int access) {
      this.access = access;
    }
  }

  private final RdmaLoop loop;
  private final IbvContext context;
  private final Role role;
  private final ExtendedVerbs verbs;
  private final DeviceLimits limits;
  private final IbvPd pd;
  private final IbvCompChannel channel;
  private final Loop.Watch watch;
  private final MemoryKeys keys;
  private final CallerMemory callers;
  private final BufferLine bufferLine;
  private final MemorySegment completions =
      Arena.ofAuto().allocate((long) BATCH * WorkCompletion.BYTES, Long.BYTES);
  private final SharedBuffers shared = new SharedBuffers(this);
  private final List<CompletionQueue> busy = new ArrayList<>();
  private final Loop.Poller poller = this::poll;
  private final Set<QueuePair> pairs = new HashSet<>();
  private final Consumer<IoMemory> slabListener = this::slabMade;
  private final Runnable removal = this::removeSoon;
  private boolean removed;
  private boolean closed;

  LoopDevice(RdmaLoop loop, IbvContext context, Role role) throws IOException {
    this.loop = loop;
    this.context = context;
    this.role = role;
    this.verbs = loop.fabric().verbs();
    this.limits = verbs.limits(context);
    this.pd = verbs.allocPd(context);
    this.channel = openChannel();
    this.watch = watchChannel();
    this.keys = new MemoryKeys(pd, role.access);
    this.callers = new CallerMemory(keys, loop);
    this.bufferLine = BufferLine.ofTransfers(loop.buffers(), keys::addSlab);
    loop.buffers().onSlab(slabListener);
    verbs.hearRemoval(context, removal);
    LOG.debug("{} opened as {}", limits.name(), role);
  }

  private IbvCompChannel openChannel() throws IOException {
    try {
      return verbs.createCompChannel(context);
    } catch (IOException e) {
      deallocate();
      throw e;
    }
  }

  private Loop.Watch watchChannel() throws IOException {
    try {
      return loop.watch(channel.getFd(), this::readable);
    } catch (IOException e) {
      verbs.destroyCompChannel(channel);
      deallocate();
      throw e;
    }
  }

  private void deallocate() throws IOException {
    int error = verbs.deallocPd(pd);
    if (error != 0) {
      LOG.warn("a protection domain of {} stays: error {}", limits.name(), error);
    }
  }

  private void slabMade(IoMemory slab) {
    keys.addSlab(slab);
  }

  boolean serves(IbvContext device, Role as) {
    return !removed && context.equals(device) && role == as;
  }

  RdmaLoop loop() {
    return loop;
  }

  IbvContext context() {
    return context;
  }

  ExtendedVerbs verbs() {
    return verbs;
  }

  DeviceLimits limits() {
    return limits;
  }

  IbvPd pd() {
    return pd;
  }

  MemoryKeys keys() {
    return keys;
  }

  /** Registered memory of the callers of hosts. */
  CallerMemory callerMemory() {
    return callers;
  }

  /** Where controllers get the buffers for data. */
  BufferLine bufferLine() {
    return bufferLine;
  }

  /** Room for {@link #BATCH} completions, used by one queue at a time. */
  MemorySegment completions() {
    return completions;
  }

  IbvCQ createCq(int entries, Runnable event) throws IOException {
    return verbs.createCq(context, channel, entries, event);
  }

  /** The receives that controllers of this loop share. */
  SharedBuffers sharedBuffers() {
    return shared;
  }

  /** A queue pair lives here from now on. */
  void enter(QueuePair pair) {
    pairs.add(pair);
  }

  /** A queue pair is destroyed. */
  void leave(QueuePair pair) {
    pairs.remove(pair);
    shared.closeIfUnused(pair.receives());
    closeIfUnused();
  }

  private void removeSoon() {
    try {
      loop.execute(this::remove);
    } catch (RejectedExecutionException loopEnded) {
      LOG.debug("{} was closed with its loop", limits.name());
    }
  }

  /** The device is gone: its queue pairs end, and new ones need another. */
  void remove() {
    if (!removed) {
      removed = true;
      List.copyOf(pairs).forEach(QueuePair::deviceRemoved);
      closeIfUnused();
    }
  }

  private void closeIfUnused() {
    if (removed && pairs.isEmpty()) {
      close();
      loop.forget(this);
    }
  }

  /** Polls {@code queue} from now on until it is quiet. */
  void poll(CompletionQueue queue) {
    if (busy.isEmpty()) {
      loop.addPoller(poller);
    }
    busy.add(queue);
  }

  /** Polls {@code queue} no longer. */
  void quiet(CompletionQueue queue) {
    if (busy.remove(queue) && busy.isEmpty()) {
      loop.removePoller(poller);
    }
  }

  private int poll() {
    int events = 0;
    for (int i = busy.size() - 1; i >= 0; i--) {
      if (i < busy.size()) {
        events += busy.get(i).poll();
      }
    }
    return events;
  }

  private void readable() {
    try {
      verbs.drain(channel);
    } catch (IOException e) {
      LOG.warn("{} gives no completion events any more: {}", limits.name(), e.getMessage());
      watch.close();
      remove();
    }
  }

  /** Gives everything back to the device, queue pairs that are left included. */
  void close() {
    if (closed) {
      return;
    }
    closed = true;
    verbs.forgetRemoval(context, removal);
    List.copyOf(pairs).forEach(QueuePair::endAtOnce);
    loop.buffers().forgetSlabListener(slabListener);
    shared.close();
    watch.close();
    callers.close();
    keys.close();
    try {
      verbs.destroyCompChannel(channel);
      deallocate();
    } catch (IOException e) {
      LOG.warn("{}: {}", limits.name(), e.getMessage());
    }
  }
}
