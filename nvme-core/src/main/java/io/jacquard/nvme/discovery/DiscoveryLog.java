package io.jacquard.nvme.discovery;

import io.jacquard.nvme.wire.MalformedException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The whole discovery log page, LID 70h, as one host sees it (NVMe Base 2.1, 5.1.12).
 *
 * @param genctr Generation Counter: another value after each change
 * @param entries in the order of the log
 */
public record DiscoveryLog(long genctr, List<DiscoveryLogEntry> entries) {
  /** Copies the list. */
  public DiscoveryLog {
    entries = List.copyOf(entries);
  }

  /** The header that goes before the entries. */
  public DiscoveryLogHeader header() {
    return DiscoveryLogHeader.builder()
        .set(DiscoveryLogHeader.GENCTR, genctr)
        .set(DiscoveryLogHeader.NUMREC, entries.size())
        .build();
  }

  /** Size on the wire in bytes. */
  public int bytes() {
    return DiscoveryLogHeader.BYTES + entries.size() * DiscoveryLogEntry.BYTES;
  }

  /**
   * Reads a whole log from the buffer's position and moves it behind it.
   *
   * @throws MalformedException if there are fewer bytes than the header announces
   */
  public static DiscoveryLog decode(ByteBuffer source) {
    DiscoveryLogHeader header = DiscoveryLogHeader.decode(source);
    int room = source.remaining() / DiscoveryLogEntry.BYTES;
    if (Long.compareUnsigned(header.numrec(), room) > 0) {
      throw new MalformedException(
          DiscoveryLogHeader.LAYOUT.name(),
          DiscoveryLogHeader.NUMREC.name(),
          DiscoveryLogHeader.NUMREC.offset(),
          "is " + Long.toUnsignedString(header.numrec()) + ", only " + room + " entries follow");
    }
    List<DiscoveryLogEntry> entries = new ArrayList<>();
    for (long i = 0; i < header.numrec(); i++) {
      entries.add(DiscoveryLogEntry.decode(source));
    }
    return new DiscoveryLog(header.genctr(), entries);
  }

  /** Writes header and entries at the buffer's position and moves it behind them. */
  public void encode(ByteBuffer target) {
    header().encode(target);
    entries.forEach(entry -> entry.encode(target));
  }
}
