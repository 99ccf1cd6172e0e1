package io.jacquard.nvme.namespace;

import io.jacquard.nvme.identify.ZonedIdentifyNamespace;

/**
 * How a zoned namespace is divided (Zoned Namespace Command Set 1.1, 4.1.5.1 "Identify I/O Command
 * Set specific Namespace data structure"). All zones have the same size; their capacities are in
 * the zone reports.
 *
 * @param zoneBlocks blocks from the start of a zone to the start of the next (ZSZE), more than 0
 * @param maxOpenZones most zones open at a time (MOR), 0 if there is no limit
 * @param maxActiveZones most zones active at a time (MAR), 0 if there is no limit
 * @param largestAppendBytes the most that one Zone Append takes (ZASL), 0 if only the largest
 *     transfer limits it
 * @param readAcrossZones true if a Read may cross the boundary of a zone (OZCS bit 0)
 * @param variableCapacity true if a zone's capacity may change on reset (ZOC bit 0)
 * @param extensionBytes size of a zone's descriptor extension (ZDES), a multiple of 64 up to 16320;
 *     0 if there are none
 */
public record ZoneGeometry(
    long zoneBlocks,
    int maxOpenZones,
    int maxActiveZones,
    int largestAppendBytes,
    boolean readAcrossZones,
    boolean variableCapacity,
    int extensionBytes) {
  private static final int EXTENSION_UNIT = 64;
  private static final int LARGEST_EXTENSION = 255 * EXTENSION_UNIT;

  /**
   * What a controller tells of a namespace.
   *
   * @param identify CNS 05h, CSI 02h
   * @param format the LBA format that the namespace has
   * @param largestAppendBytes see the component
   * @throws IllegalArgumentException if it contradicts the specification
   */
  public static ZoneGeometry of(
      ZonedIdentifyNamespace identify, int format, int largestAppendBytes) {
    return new ZoneGeometry(
        identify.get(ZonedIdentifyNamespace.zoneSize(format)),
        limit(identify.getInt(ZonedIdentifyNamespace.MOR)),
        limit(identify.getInt(ZonedIdentifyNamespace.MAR)),
        largestAppendBytes,
        identify.has(ZonedIdentifyNamespace.OZCS, ZonedIdentifyNamespace.OZCS_READ_ACROSS_ZONES),
        identify.has(ZonedIdentifyNamespace.ZOC, ZonedIdentifyNamespace.ZOC_VARIABLE_CAPACITY),
        identify.getInt(ZonedIdentifyNamespace.extensionSize(format)) * EXTENSION_UNIT);
  }

  /** A 0's-based number of zones; what is more than an int is as good as no limit. */
  private static int limit(int field) {
    return field < 0 || field == Integer.MAX_VALUE ? 0 : field + 1;
  }

  /** Checks the ranges. */
  public ZoneGeometry {
    if (zoneBlocks < 1) {
      throw new IllegalArgumentException("a zone of " + zoneBlocks + " blocks is not possible");
    }
    if (maxOpenZones < 0 || maxActiveZones < 0 || largestAppendBytes < 0) {
      throw new IllegalArgumentException("limits of zones are 0 (none) or more");
    }
    if (extensionBytes < 0
        || extensionBytes > LARGEST_EXTENSION
        || extensionBytes % EXTENSION_UNIT != 0) {
      throw new IllegalArgumentException(
          "a zone descriptor extension of " + extensionBytes + " bytes is not possible");
    }
  }
}
