package io.jacquard.target.pci;

import io.jacquard.nvme.command.Identify;
import io.jacquard.nvme.identify.Cns;
import io.jacquard.nvme.identify.CommandSetIdentifier;
import io.jacquard.nvme.identify.IdentifyController;
import io.jacquard.nvme.identify.IdentifyNamespace;
import io.jacquard.nvme.identify.LbaFormat;
import io.jacquard.nvme.identify.NamespaceDescriptors;
import io.jacquard.nvme.identify.ZonedIdentifyController;
import io.jacquard.nvme.identify.ZonedIdentifyNamespace;
import io.jacquard.nvme.namespace.Capability;
import io.jacquard.nvme.namespace.NamespaceGeometry;
import io.jacquard.nvme.namespace.ZoneGeometry;
import java.io.IOException;
import java.util.EnumSet;
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
  private static final int DLFEAT_VALUE = 0x7;

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
    int commandSet = commandSet(core, nsid);
    LbaFormat format = format(namespace, name);
    return new NamespaceFacts(
        geometry(core.identity(), namespace, format),
        capabilities(core.identity()),
        commandSet,
        zones(core, namespace, nsid, commandSet));
  }

  private static int commandSet(ControllerCore core, int nsid) throws IOException {
    if (!core.allCommandSets()) {
      return CommandSetIdentifier.NVM;
    }
    return core.commands()
        .identifyIfKnown(
            "Namespace Identification Descriptors",
            Identify.of(Cns.NAMESPACE_IDENTIFICATION_DESCRIPTOR_LIST, nsid))
        .map(NamespaceDescriptors::decode)
        .map(descriptors -> descriptors.csi().orElse(CommandSetIdentifier.NVM))
        .orElse(CommandSetIdentifier.NVM);
  }

  private static LbaFormat format(IdentifyNamespace namespace, String name) throws IOException {
    LbaFormat format = namespace.lbaFormat();
    if (format.ms() != 0) {
      throw new UnsuitableNamespaceException(
          name
              + " has "
              + format.ms()
              + " bytes of metadata with each block, which is not supported; format it without:"
              + " nvme format --lbaf=N");
    }
    if (format.blockSize() < 512 || format.blockSize() > 65536) {
      throw new UnsuitableNamespaceException(
          name + " has blocks of 2^" + format.lbads() + " bytes, which is not supported");
    }
    return format;
  }

  private static NamespaceGeometry geometry(
      IdentifyController controller, IdentifyNamespace namespace, LbaFormat format) {
    boolean optimal =
        namespace.has(IdentifyNamespace.NSFEAT, IdentifyNamespace.NSFEAT_OPTIMAL_PERFORMANCE);
    boolean atomicity = namespace.has(IdentifyNamespace.NSFEAT, IdentifyNamespace.NSFEAT_ATOMICITY);
    int atomic =
        atomicity
            ? namespace.getInt(IdentifyNamespace.NAWUN)
            : controller.getInt(IdentifyController.AWUN);
    return new NamespaceGeometry(
        format.blockSize(),
        namespace.nsze(),
        namespace.has(IdentifyNamespace.NSATTR, IdentifyNamespace.NSATTR_WRITE_PROTECTED),
        controller.has(IdentifyController.VWC, IdentifyController.VWC_PRESENT),
        (namespace.getInt(IdentifyNamespace.DLFEAT) & DLFEAT_VALUE)
            == IdentifyNamespace.DLFEAT_READS_ZERO,
        optimal ? namespace.getInt(IdentifyNamespace.NPWG) + 1 : 1,
        optimal ? namespace.getInt(IdentifyNamespace.NPDG) + 1 : 1,
        atomic + 1);
  }

  private static Set<Capability> capabilities(IdentifyController controller) {
    Set<Capability> all = EnumSet.of(Capability.PASSTHROUGH);
    add(all, Capability.DEALLOCATE, controller, IdentifyController.ONCS_DATASET_MANAGEMENT);
    add(all, Capability.WRITE_ZEROES, controller, IdentifyController.ONCS_WRITE_ZEROES);
    add(all, Capability.COMPARE, controller, IdentifyController.ONCS_COMPARE);
    add(all, Capability.VERIFY, controller, IdentifyController.ONCS_VERIFY);
    add(all, Capability.COPY, controller, IdentifyController.ONCS_COPY);
    if (controller.has(IdentifyController.FUSES, IdentifyController.FUSES_COMPARE_AND_WRITE)) {
      all.add(Capability.COMPARE_AND_WRITE);
    }
    return Set.copyOf(all);
  }

  private static void add(
      Set<Capability> all, Capability capability, IdentifyController controller, int bit) {
    if (controller.has(IdentifyController.ONCS, bit)) {
      all.add(capability);
    }
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
