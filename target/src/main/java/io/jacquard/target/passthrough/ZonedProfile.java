package io.jacquard.target.passthrough;

import io.jacquard.nvme.identify.ZonedIdentifyNamespace;
import io.jacquard.nvme.namespace.ZoneGeometry;
import java.io.IOException;

/** What a controller says of a zoned namespace. */
final class ZonedProfile {
  private ZonedProfile() {}

  /**
   * Asks the controller.
   *
   * @param format the LBA format in use
   */
  static ZoneGeometry read(ControllerQueries queries, int nsid, int format) throws IOException {
    ZonedIdentifyNamespace zoned = queries.zonedNamespace(nsid);
    try {
      return ZoneGeometry.of(zoned, format, queries.zonedController().largestAppend(0));
    } catch (IllegalArgumentException e) {
      throw new NotExportableException(
          "namespace " + Integer.toUnsignedString(nsid) + " cannot be served: " + e.getMessage(),
          e);
    }
  }
}
