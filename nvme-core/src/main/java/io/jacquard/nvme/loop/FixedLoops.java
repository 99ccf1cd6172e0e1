package io.jacquard.nvme.loop;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A group of loops made elsewhere. */
public final class FixedLoops implements LoopGroup {
  private final List<Loop> loops;
  private final Runnable onClose;
  private final AtomicInteger turn = new AtomicInteger();

  /**
   * Groups loops.
   *
   * @param loops at least one
   * @param onClose ends them and waits
   */
  public FixedLoops(List<? extends Loop> loops, Runnable onClose) {
    if (loops.isEmpty()) {
      throw new IllegalArgumentException("a group needs a loop");
    }
    this.loops = List.copyOf(loops);
    this.onClose = onClose;
  }

  /** As many {@link ThreadLoop}s as the settings say. */
  public static FixedLoops threads(String name, LoopSettings settings) {
    List<ThreadLoop> made = new ArrayList<>();
    for (int i = 0; i < settings.count(); i++) {
      made.add(new ThreadLoop(name + "-" + i, settings));
    }
    return new FixedLoops(made, () -> made.forEach(ThreadLoop::close));
  }

  @Override
  public List<Loop> loops() {
    return loops;
  }

  @Override
  public Loop next() {
    return loops.get(Math.floorMod(turn.getAndIncrement(), loops.size()));
  }

  @Override
  public void close() {
    onClose.run();
  }
}
