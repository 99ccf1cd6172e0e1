package io.jacquard.transport.rdma;

import java.util.List;

/**
 * Whether responses invalidate a host's key, where the device says that it can and the host allows
 * it: a switch for devices that say so in error.
 */
final class RemoteInvalidation {
  /** System property: names of devices, separated by commas, on which it is off; * for all. */
  static final String OFF = "jacquard.rdma.invalidate.off";

  private static final String ALL = "*";

  private RemoteInvalidation() {}

  static boolean isAllowedOn(String device) {
    List<String> off = List.of(System.getProperty(OFF, "").split("\\s*,\\s*", -1));
    return !off.contains(ALL) && !off.contains(device);
  }
}
