package io.jacquard.target.controller;

import io.jacquard.nvme.command.Command;
import io.jacquard.nvme.status.Status;

/**
 * Keep Alive Timer (NVMe Base 2.1, 5.1.25.1.8): the timeout in milliseconds. The default is what
 * the host said with Connect.
 */
final class KeepAliveFeature implements Feature {
  private final KeepAlive keepAlive;
  private final long initialMillis;

  KeepAliveFeature(KeepAlive keepAlive) {
    this.keepAlive = keepAlive;
    this.initialMillis = keepAlive.timeoutMillis();
  }

  @Override
  public int current(int dword11) {
    return (int) keepAlive.timeoutMillis();
  }

  @Override
  public int initial(int dword11) {
    return (int) initialMillis;
  }

  @Override
  public Outcome set(Command command) {
    long wanted = command.sqe().cdw11() & 0xFFFF_FFFFL;
    if (wanted == 0) {
      // TCP and RDMA do not notice a lost host: the timer cannot be turned off.
      return Outcome.refused(Status.KEEP_ALIVE_TIMEOUT_INVALID);
    }
    keepAlive.timeoutMillis(wanted);
    return Outcome.DONE;
  }

  @Override
  public void reset() {
    keepAlive.timeoutMillis(initialMillis);
  }
}
