package io.jacquard.nvme.namespace;

import io.jacquard.nvme.identify.IdentifyController;
import java.util.EnumSet;
import java.util.Set;

/** What a namespace can do beyond Read, Write and Flush. */
public enum Capability {
  /** Dataset Management with Deallocate gives the space back. */
  DEALLOCATE,
  /** Write Zeroes. */
  WRITE_ZEROES,
  /** Compare. */
  COMPARE,
  /** Fused Compare and Write, atomic against every other command. */
  COMPARE_AND_WRITE,
  /** Verify. */
  VERIFY,
  /** Copy within the namespace. */
  COPY,
  /** Can change its size while in use; see {@link Namespace#resize}. */
  RESIZE,
  /** Carries every I/O command unchanged to a controller, which decides. */
  PASSTHROUGH;

  /** What a controller says that its namespaces can do (ONCS, FUSES). The caller may change it. */
  public static Set<Capability> of(IdentifyController controller) {
    Set<Capability> all = EnumSet.noneOf(Capability.class);
    addIf(all, DEALLOCATE, controller, IdentifyController.ONCS_DATASET_MANAGEMENT);
    addIf(all, WRITE_ZEROES, controller, IdentifyController.ONCS_WRITE_ZEROES);
    addIf(all, COMPARE, controller, IdentifyController.ONCS_COMPARE);
    addIf(all, VERIFY, controller, IdentifyController.ONCS_VERIFY);
    addIf(all, COPY, controller, IdentifyController.ONCS_COPY);
    if (controller.has(IdentifyController.FUSES, IdentifyController.FUSES_COMPARE_AND_WRITE)) {
      all.add(COMPARE_AND_WRITE);
    }
    return all;
  }

  private static void addIf(
      Set<Capability> all, Capability capability, IdentifyController controller, int bit) {
    if (controller.has(IdentifyController.ONCS, bit)) {
      all.add(capability);
    }
  }
}
