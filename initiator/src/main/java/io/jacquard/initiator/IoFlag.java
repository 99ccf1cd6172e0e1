package io.jacquard.initiator;

import io.jacquard.nvme.wire.Sqe;

/** Options of a read, write or compare. */
public enum IoFlag {
  /** Goes to, or comes from, the medium itself rather than a volatile cache (FUA). */
  FORCE_UNIT_ACCESS(Sqe.FUA),
  /** The controller should not try hard to recover data (LR). */
  LIMITED_RETRY(Sqe.LR);

  private final int bit;

  IoFlag(int bit) {
    this.bit = bit;
  }

  static int cdw12(IoFlag... flags) {
    int bits = 0;
    for (IoFlag flag : flags) {
      bits |= flag.bit;
    }
    return bits;
  }
}
