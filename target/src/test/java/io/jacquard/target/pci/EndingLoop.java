package io.jacquard.target.pci;

import io.jacquard.nvme.loop.Loop;
import io.jacquard.nvme.loop.ManualLoop;
import io.jacquard.nvme.memory.BufferPool;
import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;

/** A loop turned by hand that can end before its time. */
final class EndingLoop implements Loop {
  final ManualLoop inner = new ManualLoop();
  boolean ended;

  @Override
  public boolean inLoop() {
    return inner.inLoop();
  }

  @Override
  public void execute(Runnable task) {
    if (ended) {
      throw new RejectedExecutionException("the loop has ended");
    }
    inner.execute(task);
  }

  @Override
  public Timer schedule(Runnable task, long delayNanos) {
    return inner.schedule(task, delayNanos);
  }

  @Override
  public long nanoTime() {
    return inner.nanoTime();
  }

  @Override
  public BufferPool buffers() {
    return inner.buffers();
  }

  @Override
  public void addPoller(Poller poller) {
    inner.addPoller(poller);
  }

  @Override
  public void removePoller(Poller poller) {
    inner.removePoller(poller);
  }

  @Override
  public Watch watch(int fd, Runnable readable) throws IOException {
    return inner.watch(fd, readable);
  }
}
