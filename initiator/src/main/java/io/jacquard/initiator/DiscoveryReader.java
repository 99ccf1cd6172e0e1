package io.jacquard.initiator;

import io.jacquard.nvme.command.GetLogPage;
import io.jacquard.nvme.discovery.DiscoveryLog;
import io.jacquard.nvme.discovery.DiscoveryLogEntry;
import io.jacquard.nvme.discovery.DiscoveryLogHeader;
import io.jacquard.nvme.log.LogPageId;
import io.jacquard.nvme.wire.Sqe;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Reads a whole discovery log: the header, the entries in pieces, and the header again; all of it
 * once more if the log changed meanwhile (NVMe Base 2.1, 5.1.12.3.1 "Discovery Log Page"). Runs on
 * the admin lane's loop.
 */
final class DiscoveryReader {
  /** Entries in one command: 64 KiB, which every controller transfers. */
  private static final int ENTRIES_AT_A_TIME = 63;

  /** The most entries that are believed. */
  private static final long MOST_ENTRIES = 65536;

  private static final int MOST_ATTEMPTS = 10;

  private final AdminCommands commands;
  private final int entriesAtATime;

  DiscoveryReader(AdminCommands commands, int maxTransfer) {
    this.commands = commands;
    this.entriesAtATime = Math.clamp(maxTransfer / DiscoveryLogEntry.BYTES, 1, ENTRIES_AT_A_TIME);
  }

  CompletableFuture<DiscoveryLog> read() {
    return attempt(1);
  }

  private CompletableFuture<DiscoveryLog> attempt(int number) {
    return header(true)
        .thenCompose(
            header -> {
              if (Long.compareUnsigned(header.numrec(), MOST_ENTRIES) > 0) {
                return CompletableFuture.failedFuture(
                    new UnsuitableControllerException(
                        "the discovery log claims to have "
                            + Long.toUnsignedString(header.numrec())
                            + " entries"));
              }
              return entries(new ArrayList<>(), header.numrec())
                  .thenCompose(entries -> confirm(number, header, entries));
            });
  }

  private CompletableFuture<DiscoveryLogHeader> header(boolean retain) {
    return page(0, DiscoveryLogHeader.BYTES, retain).thenApply(DiscoveryLogHeader::decode);
  }

  private CompletableFuture<List<DiscoveryLogEntry>> entries(
      List<DiscoveryLogEntry> found, long wanted) {
    int count = (int) Math.min(entriesAtATime, wanted - found.size());
    if (count == 0) {
      return CompletableFuture.completedFuture(found);
    }
    long offset = DiscoveryLogHeader.BYTES + (long) found.size() * DiscoveryLogEntry.BYTES;
    return page(offset, count * DiscoveryLogEntry.BYTES, true)
        .thenCompose(
            page -> {
              while (page.hasRemaining()) {
                found.add(DiscoveryLogEntry.decode(page));
              }
              return entries(found, wanted);
            });
  }

  /** Looks at the header once more; this time the event that told of a change is cleared. */
  private CompletableFuture<DiscoveryLog> confirm(
      int attempt, DiscoveryLogHeader before, List<DiscoveryLogEntry> entries) {
    return header(false)
        .thenCompose(
            after -> {
              if (after.genctr() == before.genctr()) {
                return CompletableFuture.completedFuture(
                    new DiscoveryLog(before.genctr(), entries));
              }
              return attempt < MOST_ATTEMPTS
                  ? attempt(attempt + 1)
                  : CompletableFuture.failedFuture(
                      new UnsuitableControllerException(
                          "the discovery log changed during each of "
                              + MOST_ATTEMPTS
                              + " attempts to read it"));
            });
  }

  private CompletableFuture<ByteBuffer> page(long offset, int length, boolean retain) {
    return commands.logPage(
        new GetLogPage(
            Sqe.NSID_ALL, LogPageId.DISCOVERY, 0, retain, length, 0, offset, false, 0, 0));
  }
}
