package io.jacquard.nvme.loop;

import java.util.List;

/** The loops on which one transport's queue pairs live. Thread-safe. */
public interface LoopGroup extends AutoCloseable {

  /** The loops, in a fixed order; at least one. */
  List<Loop> loops();

  /** The loop for the next queue pair, in turn. */
  Loop next();

  /** Ends the loops after the work already given to them, and waits for their threads. */
  @Override
  void close();
}
