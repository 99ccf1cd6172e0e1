package io.jacquard.nvme.zone;

import io.jacquard.nvme.wire.Layout;
import io.jacquard.nvme.wire.MalformedException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * The data of Zone Management Receive: a header of 64 bytes and as many zones as there is room for
 * (Zoned Namespace Command Set 1.1, 3.4.2.2.1 "Report Zones", 3.4.2.2.2 "Extended Report Zones").
 *
 * @param zones Number of Zones (NZ): how many match, or how many are in the data if the report was
 *     partial; unsigned
 * @param entries the zones in the data
 */
public record ZoneReport(long zones, List<Entry> entries) {
  /** Size of the header on the wire. */
  public static final int HEADER_BYTES = 64;

  /** Byte offset of NZ. */
  public static final int NZ = 0;

  /** Every field of the header. */
  public static final Layout HEADER =
      Layout.of("Report Zones", HEADER_BYTES).field("NZ", NZ, 8).reserved(8, 56).build();

  /**
   * One zone.
   *
   * @param extension its Zone Descriptor Extension, read-only; no bytes in a report without
   */
  public record Entry(ZoneDescriptor zone, ByteBuffer extension) {}

  /** Copies the list. */
  public ZoneReport {
    entries = List.copyOf(entries);
  }

  /** The zones in the data without their extensions. */
  public List<ZoneDescriptor> descriptors() {
    return entries.stream().map(Entry::zone).toList();
  }

  /**
   * Reads a report from the buffer's position to its limit. Zones that were cut off at the end are
   * left out.
   *
   * @param extensionBytes size of each descriptor's extension (ZDES), 0 in a report without
   * @throws MalformedException if there is no whole header, or a zone is not valid
   */
  public static ZoneReport decode(ByteBuffer source, int extensionBytes) {
    HEADER.requireRemaining(source);
    ByteBuffer bytes = source.slice().order(ByteOrder.LITTLE_ENDIAN);
    long zones = bytes.getLong(NZ);
    bytes.position(HEADER_BYTES);
    List<Entry> entries = new ArrayList<>();
    int step = ZoneDescriptor.BYTES + extensionBytes;
    while (bytes.remaining() >= step && Long.compareUnsigned(entries.size(), zones) < 0) {
      ZoneDescriptor zone = ZoneDescriptor.decode(bytes);
      ByteBuffer extension = ByteBuffer.allocate(extensionBytes);
      extension.put(0, bytes, bytes.position(), extensionBytes);
      bytes.position(bytes.position() + extensionBytes);
      entries.add(new Entry(zone, extension.asReadOnlyBuffer()));
    }
    return new ZoneReport(zones, entries);
  }
}
