package io.jacquard.transport.rdma;

import com.ibm.disni.verbs.IbvContext;
import io.jacquard.nvme.loop.Loop;
import io.jacquard.nvme.loop.LoopSettings;
import io.jacquard.nvme.loop.ThreadLoop;
import io.jacquard.nvme.memory.BufferPool;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A loop with the devices, protection domains and events of the queue pairs that live on it. */
final class RdmaLoop implements Loop {
  private final ThreadLoop thread;
  private final LoopSettings settings;
  private final Fabric fabric;
  private final List<LoopDevice> devices = new ArrayList<>();
  private final Set<HostConnection> hosts = new HashSet<>();
  private CmEvents events;

  RdmaLoop(String name, LoopSettings settings, Fabric fabric) {
    this.thread = new ThreadLoop(name, settings);
    this.settings = settings;
    this.fabric = fabric;
  }

  Fabric fabric() {
    return fabric;
  }

  /** How long queues are polled after their last completion before they wait for events. */
  long spinNanos() {
    return settings.spin().toNanos();
  }

  /** This loop's event channel, made when it is first needed; on the loop. */
  CmEvents events() throws IOException {
    if (events == null) {
      events = new CmEvents(fabric.cm(), this);
    }
    return events;
  }

  /** A device as this loop uses it in one role, opened when it is first needed; on the loop. */
  LoopDevice device(IbvContext context, LoopDevice.Role role) throws IOException {
    for (LoopDevice device : devices) {
      if (device.serves(context, role)) {
        return device;
      }
    }
    LoopDevice made = new LoopDevice(this, context, role);
    devices.add(made);
    return made;
  }

  /** A device that was removed is not used again. */
  void forget(LoopDevice device) {
    devices.remove(device);
  }

  /** A host's connection lives here from now on, though it may have neither device nor events. */
  void enter(HostConnection host) {
    hosts.add(host);
  }

  /** A host's connection has ended. */
  void leave(HostConnection host) {
    hosts.remove(host);
  }

  /** Ends the loop, after which nothing is registered any more; from any other thread. */
  void close() {
    thread.execute(this::release);
    thread.close();
  }

  private void release() {
    List.copyOf(devices).forEach(LoopDevice::close);
    devices.clear();
    List.copyOf(hosts).forEach(HostConnection::loopEnds);
    if (events != null) {
      events.close();
      events = null;
    }
  }

  @Override
  public boolean inLoop() {
    return thread.inLoop();
  }

  @Override
  public void execute(Runnable task) {
    thread.execute(task);
  }

  @Override
  public Timer schedule(Runnable task, long delayNanos) {
    return thread.schedule(task, delayNanos);
  }

  @Override
  public long nanoTime() {
    return thread.nanoTime();
  }

  @Override
  public BufferPool buffers() {
    return thread.buffers();
  }

  @Override
  public void addPoller(Poller poller) {
    thread.addPoller(poller);
  }

  @Override
  public void removePoller(Poller poller) {
    thread.removePoller(poller);
  }

  @Override
  public Watch watch(int fd, Runnable readable) throws IOException {
    return thread.watch(fd, readable);
  }
}
