package io.jacquard.transport.rdma;

import com.ibm.disni.verbs.IbvContext;
import com.ibm.disni.verbs.RdmaCmEvent.EventType;
import com.ibm.disni.verbs.RdmaProvider;
import io.jacquard.transport.rdma.verbs.DeviceLimits;
import io.jacquard.transport.rdma.verbs.NativeProvider;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One device in memory under DiSNI's API, whose queue pairs are connected to each other: it carries
 * out posted requests at once, checks every key, and fails where it is told to. One lock guards all
 * of it.
 */
final class SimulatedFabric extends RdmaProvider {
  /** One registration. */
  record Region(long address, int length, int access) {}

  final Map<Integer, Region> regions = new HashMap<>();
  final List<SimulatedQueuePair> queuePairs = new ArrayList<>();
  final Map<Integer, SimulatedCm.Id> listeners = new HashMap<>();
  final List<List<SimulatedQueuePair.Send>> chains = new ArrayList<>();
  final List<SimulatedCm.Id> ids = new ArrayList<>();
  final List<SimulatedCq.Channel> channels = new ArrayList<>();
  final List<Runnable> removals = new ArrayList<>();
  final OwnAllocation allocation = new OwnAllocation();
  boolean keepsChains = true;
  int openDomains;
  int failChannels;
  int unwatchableChannels;
  int sharedRequests = 4096;
  boolean sendsInvalidate = true;
  int reads = 4;
  int mostReadsOutstanding;
  int readsOutstanding;
  int failRegistrations;
  int failPosts;
  int failQueuePairs;
  boolean holdReads;
  boolean losesReceives;
  private int nextKey = 1;
  private final SimulatedCm cm = new SimulatedCm(this);
  private final SimulatedVerbs verbs = new SimulatedVerbs(this);
  private Context context;

  /** The device. */
  private static final class Context extends IbvContext {
    Context() throws IOException {
      super(-1, 1);
    }
  }

  /** Makes a fabric and puts it under DiSNI. */
  static SimulatedFabric install() throws IOException {
    SimulatedFabric fabric = new SimulatedFabric();
    NativeProvider.install(fabric);
    fabric.context = new Context();
    return fabric;
  }

  IbvContext context() {
    return context;
  }

  DeviceLimits limits() {
    return new DeviceLimits(
        "sim0", 16384, 16, 1 << 20, reads, reads, sharedRequests, sendsInvalidate);
  }

  synchronized int register(long address, int length, int access) {
    int key = nextKey++ << 8;
    regions.put(key, new Region(address, length, access));
    return key;
  }

  synchronized int registrations() {
    return regions.size();
  }

  /** Whether a key gives such access to all of the memory. */
  boolean allows(int key, long address, int length, int access) {
    Region region = regions.get(key);
    return region != null
        && (region.access() & access) == access
        && address >= region.address()
        && address + length <= region.address() + region.length();
  }

  /** What was posted with one call each, since it was asked last. */
  synchronized List<List<SimulatedQueuePair.Send>> takeChains() {
    List<List<SimulatedQueuePair.Send>> taken = List.copyOf(chains);
    chains.clear();
    return taken;
  }

  synchronized int openQueuePairs() {
    return queuePairs.size();
  }

  /** The identifier that somebody listens with. */
  synchronized SimulatedCm.Id listener() {
    return listeners.values().iterator().next();
  }

  /** Whether somebody listens with another identifier, and nobody with this one. */
  synchronized boolean listensBeside(SimulatedCm.Id before) {
    return !listeners.isEmpty() && !listeners.containsValue(before);
  }

  synchronized int openIds() {
    return ids.size();
  }

  /** Carries out the READs that were held back. */
  synchronized void releaseReads() {
    holdReads = false;
    List.copyOf(queuePairs).forEach(SimulatedQueuePair::resume);
  }

  synchronized int openChannels() {
    return channels.size();
  }

  synchronized int openDomains() {
    return openDomains;
  }

  /** The device is to go, and waits until nobody uses it; only that is told. */
  void beginRemoval() {
    List<Runnable> told;
    synchronized (this) {
      told = List.copyOf(removals);
      removals.clear();
    }
    told.forEach(Runnable::run);
  }

  /** Takes the device away. Its channels give no events any more, and are readable for ever. */
  synchronized void remove() {
    channels.forEach(SimulatedCq.Channel::lose);
    List.copyOf(ids).forEach(SimulatedCm.Id::deviceRemoved);
  }

  /** All identifiers get an event. */
  synchronized void tellAll(EventType type) {
    List.copyOf(ids).forEach(id -> id.post(type, 0));
  }

  /** All connected queue pairs fail by themselves. */
  synchronized void fail() {
    List.copyOf(queuePairs).forEach(SimulatedQueuePair::fail);
  }

  @Override
  public SimulatedCm openCm() {
    return cm;
  }

  @Override
  public SimulatedVerbs openVerbs() {
    return verbs;
  }

  @Override
  public int getVersion() {
    return 0;
  }
}
