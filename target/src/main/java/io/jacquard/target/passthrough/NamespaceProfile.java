package io.jacquard.target.passthrough;

import io.jacquard.nvme.identify.CommandSetIdentifier;
import io.jacquard.nvme.identify.IdentifyController;
import io.jacquard.nvme.identify.IdentifyNamespace;
import io.jacquard.nvme.identify.LbaFormat;
import io.jacquard.nvme.namespace.Capability;
import io.jacquard.nvme.namespace.NamespaceGeometry;
import io.jacquard.nvme.namespace.ZoneGeometry;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/**
 * What a controller says of a namespace, as far as exporting it needs.
 *
 * @param model the controller's model number, for people
 * @param geometry size and shape
 * @param capabilities what the controller supports of what hosts can be told
 * @param commandSet the CSI
 * @param zones of a zoned namespace
 * @param largestTransfer the most data of one command in bytes, a power of two
 * @param standardVendorCommands vendor specific I/O commands say the length of their data in the
 *     standard way (ICSVSCC)
 */
record NamespaceProfile(
    String model,
    NamespaceGeometry geometry,
    Set<Capability> capabilities,
    int commandSet,
    Optional<ZoneGeometry> zones,
    int largestTransfer,
    boolean standardVendorCommands) {
  private static final int LEAST_TRANSFER = 8192;

  /**
   * Asks the controller.
   *
   * @param nsid the controller's ID for the namespace
   * @throws IOException if it does not answer, or the namespace is of a kind that cannot be served;
   *     the message says what to do
   */
  static NamespaceProfile read(ControllerQueries queries, int nsid, QueueLimits limits)
      throws IOException {
    String subject = "namespace " + Integer.toUnsignedString(nsid);
    IdentifyController controller = queries.controller();
    IdentifyNamespace namespace = queries.namespace(nsid);
    int commandSet = queries.commandSet(nsid);
    if (commandSet != CommandSetIdentifier.NVM
        && commandSet != CommandSetIdentifier.ZONED_NAMESPACE) {
      throw new NotExportableException(
          subject
              + " has the "
              + CommandSetIdentifier.nameOf(commandSet)
              + " command set, which is not supported");
    }
    int largest = limits.largestTransfer(controller.maxTransferBytes(0));
    if (largest < LEAST_TRANSFER) {
      throw new NotExportableException(
          subject + " takes no transfers of " + LEAST_TRANSFER + " bytes");
    }
    Optional<ZoneGeometry> zones =
        commandSet == CommandSetIdentifier.ZONED_NAMESPACE
            ? Optional.of(ZonedProfile.read(queries, nsid, namespace.lbaFormatIndex()))
            : Optional.empty();
    return new NamespaceProfile(
        controller.modelNumber(),
        geometry(subject, controller, namespace, largest),
        capabilities(controller),
        commandSet,
        zones,
        largest,
        controller.has(IdentifyController.ICSVSCC, 1));
  }

  private static NamespaceGeometry geometry(
      String subject, IdentifyController controller, IdentifyNamespace namespace, int largest)
      throws IOException {
    LbaFormat format = namespace.lbaFormat();
    if (namespace.isInactive()) {
      throw new NotExportableException(subject + " is not attached to the controller");
    }
    if (format.ms() != 0) {
      throw new NotExportableException(
          "%s has %d bytes of metadata in each block, which cannot be carried; format it without"
                  .formatted(subject, format.ms())
              + " ('nvme format --lbaf', which erases it)");
    }
    try {
      return NamespaceGeometry.of(controller, namespace, Math.max(1, largest >>> format.lbads()));
    } catch (IllegalArgumentException e) {
      throw new NotExportableException(subject + " cannot be served: " + e.getMessage(), e);
    }
  }

  /**
   * Not COPY, though the command goes through: hosts would be told of our own limits for it instead
   * of the device's. Not COMPARE_AND_WRITE: the kernel takes no fused commands.
   */
  private static Set<Capability> capabilities(IdentifyController controller) {
    Set<Capability> able = Capability.of(controller);
    able.add(Capability.PASSTHROUGH);
    able.remove(Capability.COPY);
    able.remove(Capability.COMPARE_AND_WRITE);
    return able;
  }
}
