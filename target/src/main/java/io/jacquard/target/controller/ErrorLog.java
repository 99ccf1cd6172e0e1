package io.jacquard.target.controller;

import io.jacquard.nvme.log.ErrorLogEntry;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * The Error Information log of one controller (NVMe Base 2.1, 5.1.12.1.2): the newest failures,
 * newest first. Confined to the controller's loop.
 */
final class ErrorLog {
  /** Entries kept; ELPE of Identify Controller is one less. */
  static final int ENTRIES = 64;

  private final ArrayDeque<ErrorLogEntry> newestFirst = new ArrayDeque<>(ENTRIES);
  private long count;

  /** How many failures there were in the controller's life. */
  long count() {
    return count;
  }

  /** Notes a failure; the oldest gives way. */
  void add(CommandFailure failure) {
    if (newestFirst.size() == ENTRIES) {
      newestFirst.removeLast();
    }
    count++;
    newestFirst.addFirst(
        ErrorLogEntry.builder()
            .set(ErrorLogEntry.ECNT, count)
            .set(ErrorLogEntry.SQID, failure.queueId())
            .set(ErrorLogEntry.CID, failure.commandId())
            .set(ErrorLogEntry.STS, failure.status() << 1)
            .set(ErrorLogEntry.PEL, failure.parameterOffset() & 0xFFFF)
            .set(ErrorLogEntry.LBA, failure.lba())
            .setInt(ErrorLogEntry.NSID, failure.nsid())
            .build());
  }

  /** The log page. */
  ByteBuffer page() {
    return AdminData.encoded(
        ENTRIES * ErrorLogEntry.LAYOUT.size(),
        bytes -> newestFirst.forEach(entry -> entry.encode(bytes)));
  }
}
