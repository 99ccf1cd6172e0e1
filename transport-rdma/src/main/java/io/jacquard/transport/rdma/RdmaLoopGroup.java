package io.jacquard.transport.rdma;

import io.jacquard.nvme.loop.Loop;
import io.jacquard.nvme.loop.LoopGroup;
import io.jacquard.nvme.loop.LoopSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Loops on threads of their own, on which queue pairs live. */
final class RdmaLoopGroup implements LoopGroup {
  private final List<RdmaLoop> loops;
  private final AtomicInteger turn = new AtomicInteger();

  RdmaLoopGroup(LoopSettings settings, Fabric fabric) {
    List<RdmaLoop> made = new ArrayList<>();
    for (int i = 0; i < settings.count(); i++) {
      made.add(new RdmaLoop("nvme-rdma-" + i, settings, fabric));
    }
    loops = List.copyOf(made);
  }

  RdmaLoop first() {
    return loops.getFirst();
  }

  @Override
  public List<Loop> loops() {
    return List.copyOf(loops);
  }

  @Override
  public Loop next() {
    return loops.get(Math.floorMod(turn.getAndIncrement(), loops.size()));
  }

  /** The first loop has the events of all; it ends last. */
  @Override
  public void close() {
    loops.reversed().forEach(RdmaLoop::close);
  }
}
