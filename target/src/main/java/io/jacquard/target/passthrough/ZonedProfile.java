package io.jacquard.target.passthrough;

import io.jacquard.nvme.identify.ZonedIdentifyController;
import io.jacquard.nvme.identify.ZonedIdentifyNamespace;
import io.jacquard.nvme.namespace.ZoneGeometry;
import java.io.IOException;

/** What a controller says of a zoned namespace. */
final class ZonedProfile {
  private static final int UNIT = 4096;
  private static final int LARGEST_SHIFT = 18;

  private ZonedProfile() {}

  /**
   * Asks the controller.
   *
   * @param format the LBA format in use
   */
  static ZoneGeometry read(ControllerQueries queries, int nsid, int format) throws IOException {
    ZonedIdentifyNamespace zoned = queries.zonedNamespace(nsid);
    int zasl = queries.zonedController().getInt(ZonedIdentifyController.ZASL);
    try {
      return new ZoneGeometry(
          zoned.get(ZonedIdentifyNamespace.zoneSize(format)),
          limit(zoned.getInt(ZonedIdentifyNamespace.MOR)),
          limit(zoned.getInt(ZonedIdentifyNamespace.MAR)),
          zasl == 0 ? 0 : UNIT << Math.min(zasl, LARGEST_SHIFT),
          zoned.has(ZonedIdentifyNamespace.OZCS, ZonedIdentifyNamespace.OZCS_READ_ACROSS_ZONES),
          zoned.has(ZonedIdentifyNamespace.ZOC, ZonedIdentifyNamespace.ZOC_VARIABLE_CAPACITY),
          zoned.getInt(ZonedIdentifyNamespace.extensionSize(format))
              * ZonedIdentifyNamespace.EXTENSION_UNIT);
    } catch (IllegalArgumentException e) {
      throw new NotExportableException(
          "namespace " + Integer.toUnsignedString(nsid) + " cannot be served: " + e.getMessage(),
          e);
    }
  }

  /** MAR and MOR are 0's-based; all bits set is no limit, which 0 stands for here. */
  private static int limit(int field) {
    return field == ZonedIdentifyNamespace.NO_LIMIT || field == Integer.MAX_VALUE ? 0 : field + 1;
  }
}
