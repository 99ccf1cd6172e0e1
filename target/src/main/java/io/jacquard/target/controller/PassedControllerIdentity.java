package io.jacquard.target.controller;

import io.jacquard.nvme.identify.IdentifyController;
import io.jacquard.nvme.transport.TransportTraits;
import io.jacquard.nvme.wire.Layout;
import io.jacquard.nvme.wire.Structure;
import io.jacquard.target.definition.NamespaceDefinition;
import io.jacquard.target.definition.PassthroughDefinition.AdminCommands;

/**
 * Identify Controller of a passthrough subsystem: the device's, with the fields that fabrics and
 * the exported controller decide, and without what hosts cannot use.
 */
final class PassedControllerIdentity {
  /** OACS of what never goes through: Format NVM, namespaces, virtualization, doorbell buffers. */
  private static final int OACS_WITHOUT = 1 << 1 | 1 << 3 | 1 << 7 | 1 << 8;

  /** Fields of what is not passed on. */
  private static final Layout.Field[] ZERO = {
    IdentifyController.HMPRE,
    IdentifyController.HMMIN,
    IdentifyController.HMMINDS,
    IdentifyController.HMMAXD,
    IdentifyController.ANATT,
    IdentifyController.ANACAP,
    IdentifyController.ANAGRPMAX,
    IdentifyController.NANAGRPID,
    IdentifyController.FUSES,
    IdentifyController.ICDOFF,
    IdentifyController.FCATT,
    IdentifyController.DCTYPE,
  };

  /** Fields of the exported controller itself. */
  private static final Layout.Field[] OWN = {
    IdentifyController.MDTS,
    IdentifyController.CNTLID,
    IdentifyController.VER,
    IdentifyController.CNTRLTYPE,
    IdentifyController.OAES,
    IdentifyController.ACL,
    IdentifyController.AERL,
    IdentifyController.KAS,
    IdentifyController.SQES,
    IdentifyController.CQES,
    IdentifyController.MAXCMD,
    IdentifyController.SGLS,
    IdentifyController.IOCCSZ,
    IdentifyController.IORCSZ,
    IdentifyController.OFCS
  };

  private PassedControllerIdentity() {}

  static IdentifyController of(
      IoController controller, IdentifyController device, PassedCommandPolicy policy) {
    IdentifyController own = IoControllerIdentity.of(controller);
    TransportTraits traits = controller.hostQueue().connection().traits();
    Structure.Builder<IdentifyController> fields = IdentifyController.builder().from(device);
    for (Layout.Field field : ZERO) {
      fields.set(field, 0);
    }
    for (Layout.Field field : OWN) {
      fields.set(field, own.get(field));
    }
    return fields
        .setBytes(IdentifyController.SUBNQN, own.getBytes(IdentifyController.SUBNQN))
        .set(IdentifyController.MSDBD, traits.maxSglDescriptors())
        .set(
            IdentifyController.CMIC,
            device.get(IdentifyController.CMIC) & ~IdentifyController.CMIC_ANA
                | own.get(IdentifyController.CMIC))
        .set(
            IdentifyController.CTRATT,
            device.get(IdentifyController.CTRATT) & ~IdentifyController.CTRATT_ELBAS
                | own.get(IdentifyController.CTRATT))
        .set(IdentifyController.OACS, optionalAdminCommands(device, policy))
        .set(
            IdentifyController.ONCS,
            device.get(IdentifyController.ONCS) & ~IdentifyController.ONCS_RESERVATIONS)
        // A Flush of all namespaces is ours: it is carried out for one after the other.
        .set(
            IdentifyController.VWC,
            device.get(IdentifyController.VWC) & IdentifyController.VWC_PRESENT
                | IdentifyController.VWC_FLUSH_ALL)
        .set(
            IdentifyController.NN,
            Math.min(device.get(IdentifyController.NN), NamespaceDefinition.LAST_NSID))
        .set(IdentifyController.MNAN, 0)
        .build();
  }

  private static long optionalAdminCommands(IdentifyController device, PassedCommandPolicy policy) {
    return policy.isAllowed(AdminCommands.ALL)
        ? device.get(IdentifyController.OACS) & ~OACS_WITHOUT
        : 0;
  }
}
