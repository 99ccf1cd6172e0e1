package io.jacquard.target.passthrough;

import io.jacquard.nvme.linux.NvmeIoctl;

/** Carries one command out by an ioctl. */
final class IoctlCommand {
  private IoctlCommand() {}

  /** Waits until the command has ended, and notes how. Allocates nothing. */
  static void execute(NvmeDevice device, PassedCommand passed, int timeoutMillis) {
    NvmeIoctl ioctl = device.ioctl();
    passed.outcome =
        ioctl.io(
            passed.command.sqe(), device.nsid(), passed.address(), passed.length, timeoutMillis);
    passed.result = ioctl.result();
  }
}
