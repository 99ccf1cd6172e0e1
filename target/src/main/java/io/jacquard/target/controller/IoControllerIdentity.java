package io.jacquard.target.controller;

import io.jacquard.nvme.feature.AsyncEventConfiguration;
import io.jacquard.nvme.identify.IdentifyController;
import io.jacquard.nvme.namespace.Capability;
import io.jacquard.target.definition.NamespaceDefinition;
import io.jacquard.target.namespace.NvmLimits;
import io.jacquard.target.subsystem.ExportedNamespace;
import io.jacquard.target.subsystem.Subsystem;
import java.util.Set;

/** Identify Controller of an I/O controller (NVMe Base 2.1, 5.1.13.2.1). */
final class IoControllerIdentity {
  /** Asynchronous events that the controller can send (OAES). */
  static final int NOTICES = AsyncEventConfiguration.NAMESPACE_ATTRIBUTE;

  /** Kelvins at which a device of metal would warn; hosts expect a value, nothing gets hot. */
  static final int WARNING_TEMPERATURE = 343;

  private static final int CRITICAL_TEMPERATURE = 353;

  /** FRMW: one slot, read only. */
  private static final int ONE_READ_ONLY_SLOT = 1 << 1 | 1;

  private static final int SQES_64 = 6 << 4 | 6;
  private static final int CQES_16 = 4 << 4 | 4;

  private IoControllerIdentity() {}

  static IdentifyController of(IoController controller) {
    Subsystem subsystem = controller.roster().current();
    Set<Capability> able = subsystem.capabilities();
    return ControllerIdentity.common(controller, IdentifyController.CNTRLTYPE_IO)
        .setText(
            IdentifyController.SN,
            subsystem
                .definition()
                .serialNumber()
                .orElseGet(() -> ControllerIdentity.derivedSerial(subsystem.nqn())))
        .setText(IdentifyController.MN, subsystem.definition().modelNumber())
        .set(IdentifyController.MDTS, ControllerIdentity.mdts(largestTransfer(controller)))
        .set(
            IdentifyController.CMIC,
            IdentifyController.CMIC_MULTIPLE_PORTS | IdentifyController.CMIC_MULTIPLE_CONTROLLERS)
        .setInt(IdentifyController.OAES, NOTICES)
        .set(
            IdentifyController.CTRATT,
            IdentifyController.CTRATT_HOST_ID_128 | IdentifyController.CTRATT_TBKAS)
        .set(IdentifyController.ACL, AbortCommands.LIMIT - 1)
        .set(IdentifyController.FRMW, ONE_READ_ONLY_SLOT)
        .set(
            IdentifyController.LPA,
            IdentifyController.LPA_COMMAND_EFFECTS
                | IdentifyController.LPA_EXTENDED_DATA
                | ControllerIdentity.LPA_SUPPORTED_PAGES)
        .set(IdentifyController.WCTEMP, WARNING_TEMPERATURE)
        .set(IdentifyController.CCTEMP, CRITICAL_TEMPERATURE)
        .set(IdentifyController.SQES, SQES_64)
        .set(IdentifyController.CQES, CQES_16)
        .set(IdentifyController.MAXCMD, Math.min(controller.maxQueueEntries(), 0xFFFF))
        .set(IdentifyController.NN, NamespaceDefinition.LAST_NSID)
        .set(IdentifyController.ONCS, optionalCommands(able))
        .set(
            IdentifyController.FUSES,
            able.contains(Capability.COMPARE_AND_WRITE)
                ? IdentifyController.FUSES_COMPARE_AND_WRITE
                : 0)
        // Always: hosts look once, and a namespace with a cache may be added later.
        .set(
            IdentifyController.VWC,
            IdentifyController.VWC_PRESENT | IdentifyController.VWC_FLUSH_ALL)
        .set(IdentifyController.AWUN, atomicBlocks(subsystem) - 1)
        .set(IdentifyController.ACWU, atomicBlocks(subsystem) - 1)
        .set(IdentifyController.CDFS, able.contains(Capability.COPY) ? NvmLimits.COPY_FORMATS : 0)
        .set(IdentifyController.OFCS, IdentifyController.OFCS_DISCONNECT)
        .build();
  }

  /** What the transport and every namespace can do, in bytes. */
  static int largestTransfer(IoController controller) {
    return controller.roster().current().namespaces().stream()
        .mapToInt(namespace -> namespace.medium().largestTransfer())
        .reduce(controller.hostQueue().connection().traits().largestTransfer(), Math::min);
  }

  private static int optionalCommands(Set<Capability> able) {
    int commands = IdentifyController.ONCS_SAVE_FEATURES | IdentifyController.ONCS_TIMESTAMP;
    for (Capability capability : able) {
      commands |=
          switch (capability) {
            case COMPARE -> IdentifyController.ONCS_COMPARE;
            case DEALLOCATE -> IdentifyController.ONCS_DATASET_MANAGEMENT;
            case WRITE_ZEROES -> IdentifyController.ONCS_WRITE_ZEROES;
            case VERIFY -> IdentifyController.ONCS_VERIFY;
            case COPY -> IdentifyController.ONCS_COPY;
            case COMPARE_AND_WRITE, RESIZE, PASSTHROUGH -> 0;
          };
    }
    return commands;
  }

  /** What every namespace does as one, in blocks. */
  private static int atomicBlocks(Subsystem subsystem) {
    return subsystem.namespaces().stream()
        .map(ExportedNamespace::medium)
        .mapToInt(medium -> medium.geometry().atomicWriteBlocks())
        .map(blocks -> Math.min(blocks, 0x1_0000))
        .min()
        .orElse(1);
  }
}
