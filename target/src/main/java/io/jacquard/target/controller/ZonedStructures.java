package io.jacquard.target.controller;

import io.jacquard.nvme.identify.ZonedIdentifyController;
import io.jacquard.nvme.identify.ZonedIdentifyNamespace;
import io.jacquard.nvme.namespace.ZoneGeometry;
import io.jacquard.nvme.wire.Structure;
import io.jacquard.target.subsystem.ExportedNamespace;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Consumer;

/** What Identify tells of zones (Zoned Namespace Command Set 1.1, 4.1.5 "Identify command"). */
final class ZonedStructures {
  private static final int ONLY_FORMAT = 0;

  private ZonedStructures() {}

  /** CNS 05h, CSI 02h, of a namespace that is zoned. */
  static Consumer<ByteBuffer> identifyNamespace(ExportedNamespace namespace) {
    ZoneGeometry zones = namespace.medium().zones().orElseThrow();
    Structure.Builder<ZonedIdentifyNamespace> fields = ZonedIdentifyNamespace.builder();
    return fields
            .set(
                ZonedIdentifyNamespace.ZOC,
                zones.variableCapacity() ? ZonedIdentifyNamespace.ZOC_VARIABLE_CAPACITY : 0)
            .set(
                ZonedIdentifyNamespace.OZCS,
                zones.readAcrossZones() ? ZonedIdentifyNamespace.OZCS_READ_ACROSS_ZONES : 0)
            // 0's-based, so that no limit, 0 here, is FFFFFFFFh there.
            .setInt(ZonedIdentifyNamespace.MAR, zones.maxActiveZones() - 1)
            .setInt(ZonedIdentifyNamespace.MOR, zones.maxOpenZones() - 1)
            .set(ZonedIdentifyNamespace.zoneSize(ONLY_FORMAT), zones.zoneBlocks())
            .set(
                ZonedIdentifyNamespace.extensionSize(ONLY_FORMAT),
                zones.extensionBytes() / ZonedIdentifyNamespace.EXTENSION_UNIT)
            .build()
        ::encode;
  }

  /** CNS 06h, CSI 02h: what every zoned namespace takes in one Zone Append. */
  static Consumer<ByteBuffer> identifyController(IoController controller) {
    int largestTransfer = IoControllerIdentity.largestTransfer(controller);
    int largestAppend =
        controller.roster().current().namespaces().stream()
            .map(namespace -> namespace.medium().zones())
            .flatMap(Optional::stream)
            .mapToInt(ZoneGeometry::largestAppendBytes)
            .filter(bytes -> bytes != 0)
            .reduce(largestTransfer, Math::min);
    return ZonedIdentifyController.builder()
            .set(
                ZonedIdentifyController.ZASL,
                // At 0 MDTS is the limit.
                largestAppend < largestTransfer ? ControllerIdentity.mdts(largestAppend) : 0)
            .build()
        ::encode;
  }
}
