package io.jacquard.target.controller;

import io.jacquard.nvme.command.Command;

/**
 * Volatile Write Cache (NVMe Base 2.1, 5.1.25.1.4): turned off, every write is made durable before
 * it completes. Set on the controller's loop, read on those of its I/O queues.
 */
final class WriteCacheFeature implements Feature {
  private static final int ENABLED = 1;

  private volatile boolean writeThrough;

  /** True if the host has turned the cache off; may be called from any thread. */
  boolean isWriteThrough() {
    return writeThrough;
  }

  @Override
  public int current(int dword11) {
    return writeThrough ? 0 : ENABLED;
  }

  @Override
  public int initial(int dword11) {
    return ENABLED;
  }

  @Override
  public Outcome set(Command command) {
    writeThrough = (command.sqe().cdw11() & ENABLED) == 0;
    return Outcome.DONE;
  }

  @Override
  public void reset() {
    writeThrough = false;
  }
}
