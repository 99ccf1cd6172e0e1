package io.jacquard.transport.rdma;

import io.jacquard.nvme.identity.TransportAddress;
import io.jacquard.nvme.identity.TransportType;
import io.jacquard.nvme.loop.FixedLoops;
import io.jacquard.nvme.loop.Loop;
import io.jacquard.nvme.loop.LoopGroup;
import io.jacquard.nvme.loop.LoopSettings;
import io.jacquard.nvme.transport.Acceptor;
import io.jacquard.nvme.transport.HostChannel;
import io.jacquard.nvme.transport.ListenSettings;
import io.jacquard.nvme.transport.Listener;
import io.jacquard.nvme.transport.QueueDial;
import io.jacquard.nvme.transport.Transport;
import io.jacquard.nvme.transport.queue.AddressResolution;
import io.jacquard.transport.rdma.verbs.NativeProvider;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * NVMe/RDMA (NVMe RDMA Transport Specification 1.0) on DiSNI's verbs API over librdmacm and
 * libibverbs, which are looked for when they are first needed. Thread-safe.
 */
public final class RdmaTransport implements Transport {
  private static final String VERBS = "verbs";

  /** For {@code ServiceLoader}. */
  public RdmaTransport() {}

  @Override
  public TransportType type() {
    return TransportType.RDMA;
  }

  /** {@code verbs}, if the libraries that it needs are installed. */
  @Override
  public List<String> engines() {
    try {
      NativeProvider.install();
      Fabric.open();
      return List.of(VERBS);
    } catch (IOException e) {
      return List.of();
    }
  }

  @Override
  public LoopGroup openLoops(LoopSettings settings) {
    String engine = settings.engine();
    if (!engine.equals(LoopSettings.AUTO) && !engine.equals(VERBS)) {
      throw new IllegalArgumentException(
          "the RDMA transport has no engine " + engine + "; it has: " + VERBS);
    }
    try {
      NativeProvider.install();
      return loops(settings, Fabric.open());
    } catch (IOException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private static LoopGroup loops(LoopSettings settings, Fabric fabric) {
    List<RdmaLoop> loops = new ArrayList<>();
    for (int i = 0; i < settings.count(); i++) {
      loops.add(new RdmaLoop("nvme-rdma-" + i, settings, fabric));
    }
    // The first loop has the events of all; it ends last.
    return new FixedLoops(loops, () -> loops.reversed().forEach(RdmaLoop::close));
  }

  @Override
  public Listener listen(
      TransportAddress at, ListenSettings settings, LoopGroup loops, Acceptor acceptor)
      throws IOException {
    if (!(loops.loops().getFirst() instanceof RdmaLoop first)) {
      throw new IllegalArgumentException("the loops were not made by the RDMA transport");
    }
    return new RdmaListener(at, settings, loops, first, acceptor);
  }

  @Override
  public void dial(QueueDial to, Loop loop, HostChannel.Events events) {
    if (!(loop instanceof RdmaLoop own)) {
      throw new IllegalArgumentException("the loop was not made by the RDMA transport");
    }
    AddressResolution.start(to, own, new HostConnection(to, own, events));
  }
}
