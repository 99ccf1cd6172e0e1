package io.jacquard.initiator;

import io.jacquard.nvme.identify.IdentifyNamespace;
import io.jacquard.nvme.identify.LbaFormat;
import io.jacquard.nvme.identity.NamespaceIdentity;
import io.jacquard.nvme.namespace.NamespaceGeometry;
import io.jacquard.nvme.namespace.ZoneGeometry;
import java.util.Optional;

/**
 * What a controller says about one namespace, at one time.
 *
 * @param identify Identify Namespace
 * @param identity its globally unique identifiers
 * @param geometry size and shape
 * @param zones how it is divided, if it is zoned
 * @param limits how much one command may cover
 */
record NamespaceDescription(
    IdentifyNamespace identify,
    NamespaceIdentity identity,
    NamespaceGeometry geometry,
    Optional<ZoneGeometry> zones,
    BlockLimits limits) {

  /**
   * Reads the structures.
   *
   * @throws UnsuitableControllerException if the namespace is of a format this host cannot use
   */
  static NamespaceDescription of(int nsid, FoundNamespace found, Association association)
      throws UnsuitableControllerException {
    IdentifyNamespace identify = found.identify();
    LbaFormat format = identify.lbaFormat();
    if (format.lbads() < 9 || format.lbads() > 16) {
      throw new UnsuitableControllerException(
          "it has blocks of 2^" + format.lbads() + " bytes; 512 to 65536 bytes are possible");
    }
    if (format.ms() != 0) {
      throw new UnsuitableControllerException(
          "it has " + format.ms() + " bytes of metadata in each block, which this host cannot use");
    }
    int blockSize = format.blockSize();
    NamespaceGeometry geometry =
        NamespaceGeometry.of(association.identify(), identify, Integer.MAX_VALUE);
    int maxTransfer = Math.max(blockSize, IdentifyCheck.maxTransfer(association));
    return new NamespaceDescription(
        identify,
        found.identity(),
        geometry,
        found.zones(),
        new BlockLimits(nsid, blockSize, maxTransfer, identify.get(IdentifyNamespace.NOIOB)));
  }
}
