package io.jacquard.target.controller;

import io.jacquard.nvme.identify.IdentifyNamespace;
import io.jacquard.nvme.wire.Structure;

/**
 * What hosts are told of the Copy command (NVM Command Set 1.1, 3.2.2 "Copy command"): up to 256
 * source ranges, of up to 65535 blocks each; the command allows no more.
 */
final class CopyLimits {
  private static final int RANGES = 256;
  private static final int BLOCKS_PER_RANGE = 0xFFFF;

  private CopyLimits() {}

  static void describe(Structure.Builder<IdentifyNamespace> fields) {
    fields
        .set(IdentifyNamespace.MSSRL, BLOCKS_PER_RANGE)
        .set(IdentifyNamespace.MCL, (long) RANGES * BLOCKS_PER_RANGE)
        .set(IdentifyNamespace.MSRC, RANGES - 1);
  }
}
