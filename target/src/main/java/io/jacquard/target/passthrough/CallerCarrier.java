package io.jacquard.target.passthrough;

import io.jacquard.nvme.loop.Loop;

/**
 * {@code async=emu}: each command by an ioctl on the loop itself, which stands still meanwhile. For
 * single commands and for comparison, not for serving hosts.
 */
final class CallerCarrier implements Carrier {
  private final NvmeDevice device;
  private final int timeoutMillis;
  private final CommandFifo line = new CommandFifo();

  private CallerCarrier(NvmeDevice device, int timeoutMillis) {
    this.device = device;
    this.timeoutMillis = timeoutMillis;
  }

  /** Carriers of a device; timeout 0 for the driver's own. */
  static Kind kind(NvmeDevice device, int timeoutMillis) {
    return new Kind() {
      @Override
      public Carrier open(Loop loop, int depth) {
        return new CallerCarrier(device, timeoutMillis);
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public void start(PassedCommand command) {
    line.add(command);
  }

  @Override
  public void flush() {
    for (PassedCommand next = line.take(); next != null; next = line.take()) {
      IoctlCommand.execute(device, next, timeoutMillis);
      next.ended();
    }
  }

  @Override
  public boolean withdraw(PassedCommand command) {
    return line.remove(command);
  }

  @Override
  public void release() {}
}
