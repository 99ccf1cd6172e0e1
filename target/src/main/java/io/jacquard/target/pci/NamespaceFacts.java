package io.jacquard.target.pci;

import io.jacquard.nvme.command.Identify;
import io.jacquard.nvme.identify.Cns;
import io.jacquard.nvme.identify.CommandSetIdentifier;
import io.jacquard.nvme.identify.IdentifyController;
import io.jacquard.nvme.identify.IdentifyNamespace;
import io.jacquard.nvme.identify.NamespaceDescriptors;
import io.jacquard.nvme.identify.ZonedIdentifyController;
import io.jacquard.nvme.identify.ZonedIdentifyNamespace;
import io.jacquard.nvme.namespace.Capability;
import io.jacquard.nvme.namespace.NamespaceGeometry;
import io.jacquard.nvme.namespace.ZoneGeometry;
import io.jacquard.nvme.wire.MalformedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Set;

/**
 * What a controller says of one of its namespaces.
 *
 * @param geometry size and shape
 * @param capabilities what it can do
 * @param commandSet its command set
 * @param zones how it is divided, if it is zoned
 */
record NamespaceFacts(
    NamespaceGeometry geometry,
    Set<Capability> capabilities,
    int commandSet,
    Optional<ZoneGeometry> zones) {
  /**
   * Asks the controller. On the control loop; blocks.
   *
   * @throws IOException if it does not answer, or the namespace is none that can be used, with the
   *     next step
   */
  static NamespaceFacts of(ControllerCore core, int nsid, String name) throws IOException {
    AdminCommands commands = core.commands();
    IdentifyNamespace namespace =
        IdentifyNamespace.decode(
            commands.identify("Identify Namespace", Identify.of(Cns.IDENTIFY_NAMESPACE, nsid)));
    if (namespace.isInactive()) {
      throw new UnsuitableNamespaceException(
          name + " is not active: nvme list-ns shows those that are");
    }
    int commandSet = commandSet(core, nsid, name);
    return new NamespaceFacts(
        geometry(core.identity(), namespace, name),
        capabilities(core.identity()),
        commandSet,
        zones(core, namespace, nsid, commandSet));
  }

  private static int commandSet(ControllerCore core, int nsid, String name) throws IOException {
    if (!core.allCommandSets()) {
      return CommandSetIdentifier.NVM;
    }
    Optional<ByteBuffer> list =
        core.commands()
            .identifyIfKnown(
                "Namespace Identification Descriptors",
                Identify.of(Cns.NAMESPACE_IDENTIFICATION_DESCRIPTOR_LIST, nsid));
    try {
      return list.map(NamespaceDescriptors::decode)
          .map(descriptors -> descriptors.csi().orElse(CommandSetIdentifier.NVM))
          .orElse(CommandSetIdentifier.NVM);
    } catch (MalformedException e) {
      throw new UnsuitableNamespaceException(name + " is not supported: " + e.getMessage());
    }
  }

  private static NamespaceGeometry geometry(
      IdentifyController controller, IdentifyNamespace namespace, String name) throws IOException {
    int metadata = namespace.lbaFormat().ms();
    if (metadata != 0) {
      throw new UnsuitableNamespaceException(
          name
              + " has "
              + metadata
              + " bytes of metadata with each block, which is not supported; format it without:"
              + " nvme format --lbaf=N");
    }
    try {
      return NamespaceGeometry.of(controller, namespace, Integer.MAX_VALUE);
    } catch (IllegalArgumentException e) {
      throw new UnsuitableNamespaceException(name + " is not supported: " + e.getMessage());
    }
  }

  private static Set<Capability> capabilities(IdentifyController controller) {
    Set<Capability> all = Capability.of(controller);
    all.add(Capability.PASSTHROUGH);
    return Set.copyOf(all);
  }

  private static Optional<ZoneGeometry> zones(
      ControllerCore core, IdentifyNamespace namespace, int nsid, int commandSet)
      throws IOException {
    if (commandSet != CommandSetIdentifier.ZONED_NAMESPACE) {
      return Optional.empty();
    }
    ZonedIdentifyNamespace zoned =
        ZonedIdentifyNamespace.decode(
            core.commands()
                .identify(
                    "Identify Namespace (zoned)",
                    ofCommandSet(Cns.IO_COMMAND_SET_SPECIFIC_NAMESPACE, nsid, commandSet)));
    ZonedIdentifyController limits =
        ZonedIdentifyController.decode(
            core.commands()
                .identify(
                    "Identify Controller (zoned)",
                    ofCommandSet(Cns.IO_COMMAND_SET_SPECIFIC_CONTROLLER, 0, commandSet)));
    try {
      return Optional.of(
          ZoneGeometry.of(zoned, namespace.lbaFormatIndex(), limits.largestAppend(core.mpsmin())));
    } catch (IllegalArgumentException e) {
      throw new UnsuitableNamespaceException("namespace " + nsid + ": " + e.getMessage());
    }
  }

  private static Identify ofCommandSet(int cns, int nsid, int commandSet) {
    return new Identify(nsid, cns, 0, commandSet, 0, 0);
  }
}
