package io.jacquard.target.controller;

import io.jacquard.nvme.identity.TransportType;
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

  /** LPVER: entries say the opcode. */
  private static final int VERSION = 1;

  private final ArrayDeque<ErrorLogEntry> newestFirst = new ArrayDeque<>(ENTRIES);
  private final TransportType transport;
  private long count;

  /** An empty log of a controller reached by {@code transport}. */
  ErrorLog(TransportType transport) {
    this.transport = transport;
  }

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
            .set(ErrorLogEntry.PEL, ErrorLogEntry.NO_PARAMETER)
            .set(ErrorLogEntry.LBA, failure.lba())
            .setInt(ErrorLogEntry.NSID, failure.nsid())
            .set(ErrorLogEntry.TRTYPE, transport.code())
            .set(ErrorLogEntry.OPC, failure.opcode())
            .set(ErrorLogEntry.LPVER, VERSION)
            .build());
  }

  /** The log page. */
  ByteBuffer page() {
    return AdminData.encoded(
        ENTRIES * ErrorLogEntry.LAYOUT.size(),
        bytes -> newestFirst.forEach(entry -> entry.encode(bytes)));
  }
}
